"""Through every personal table in every role: how many rows there are. One number too many is somebody else's life."""

from jiayi.infra.db.database import Database
from tests.accounts.world import ROLES, world
from tests.factories import Factory

PART = (1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0)
"""Of the agreement of the head with the institution."""
BROUGHT = (0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0)
"""Of the manager's import."""
RUSHED = (1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0)
"""Of the emergency in which the doctor next door saw the head, and which is over."""
#                           head      neighbour    manager   next door   admin  elsewhere
#                              child      doctor        next door   bureau           anonymous, helper
SEEN: dict[str, tuple[int, ...]] = {
    "residents":              (2, 1, 1, 3, 3, 1, 1, 4, 4, 1, 1, 0, 0),
    "households":             (1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0),
    "resident_conditions":    (1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0),
    "consents":               (1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0),
    "data_requests":          (1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "data_answers":           (1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "resident_groups":        (1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0),
    "insurance_records":      (2, 1, 1, 3, 3, 1, 1, 4, 4, 1, 1, 0, 0),
    "accounts":               (1, 1, 1, 1, 3, 1, 2, 1, 9, 1, 1, 0, 1),
    "role_grants":            (0, 0, 0, 1, 3, 1, 2, 1, 6, 1, 1, 0, 1),
    "idempotency_keys":       (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "agreements":              PART,
    "agreement_standings":     PART,
    "agreement_confirmations": PART,
    "agreement_decisions":     PART,
    "agreement_packages":      PART,
    "agreement_items":         PART,
    "agreement_fee_lines":     PART,
    "agreement_hospitals":     PART,
    "agreement_signatures":    PART,
    "agreement_payments":      PART,
    "receipt_numbers":         PART,
    "agreement_originals":     PART,
    "agreement_reductions":    PART,
    "agreement_exceptions":    PART,
    "yearly_signatures":       PART,
    "yearly_refusals":         PART,
    "doctor_changes":          PART,
    "yearly_confirmations":    PART,
    "proxies":                (1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "proxy_evidence":         (1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "birthday_notices":       (0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    "waiting_entries":        (1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "desk_visits":            (1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    "emergencies":             RUSHED,
    "emergency_endings":       RUSHED,
    "emergency_notes":        (0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0),
    "history_events":         (2, 0, 0, 1, 2, 0, 0, 3, 3, 0, 0, 0, 0),
    "access_log":             (1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0),
    "look_flags":             (1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0),
    "look_notes":             (1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0),
    "role_offers":             BROUGHT,
    "helper_tasks":           (1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1),
    "helper_results":         (1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1),
    "imports":                 BROUGHT,
    "import_states":           BROUGHT,
    "import_progress":         BROUGHT,
    "import_faults":           BROUGHT,
    "import_files":            BROUGHT,
}  # fmt: skip


async def test_each_role_sees_these_rows_and_no_more(db: Database, make: Factory) -> None:
    w = await world(db, make)
    seen: dict[str, list[int]] = {table: [] for table in SEEN}
    for role in ROLES:
        async with db.transaction(w.actors[role]) as tx:
            for table, counts in seen.items():
                counts.append(await tx.value(f"select count(*) from {table}"))
    assert {table: dict(zip(ROLES, counts, strict=True)) for table, counts in seen.items()} == {
        table: dict(zip(ROLES, counts, strict=True)) for table, counts in SEEN.items()
    }
