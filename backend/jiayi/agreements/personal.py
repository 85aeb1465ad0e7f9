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
                "agreement_fee_lines", "agreement_hospitals", "agreement_items", "agreement_originals",
                "agreement_packages", "agreement_payments", "agreement_reductions", "doctor_changes",
                "yearly_confirmations",
            ),
            Rows(table="agreement_consents", by="agreement_id", last_blanked=_SIGNED),
            Rows(table="agreement_signatures", by="agreement_id", last_blanked=_SIGNED),
            Rows(table="yearly_signatures", by="agreement_id", last_blanked=_SIGNED),
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
