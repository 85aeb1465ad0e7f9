"""Answers of the policies in the words and the language of the page."""

from collections.abc import Mapping
from typing import Any

import msgspec

from jiayi.agreements import costs
from jiayi.agreements.costs import Translate
from jiayi.agreements.lapsing import lapses_on
from jiayi.agreements.model import WAITING, AgreedFee, Agreement, AgreementState
from jiayi.agreements.offering import Choice, Offer
from jiayi.agreements.policy import ASSUMED, basis, policy_for
from jiayi.agreements.rules import LAPSED, days_allowed
from jiayi.infra import clock
from jiayi.infra.web.i18n import ENGLISH
from jiayi.infra.web.page import Page
from jiayi.policies import rules
from jiayi.policies.answers import Reason
from jiayi.policies.cited import Citation
from jiayi.policies.facts import EligibilityFacts
from jiayi.policies.resolve import Policy

PAYERS = {
    "public_health": "基本公共卫生服务经费",
    "outpatient_pooling_fund": "医保门诊统筹基金",
    "fund": "医保基金",
    "personal_account": "您的医保个人账户",
    "resident": "您自己",
    costs.UNNAMED: "文件没有写由谁付",
    costs.UNKNOWN: "还不能确定由谁付",
}
BENEFITS_UNKNOWN = "和医保有关的待遇，要核对医保以后才能确定。"
STATES: dict[AgreementState, tuple[str, str]] = {
    AgreementState.WAITING_CONFIRMATION: ("等您确认", "还没有生效。请确认这份协议是您本人愿意签的。"),
    AgreementState.WAITING_ACCEPTANCE: ("等医生接受", "申请已经送到团队，医生接受后就生效。"),
    AgreementState.WAITING_PAYMENT: ("等付个人部分", "付了个人部分以后就生效。"),
    AgreementState.UPCOMING: ("还没开始", "已经办好，到开始那天生效。"),
    AgreementState.ACTIVE: ("生效中", "有事请先找家庭医生。"),
    AgreementState.IN_RENEWAL_WINDOW: ("快到期", "可以续约了。不会自动续，要您本人同意。"),
    AgreementState.EXPIRED: ("已到期", "这份协议到期了，没有自动续。"),
    AgreementState.ENDED: ("已结束", "这份协议已经结束。"),
    AgreementState.DECLINED: ("没有接受", "团队没有接受这次申请，您可以另选一个团队。"),
    AgreementState.WITHDRAWN: ("已撤回", "这次申请已经撤回。"),
    AgreementState.LAPSED: ("已失效", "过了时间没有办完，这次申请失效了。您可以重新签约。"),
}
WAITS_FOR = "等%(name)s本人确认"
HOW_TO_CONFIRM = "等%(name)s本人确认：请本人登录，或者带身份证到%(place)s的窗口。没有确认以前不算数。"
BY_WHEN = {
    "confirmation": "请在 %(day)s 前确认，不然申请会失效。",
    "acceptance": "团队要在 %(day)s 前答复，不然申请会失效。",
    "payment": "请在 %(day)s 前付，不然申请会失效。",
}
TOO_LATE = {
    "confirmation": "本来要在 %(day)s 前确认，这一天已经到了。现在确认还来得及；自动检查时还没有确认，申请就失效。",
    "acceptance": "团队本来要在 %(day)s 前答复，这一天已经到了。自动检查时还没有答复，申请就失效。",
    "payment": "本来要在 %(day)s 前付，这一天已经到了。现在付还来得及；自动检查时还没有付，申请就失效。",
}
"""From that day until the nightly job has looked."""
NOT_IN_TIME = {
    "confirmation": "没有在%(days)s天内确认，已失效。",
    "acceptance": "团队没有在%(days)s天内答复，已失效。",
    "payment": "没有在%(days)s天内付个人部分，已失效。",
}


def words(page: Page, reason: Reason) -> dict[str, Any]:
    text = page.translate(reason.msgid).format(**reason.values)
    return {"text": text, "met": reason.met, "unknown": reason.unknown, **cited(page, reason.citation)}


