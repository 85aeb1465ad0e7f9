"""The paper's words in one language, the same for the page and the PDF. Only strings, numbers and lists come out."""

from datetime import date, datetime, timedelta
from typing import Any

from jiayi.agreements import costs, terms
from jiayi.agreements.document.model import Paper, Signed
from jiayi.agreements.document.reading import Rows
from jiayi.agreements.model import OVER, WAITING, AgreedFee, AgreedItem
from jiayi.agreements.offering import in_order
from jiayi.agreements.policy import policy_for
from jiayi.agreements.receipts import receipts
from jiayi.agreements.views import PAYERS, STATES, agreed_line
from jiayi.infra import clock, money
from jiayi.infra.web.i18n import ENGLISH, Translate
from jiayi.policies.cited import NoRule
from jiayi.policies.offers import agreement_text
from jiayi.policies.schema import Package

IN_DOCUMENT = PAYERS | {"resident": "居民个人", "personal_account": "居民的医保个人账户"}
SIGNERS = {
    "resident": "居民本人",
    "household_head": "户主代为申请",
    "guardian": "监护人",
    "proxy": "代办人",
    "staff": "机构工作人员",
    "witness": "见证人（机构另一位工作人员）",
}
CHANNELS = {
    "own_account": "居民用自己的账号确认",
    "household_head": "户主确认",
    "guardian": "监护人确认",
    "proxy": "代办人确认",
    "signature_and_witness": "现场签名，另有一位工作人员见证",
}
BY_PROXY = "由%(helper)s代%(name)s办理"
RELATIONS = {"parent": "父母", "grandparent": "祖辈", "other": "其他监护人"}
NOT_YET = "从这份协议算数那天开始，和 %(from)s 至 %(to)s 一样长"
NOT_YET_LONG = "从这份协议算数那天起，长期"
LEVELS = {3: "三级", 2: "二级"}
EACH_TIME = "%(yuan)s 元，每%(unit)s"
NO_AMOUNT = "文件没有写金额"
_PATH = frozenset("ML0123456789. ,-")
_HIDDEN_DIGITS = 14


def contents(rows: Rows, translate: Translate, language: str, base_url: str) -> dict[str, Any]:
    a, _ = rows.agreement, translate
    names = _names(rows, translate, language)
    policy = policy_for(a.policy_division, a.policy_on)
    items = in_order(policy, rows.items)
    return {
        "number": a.number,
        "state": _(STATES[rows.state][0]),
        "resident": {"name": rows.paper.resident_name, **_masked(rows.paper)},
        "institution": {
            "name": a.institution_name, "address": rows.paper.institution_address, "phone": a.institution_phone,
        },
        "team": {"name": rows.paper.team_name, "phone": rows.paper.team_phone},
        "doctor": {
            "name": rows.paper.doctor_name, "title": rows.paper.doctor_title, "phone": rows.paper.doctor_phone,
        },
        "changes": [
            _("%(day)s 由 %(old)s 医生换为 %(new)s 医生", day=_day(c.changed_at), old=c.from_name, new=c.to_name)
            for c in rows.doctor_changes
        ],
        "packages": [
            {
                "name": names[p.package_code], "basis": p.citation,
                "items": [_item(i, translate) for i in items if i.package_code == p.package_code],
            }
            for p in rows.packages
        ],
        "single_items": [_item(i, translate) for i in items if i.package_code is None],
        "fees": [_fee(line, names, translate) for line in rows.fee_lines],
        "own": costs.own_said(rows.fee_lines, translate),
        "outlasted": [] if rows.state in OVER else terms.outlasted_said(
            terms.outlasted(policy, [p.package_code for p in rows.packages], rows.paper.ends_on), _day(rows.made_at),
            translate,
        ),
        "paid": receipts([one for one in rows.payments if not one.reversed_at], translate),
        "reduction": money.yuan(rows.reduction_fen) if rows.reduction_fen else "",
        "paragraphs": paragraphs(rows.text.body if rows.text else "", translate),
        "text_version": a.text_version,
        "text_sha256": rows.text.sha256 if rows.text else "",
        "term": _term(rows, translate),
        "ended_on": a.ended_on.isoformat() if a.ended_on else "",
        "documents": _documents(rows),
        "policy_on": a.policy_on.isoformat(),
        "division": a.policy_division,
        "hospitals": [{"name": h.name, "level": _(LEVELS.get(h.level, ""))} for h in rows.hospitals],
        "signatures": [_signature(s, a.resident_name, translate) for s in rows.signatures],
        "confirmed": _confirmed(rows, translate),
        "requested_at": _moment(a.requested_at),
        "made_at": _moment(rows.made_at),
        "hash": a.proof_hash.hex(),
        "address": f"{base_url.rstrip('/')}/verify/{a.proof_hash.hex()}",
        "genuine": rows.genuine,
    }  # fmt: skip


