"""All that is held of a person, slice by slice, and what is held of nobody: a table is in one of the two lists."""

from jiayi.accounts.personal import PARTS as ACCOUNTS
from jiayi.agreements.personal import PARTS as AGREEMENTS
from jiayi.history.personal import PARTS as HISTORY
from jiayi.infra.personal import Part

PARTS: tuple[Part, ...] = (*ACCOUNTS, *AGREEMENTS, *HISTORY)

OF_NOBODY = {
    "institutions": "of an institution",
    "institution_prices": "of an institution",
    "institution_reductions": "of an institution",
    "teams": "of an institution",
    "team_members": "staff at work, on the public map",
    "doctors": "staff at work, on the public map",
    "doctor_panels": "how many residents a doctor takes",
    "doctor_photos": "staff at work, on the public map; the doctor takes it down",
    "service_areas": "of a place",
    "area_boundaries": "of a place; who drew it is staff",
    "area_assignments": "of a place; who assigned it is staff",
    "buildings": "of a place",
    "divisions": "of a place",
    "confirmation_campaigns": "of an institution and a year",
    "staff_invitations": "staff at work; by a hash",
    "role_offers": "staff at work; by a hash, with the name that the office wrote",
    "imports": "a file that staff brought; its rows stand in residents",
    "import_states": "a file that staff brought",
    "import_progress": "a file that staff brought",
    "import_faults": "sentences about cells of a file, gone within a day",
    "import_files": "a sealed file, gone within a day",
    "agreement_texts": "words that everybody reads",
    "consent_texts": "words that everybody reads",
    "sign_in_codes": "by a hash of the address, gone within a day",
    "passkey_challenges": "asked once, gone within a day",
    "rate_counters": "by a hash, gone within a day",
    "outgoing_mails": "by no account; blanked when its period is over",
    "mail_attempts": "what a mail server answered",
    "looks_examined": "how far looks were examined",
    "audit_links": "digests of events",
    "sealing_keys": "names of keys",
    "schema_migrations": "of the database",
}
"""Tables without rows of a resident, and why."""
