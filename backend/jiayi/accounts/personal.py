"""What accounts holds of a person."""

from jiayi.infra.personal import Expiry, Part, Rows

_NOWHERE = (("area_id", "null"), ("building_id", "null"), ("room", "''"))

_ALONE = (
    "case when exists (select 1 from residents o where o.county = t.county and o.household_id = t.id "
    "and o.id <> who.resident) then t.{name} else {empty} end"
)
"""The address of a household in which nobody else lives."""
_HEADED = (
    "case when exists (select 1 from households h where h.county = t.county and h.head_id = t.id) "
    "then t.household_id end"
)
"""The household that the person heads stands, for who else lives there."""

PARTS = (
    Part(
        code="person",
        name="姓名、身份证号、电话、住址",
        erasing="电话和住址马上删掉。签过协议的，姓名、出生日期和身份证号和协议一起留着，只存不用；到期以后删掉。",
        retention="agreement",
        rows=(
            Rows(
                table="households", by="household_id", hide=("id", "head_id"),
                blanked=tuple((name, _ALONE.format(name=name, empty=empty)) for name, empty in _NOWHERE),
            ),
            Rows(
                table="residents", by="id", hide=("household_id",),
                sealed=(("identity_sealed", "identity"), ("phone_sealed", "phone")),
                blanked=(("phone_sealed", "null"), ("phone_tail", "''"), ("household_id", _HEADED),
                         ("institution_id", "null"), *_NOWHERE),
                last_blanked=(("name", "'已删除'"), ("pinyin", "''"), ("identity_sealed", "''"), ("identity_tail", "''"),
                              ("birth_date", "date_trunc('year', t.birth_date)::date")),
            ),
            Rows(table="key_directory", by="resident_key", withheld="只是认出您的指纹，里面没有信息", last_gone=True),
        ),
    ),
    Part(
        code="health",
        name="疾病和人群登记",
        erasing="马上删掉。卫生院的公共卫生名册以后再报来的，会重新登记。",
        rows=(
            Rows(table="resident_conditions", by="resident_id", gone=True),
            Rows(table="resident_groups", by="resident_id", gone=True),
        ),
    ),
    Part(
        code="insurance",
        name="参保情况",
        erasing="马上删掉这里的一份。医保部门自己的记录不受影响。",
        rows=(Rows(table="insurance_records", by="resident_id", gone=True),),
    ),
    Part(
        code="consents",
        name="您同意过什么",
        erasing="留下作证明，到期以后删掉。",
        retention="consent",
        rows=(Rows(table="consents", by="resident_id", last_blanked=(("typed_name", "''"),)),),
    ),
    Part(
        code="account",
        name="账号和登录方式",
        erasing="马上删掉邮箱、登录方式和登录记录，您会退出登录。账号只剩一个编号。",
        rows=(
            Rows(table="key_directory", by="account_key", withheld="只是认出您的指纹，里面没有信息", gone=True),
            Rows(table="accounts", by="account", sealed=(("email_sealed", "email"),),
                 blanked=(("email_sealed", "null"), ("display_name", "'已注销'"), ("resident_id", "null"))),
            Rows(table="role_grants", by="account_id", hide=("granted_by", "ended_by")),
            Rows(table="sessions", by="account_id", hide=("token_hash",), gone=True),
            Rows(table="passkeys", by="account_id", hide=("credential_id", "public_key"), gone=True),
            Rows(table="totp_secrets", by="account_id", withheld="验证器的密钥，交出去就不安全了", gone=True),
            Rows(table="recovery_codes", by="account_id", withheld="备用码的指纹，交出去就不安全了", gone=True),
            Rows(table="idempotency_keys", by="account_id", withheld="防止重复提交的记号，里面没有信息", gone=True),
            Rows(table="demo_sign_ins", by="account_id", withheld="演示用的名单，真实的系统里没有"),
        ),
        expires=(Expiry(table="idempotency_keys", retention="form_key", ended="t.created_at"),),
    ),
    Part(
        code="proxies",
        name="谁替您办事",
        erasing="留下谁从哪天到哪天替您办过事，作证明。",
        retention="agreement",
        rows=(
            Rows(table="proxies", by="grantor_id",
                 hide=("code_hash", "helper_county", "helper_account_id", "helper_resident_id")),
            Rows(table="proxy_evidence", by="proxy_id"),
            Rows(table="birthday_notices", by="resident_id", withheld="只是提醒发过没有的记号", gone=True),
        ),
    ),
    Part(
        code="requests",
        name="更正和删除的申请",
        erasing="留下申请和答复，到期以后删掉。",
        retention="request",
        rows=(
            Rows(table="data_requests", by="resident_id", sealed=(("words_sealed", "request"),)),
            Rows(table="data_answers", by="resident_id", sealed=(("words_sealed", "answer"),)),
            Rows(table="erasures", by="resident_id", withheld="只是删除做到哪一步的记号"),
        ),
        expires=(
            Expiry(table="data_requests", retention="request",
                   ended="(select a.answered_at from data_answers a where a.county = t.county and a.request_id = t.id)",
                   blanked=(("words_sealed", "''"),)),
            Expiry(table="data_answers", retention="request", ended="t.answered_at",
                   blanked=(("words_sealed", "''"),)),
        ),
    ),
    Part(
        code="emergencies",
        name="紧急查看",
        erasing="写的情况马上清空。谁在什么时候紧急看过留下，以后也能查。",
        rows=(
            Rows(table="emergencies", by="resident_id", hide=("account_id",), blanked=(("words", "'已删除'"),)),
            Rows(table="emergency_endings", by="resident_id", hide=("ended_by",)),
            Rows(table="emergency_notes", by="resident_id", withheld="机构核查紧急查看的记录，写的是工作人员"),
        ),
    ),
    Part(
        code="tasks",
        name="上门任务",
        erasing="马上删掉。谁看过您的姓名和住址，“谁看过我的信息”里还有。",
        rows=(
            Rows(table="helper_results", by="resident_id", hide=("made_by",), gone=True),
            Rows(table="helper_tasks", by="resident_id", hide=("helper_account_id", "given_by"), gone=True),
        ),
        expires=(
            Expiry(table="helper_results", retention="task",
                   ended="(select k.last_day from helper_tasks k where k.county = t.county and k.id = t.task_id)"),
            Expiry(table="helper_tasks", retention="task", ended="t.last_day"),
        ),
    ),
    Part(
        code="mails",
        name="发给您的邮件",
        erasing="没有记在您名下。失效以后按期清空地址和内容。",
        retention="mail",
        expires=(
            Expiry(table="outgoing_mails", retention="mail", ended="t.expires_at", everywhere=True,
                   blanked=(("recipient_sealed", "''"), ("body_sealed", "''"))),
        ),
    ),
)  # fmt: skip
