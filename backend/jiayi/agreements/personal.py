"""What agreements holds of a person. The agreement with its fees and signatures is one voucher: kept whole, then blanked."""

from jiayi.infra.personal import Expiry, Part, Rows

_SIGNED = (("typed_name", "'已删除'"), ("drawing", "''"))


def _of_agreement(*tables: str) -> tuple[Rows, ...]:
    return tuple(Rows(table=table, by="agreement_id") for table in tables)


PARTS = (
    Part(
        code="agreements",
        name="协议、签名和费用",
        erasing="要留着，只存不用。到期以后删掉签名和姓名。",
        retention="agreement",
        rows=(
            Rows(table="agreements", by="resident_id", hide=("proof_hash",)),
            *_of_agreement(
                "agreement_confirmations", "agreement_decisions", "agreement_endings", "agreement_exceptions",
                "agreement_fee_lines", "agreement_hospitals", "agreement_items",
                "agreement_packages", "agreement_payments", "agreement_reductions", "doctor_changes",
                "yearly_confirmations",
            ),
            Rows(table="agreement_originals", by="agreement_id", day_after=("ends_on",)),
            Rows(table="agreement_consents", by="agreement_id", last_blanked=_SIGNED),
            Rows(table="agreement_signatures", by="agreement_id", last_blanked=_SIGNED),
            Rows(table="yearly_signatures", by="agreement_id", last_blanked=_SIGNED),
            Rows(table="yearly_refusals", by="agreement_id", hide=("staff_account_id", "refused_by"), last_blanked=_SIGNED),
            Rows(table="agreement_people", by="agreement_id",
                 last_blanked=(("name", "'已删除'"), ("identity_tail", "''"))),
            Rows(table="receipt_numbers", by="agreement_id"),
            Rows(table="payment_reversals", by="agreement_id", hide=("reversed_by",)),
            Rows(table="renewal_contacts", by="agreement_id", hide=("made_by",), last_blanked=(("note", "''"),)),
            Rows(table="renewal_mails", by="contact_id", withheld="只是邀请信发过没有的记号"),
            Rows(table="agreement_guardians", by="agreement_id", last_blanked=(("name", "'已删除'"),)),
            Rows(table="agreement_proofs", by="agreement_id", withheld="协议的防伪指纹，印在协议书上"),
            Rows(table="confirmation_reminders", by="agreement_id", withheld="只是提醒发过没有的记号"),
        ),
    ),
    Part(
        code="deaths",
        name="去世的登记（包括记错的）",
        erasing="和协议一起留着。",
        retention="agreement",
        rows=(Rows(table="deaths", by="resident_id"),),
    ),
    Part(
        code="identity",
        name="身份的核对和更正",
        erasing="和协议一起留着。到期以后删掉姓名和号码。",
        retention="agreement",
        rows=(
            Rows(table="identity_corrections", by="resident_id", hide=("corrected_by",),
                 last_blanked=(("old_name", "'已删除'"), ("new_name", "'已删除'"))),
            Rows(table="identity_cases", by="owner_id", withheld="机构核对身份的记录，请到办理的窗口查看",
                 last_blanked=(("name", "'已删除'"), ("identity_sealed", "''"), ("phone_sealed", "''"),
                               ("seen", "'已删除'"), ("reason", "'已删除'"))),
            Rows(table="identity_reviews", by="agreement_id", withheld="机构核对身份的记录，请到办理的窗口查看"),
        ),
    ),
    Part(
        code="waiting",
        name="排队等医生",
        erasing="马上删掉。",
        rows=(
            Rows(table="waiting_offer_mails", by="entry_id", withheld="只是提醒发过没有的记号", gone=True),
            Rows(table="waiting_entries", by="resident_id", hide=("added_by",), gone=True),
        ),
        expires=(
            Expiry(table="waiting_offer_mails", retention="waiting",
                   ended="(select w.left_at from waiting_entries w where w.county = t.county and w.id = t.entry_id)"),
            Expiry(table="waiting_entries", retention="waiting", ended="t.left_at"),
        ),
    ),
    Part(
        code="visits",
        name="到窗口办事",
        erasing="马上删掉。",
        rows=(Rows(table="desk_visits", by="resident_id", gone=True),),
        expires=(Expiry(table="desk_visits", retention="log", ended="t.expires_at"),),
    ),
)  # fmt: skip
