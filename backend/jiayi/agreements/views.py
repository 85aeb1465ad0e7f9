"""Answers of the policies in the words and the language of the page."""

from typing import Any

import msgspec

from jiayi.agreements.model import AgreedFee, Agreement, AgreementState
from jiayi.agreements.offering import Choice, Offer
from jiayi.agreements.policy import basis
from jiayi.agreements.writing import UNNAMED
from jiayi.infra.web.i18n import ENGLISH
from jiayi.infra.web.page import Page
from jiayi.policies.answers import FeeLine, Reason
from jiayi.policies.cited import Citation

PAYERS = {
    "public_health": "基本公共卫生服务经费",
    "outpatient_pooling_fund": "医保门诊统筹基金",
    "fund": "医保基金",
    "personal_account": "您的医保个人账户",
    "resident": "您自己",
    UNNAMED: "文件没有写由谁付",
}
STATES: dict[AgreementState, tuple[str, str]] = {
    AgreementState.WAITING_CONFIRMATION: ("等您确认", "还没有生效。请确认这份协议是您本人愿意签的。"),
    AgreementState.WAITING_ACCEPTANCE: ("等医生接受", "申请已经送到团队，医生接受后就生效。"),
    AgreementState.WAITING_PAYMENT: ("等付个人部分", "付了个人部分以后就生效。"),
    AgreementState.UPCOMING: ("还没开始", "已经办好，到开始那天生效。"),
    AgreementState.ACTIVE: ("在用", "有事请先找家庭医生。"),
    AgreementState.IN_RENEWAL_WINDOW: ("快到期", "可以续约了。不会自动续，要您本人同意。"),
    AgreementState.EXPIRED: ("已到期", "这份协议到期了，没有自动续。"),
    AgreementState.ENDED: ("已结束", "这份协议已经结束。"),
    AgreementState.DECLINED: ("没有接受", "团队没有接受这次申请，您可以另选一个团队。"),
    AgreementState.WITHDRAWN: ("已撤回", "这次申请已经撤回。"),
}


def words(page: Page, reason: Reason) -> dict[str, Any]:
    text = page.translate(reason.msgid).format(**reason.values)
    return {"text": text, "met": reason.met, **cited(page, reason.citation)}


def cited(page: Page, citation: Citation | None) -> dict[str, str]:
    if citation is None:
        return {"basis": "", "reading": ""}
    reading = page.translate(citation.reading) if citation.reading else ""
    return {"basis": basis(citation), "reading": reading}


def choice(page: Page, offer: Offer, found: Choice) -> dict[str, Any]:
    shown = msgspec.structs.asdict(found)
    shown |= {
        "name": found.name_en if page.language == ENGLISH else found.name,
        "description": page.translate(found.description),
        "reading": page.translate(found.reading) if found.reading else "",
        "reasons": [words(page, reason) for reason in found.reasons],
        "together": [name(page, other) for other in offer.chosen(found.together)],
        "lines": [line(page, offer, one) for one in found.lines],
        "items": [{"code": item.code, "name": page.translate(item.name)} for item in found.items],
        "own_choice": found.kind == "personalised",
    }
    return shown


def name(page: Page, found: Choice) -> str:
    return found.name_en if page.language == ENGLISH else found.name


def line(page: Page, offer: Offer, found: FeeLine) -> dict[str, Any]:
    note = page.translate(found.note_msgid).format(**found.note_values) if found.note_msgid else ""
    return {
        "names": [name(page, one) for one in offer.chosen(found.packages)],
        "payer": page.translate(PAYERS[found.payer or UNNAMED]),
        "own": found.payer == "resident",
        "amount_fen": found.amount_fen,
        "note": note,
        **cited(page, found.by or found.citation),
    }


def agreed_line(page: Page, found: AgreedFee, names: dict[str, str]) -> dict[str, Any]:
    return {
        "names": [page.translate(names.get(code, code)) for code in found.package_code.split("+")],
        "payer": page.translate(PAYERS[found.payer]),
        "own": found.payer == "resident",
        "amount_fen": found.amount_fen,
        "note": page.translate(found.note) if found.note else "",
        "basis": found.citation,
        "reading": page.translate(found.reading) if found.reading else "",
    }


def summary(page: Page, agreement: Agreement, state: AgreementState) -> dict[str, Any]:
    label, next_step = STATES[state]
    return {
        "agreement": agreement,
        "state": state.value,
        "label": page.translate(label),
        "next_step": page.translate(next_step),
        "mine": agreement.resident_id == page.actor.resident_id,
    }