def cited(page: Page, citation: Citation | None) -> dict[str, Any]:
    if citation is None:
        return {"basis": "", "reading": "", "assumed": False}
    why = citation.reading or citation.explanation
    reading = page.translate(why) if why else ""
    return {"basis": basis(citation), "reading": reading, "assumed": citation.assumption}


def choice(page: Page, offer: Offer, found: Choice) -> dict[str, Any]:
    shown = msgspec.structs.asdict(found)
    shown |= {
        "name": found.name_en if page.language == ENGLISH else found.name,
        "description": page.translate(found.description),
        "reading": page.translate(found.reading) if found.reading else "",
        "reasons": [words(page, reason) for reason in found.reasons],
        "together": [name(page, other) for other in offer.chosen(found.together)],
        "lines": [agreed_line(one, names(page, offer), page.translate) for one in found.lines],
        "items": [{"code": item.code, "name": page.translate(item.name)} for item in found.items],
        "own_choice": found.menu,
    }
    return shown


def name(page: Page, found: Choice) -> str:
    return found.name_en if page.language == ENGLISH else found.name


def names(page: Page, offer: Offer) -> dict[str, str]:
    """Of packages and single items, by code."""
    singles = {one.item.code: one.item.name for one in offer.library}
    return singles | {one.code: name(page, one) for one in offer.choices}


def agreed_line(
    found: AgreedFee,
    names: Mapping[str, str],
    translate: Translate,
    payers: Mapping[str, str] = PAYERS,
) -> dict[str, Any]:
    """One line of costs, the same before the signature and after."""
    unit = costs.unit_of(found)
    return {
        "names": [translate(names.get(code, code)) for code in found.package_code.split("+")],
        "payer": translate(payers[found.payer]),
        "own": found.payer == costs.RESIDENT,
        "amount_fen": found.amount_fen,
        "yearly": not unit,
        "unit": unit and translate(unit),
        "note": costs.retell(found.note, translate),
        "basis": found.citation,
        "assumed": ASSUMED in found.citation,
        "reading": " ".join(costs.retell(found.reading, translate)),
    }


def benefits(page: Page, policy: Policy, facts: EligibilityFacts) -> list[dict[str, Any]]:
    """What applies to this signed person; what nobody can say without the insurance data is one sentence."""
    offers = rules.benefits(policy, facts)
    said = [{"text": page.translate(b.text), **cited(page, b.citation)} for b in offers if b.applies]
    if any(b.unknown for b in offers):
        said.append({"text": page.translate(BENEFITS_UNKNOWN), "basis": "", "reading": ""})
    return said


def summary(page: Page, agreement: Agreement, state: AgreementState) -> dict[str, Any]:
    label, next_step = _said(page, agreement, state)
    return {
        "agreement": agreement,
        "state": state.value,
        "label": label,
        "next_step": next_step,
        "limit": _limit(page, agreement, state),
        "waiting": state in WAITING,
        "mine": agreement.resident_id == page.actor.resident_id,
    }


def _said(page: Page, a: Agreement, state: AgreementState) -> tuple[str, str]:
    """What it waits for is said to its person in one way, to the head of the household and to staff in another."""
    if state is not AgreementState.WAITING_CONFIRMATION or a.resident_id == page.actor.resident_id:
        label, step = STATES[state]
        return page.translate(label), page.translate(step)
    return (
        page.translate(WAITS_FOR, name=a.resident_name),
        page.translate(HOW_TO_CONFIRM, name=a.resident_name, place=a.institution_name),
    )


def _limit(page: Page, a: Agreement, state: AgreementState) -> str:
    """Until when an open request waits, or why it lapsed; by the rule of the day on which it was signed."""
    policy = policy_for(a.policy_division, a.policy_on)
    if state in WAITING:
        day = lapses_on(a, policy)
        said = TOO_LATE if day and clock.today() >= day else BY_WHEN
        return page.translate(said[a.waits_for], day=day.isoformat()) if day else ""
    for waited_for, reason in LAPSED.items():
        if a.ending_reason == reason and (days := days_allowed(policy, waited_for)):
            return page.translate(NOT_IN_TIME[waited_for], days=days)
    return ""