def _names(rows: Rows, translate: Translate, language: str) -> dict[str, str]:
    policy = policy_for(rows.agreement.policy_division, rows.agreement.policy_on)
    english = {stated.value.code: stated.value.name_en for stated in policy.all(Package)}
    own = {p.package_code: p.name for p in rows.packages}
    shown = {code: english.get(code, name) if language == ENGLISH else name for code, name in own.items()}
    return shown | {i.item_code: translate(i.name) for i in rows.items}


def _masked(paper: Paper) -> dict[str, str]:
    return {
        "identity": "*" * _HIDDEN_DIGITS + paper.identity_tail,
        "phone": "*" * 7 + paper.phone_tail if paper.phone_tail else "",
    }


def _item(item: AgreedItem, translate: Translate) -> str:
    name = translate(item.name)
    return name if item.times == 1 else f"{name} × {item.times}"


def _fee(line: AgreedFee, names: dict[str, str], translate: Translate) -> dict[str, Any]:
    shown = agreed_line(line, names, translate, IN_DOCUMENT)
    note = " ".join(shown["note"])
    amount = ""
    if line.amount_fen is not None:
        said = "%(yuan)s 元，每人每年" if shown["yearly"] else "%(yuan)s 元"
        if shown["unit"]:
            said = EACH_TIME
        amount = translate(said, yuan=money.yuan(line.amount_fen), unit=shown["unit"])
    return {
        "packages": "、".join(shown["names"]),
        "payer": shown["payer"],
        "amount": amount or note or translate(NO_AMOUNT),
        "note": note if amount else "",
        "assumed": shown["assumed"],
        "basis": shown["basis"],
        "reading": shown["reading"],
    }


def paragraphs(body: str, translate: Translate) -> list[dict[str, str]]:
    """Chinese as it was agreed to; its translation beside it where there is one."""
    found = []
    for line in body.split("\n") if body else []:
        text, basis = _apart(line)
        other = translate(text)
        found.append({"text": text, "basis": basis, "translation": other if other != text else ""})
    return found


def _apart(line: str) -> tuple[str, str]:
    """A paragraph of the agreed text and the citation in its last brackets, which may hold brackets themselves."""
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        depth += (line[place] == "）") - (line[place] == "（")
        if depth == 0:
            break
    return (line[:place], line[place + 1 : -1]) if line.endswith("）") else (line, "")


def _term(rows: Rows, translate: Translate) -> str:
    a, start, end = rows.agreement, rows.paper.starts_on, rows.paper.ends_on
    if start is None:
        return ""
    if a.term_from and a.term_from > start:  # it counted later than it was signed
        start, end = a.term_from, a.planned_to if a.ended_on else a.term_to
    waiting = rows.state in WAITING
    if end is None:
        return translate(NOT_YET_LONG if waiting else "%(day)s 起，长期", day=start.isoformat())
    last = end - timedelta(days=1)
    if waiting:
        return translate(NOT_YET, **{"from": start.isoformat(), "to": last.isoformat()})
    return translate("%(from)s 至 %(to)s", **{"from": start.isoformat(), "to": last.isoformat()})


def _documents(rows: Rows) -> list[str]:
    """《title》 and number of each document that the paper cites, without the clauses."""
    words = agreement_text(policy_for(rows.agreement.policy_division, rows.agreement.policy_on))
    cited = () if isinstance(words, NoRule) else words.paragraphs
    titles = {citation.number: citation.title for _, citation in cited}
    numbers = [_apart(line)[1].split(" ")[0] for line in rows.text.body.split("\n")] if rows.text else []
    said = [p.citation for p in rows.packages] + [line.citation for line in rows.fee_lines]
    found = [_document(citation) for citation in said if "》" in citation]
    found += [f"《{titles[number]}》{number}" for number in numbers if number in titles]
    return list(dict.fromkeys(found))


def _document(citation: str) -> str:
    """《title》 and number, without the clause."""
    title, _, rest = citation.partition("》")
    return f"{title}》{rest.split(' ')[0]}"


def _signature(signed: Signed, resident: str, translate: Translate) -> dict[str, str]:
    return {
        "signer": _signer(signed, resident, translate),
        "name": signed.typed_name,
        "drawing": signed.drawing if set(signed.drawing) <= _PATH else "",
        "at": _moment(signed.signed_at),
    }


def _signer(signed: Signed, resident: str, translate: Translate) -> str:
    """A guardian with the relation to the minor; a proxy with whom they acted for."""
    if signed.signer == "proxy":
        return translate(BY_PROXY, helper=signed.typed_name, name=resident)
    said = translate(SIGNERS[signed.signer])
    return f"{said}（{translate(RELATIONS[signed.relation])}）" if signed.relation else said


def _confirmed(rows: Rows, translate: Translate) -> str:
    a = rows.agreement
    if a.confirmed_at is None or a.channel is None:
        return ""
    return f"{translate(CHANNELS[a.channel])} {_moment(a.confirmed_at)}"


def _day(moment: datetime) -> date:
    return clock.office_time(moment).date()


def _moment(moment: datetime) -> str:
    return clock.office_time(moment).strftime("%Y-%m-%d %H:%M")
