"""The one list of topics: table name, file, what makes a row the same thing, and how nearer places override.

`same`: two rows of one place with equal `same` (and a scheme in common) may not overlap in time.
`group`: for each group the nearest place with a value in force wins whole. A constant group means that a
nearer place replaces the whole topic; a group by code means that places add to each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import schema as s
from .cited import Rule

Key = Callable[[Any], tuple[str, ...]]


def whole(_: Rule) -> tuple[str, ...]:
    return ()


def by(*fields: str) -> Key:
    def key(rule: Rule) -> tuple[str, ...]:
        return tuple(str(getattr(rule, name)) for name in fields)

    return key


@dataclass(frozen=True)
class Topic:
    table: str
    rule: type[Rule]
    file: str
    same: Key
    group: Key
    label: str


TOPICS: tuple[Topic, ...] = (
    Topic("word", s.Word, "words", by("kind", "code"), by("kind", "code"), "用词"),
    Topic("item", s.Item, "items", by("code"), by("code"), "服务项目"),
    # A kind of package comes whole from the nearest place that has it, so the nation's base package
    # stands wherever no nearer document makes a base package of its own.
    Topic("package", s.Package, "packages", by("code"), by("kind"), "服务包"),
    Topic("fee", s.Fee, "fees", by("packages"), by("packages"), "签约服务费"),
    Topic("funding", s.Funding, "fees", by("packages", "payer"), by("packages"), "费用分担"),
    Topic("rate", s.Rate, "fees", by("name"), by("name"), "报销比例"),
    Topic("balance_check", s.BalanceCheck, "fees", by("package"), by("package"), "门诊统筹余额"),
    Topic("funding_ban", s.FundingBan, "fees", by("package_kind"), by("package_kind"), "不得支付的费用"),
    Topic("waiver", s.Waiver, "fees", whole, whole, "个人承担部分的减免"),
    Topic("own_share", s.OwnSharePayment, "fees", by("packages"), by("packages"), "个人部分怎么付"),
    Topic(
        "capitation",
        s.Capitation,
        "capitation",
        by("package", "disease"),
        by("package"),
        "按人头付费",
    ),
    Topic("term", s.Term, "terms", by("code"), by("code"), "签约周期"),
    Topic("change", s.Change, "changes", by("kind"), by("kind"), "变更"),
    Topic("termination", s.Termination, "changes", by("code"), by("code"), "解约原因"),
    Topic("renewal_window", s.RenewalWindow, "terms", whole, whole, "续约时间"),
    Topic("request_limit", s.RequestLimit, "terms", whole, whole, "申请的时限"),
    Topic("place_offer", s.PlaceOffer, "terms", whole, whole, "候补名额的保留"),
    Topic("full_capacity", s.FullCapacity, "terms", whole, whole, "自己作主的年龄"),
    Topic("child_consent", s.ChildConsent, "terms", whole, whole, "孩子自己也要同意的年龄"),
    Topic("proxy_limit", s.ProxyLimit, "terms", whole, whole, "代办的期限和人数"),
    Topic("death_correction", s.DeathCorrection, "changes", whole, whole, "误记去世的更正"),
    Topic("confirmation_reminder", s.ConfirmationReminder, "terms", whole, whole, "年度确认的提醒"),
    Topic("confirmation", s.Confirmation, "terms", whole, whole, "年度确认"),
    Topic("capacity", s.Capacity, "parties", whole, whole, "医生签约人数上限"),
    Topic("party", s.Party, "parties", whole, whole, "签约主体"),
    Topic("pilot", s.Pilot, "parties", by("packages"), by("packages"), "试点"),
    Topic("participant", s.Participant, "parties", by("divisions", "institutions"), whole, "参加试点的地方"),
    Topic("hospital_choice", s.HospitalChoice, "parties", whole, whole, "组合签约"),
    Topic("consent_purpose", s.ConsentPurpose, "personal_data", by("code"), by("code"), "个人信息用来做什么"),
    Topic("retention", s.Retention, "personal_data", by("code"), by("code"), "保存多久"),
    Topic(
        "personal_request_limit",
        s.PersonalRequestLimit,
        "personal_data",
        whole,
        whole,
        "更正和删除的答复时限",
    ),
    Topic("look_watch", s.LookWatch, "terms", whole, whole, "不寻常的查看"),
    Topic("emergency_access", s.EmergencyAccess, "terms", whole, whole, "紧急查看"),
    Topic("helper_task", s.HelperTask, "terms", whole, whole, "上门任务"),
    Topic("publication", s.Publication, "publications", by("code"), by("code"), "公开的信息"),
    Topic("benefit", s.Benefit, "benefits", by("code"), by("code"), "签约后的好处"),
    Topic("agreement_text", s.AgreementText, "agreement_text", by("code"), by("code"), "协议条款"),
)

BY_TABLE = {topic.table: topic for topic in TOPICS}
BY_RULE = {topic.rule: topic for topic in TOPICS}
FILES = frozenset(topic.file for topic in TOPICS)
ASSUMPTIONS = "assumptions"
SOURCES = "sources"
