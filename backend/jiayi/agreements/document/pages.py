"""The agreement on paper for its parties; for everybody else whether a paper is genuine, and nothing more."""

import re
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements.document import store
from jiayi.agreements.document.content import contents
from jiayi.agreements.document.model import Verdict
from jiayi.agreements.document.pdf import make_pdf
from jiayi.agreements.document.reading import Rows, read
from jiayi.directory import qr
from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import Database
from jiayi.infra.web.i18n import CHINESE, translator
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import SignInNeeded

_HASH = re.compile(r"[0-9a-fA-F]{64}")
VERDICTS = {
    "in_force": "生效中",
    "not_yet": "还没有生效",
    "ended": "已结束",
}


@get("/agreements/{agreement_id:uuid}/document")
async def document(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    rows = await _rows(page, db, agreement_id)
    paper = contents(rows, page.translate, page.language, _site(page))
    return page.html(
        "document/agreement.html",
        paper=paper,
        code=qr.svg(paper["address"]),
        agreement_id=agreement_id,
        resident_id=rows.agreement.resident_id,
    )


@get("/agreements/{agreement_id:uuid}/document.pdf")
async def document_pdf(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[bytes]:
    rows = await _rows(page, db, agreement_id)
    chinese = translator(page.renderer.catalogs[CHINESE])
    made = await make_pdf(contents(rows, chinese, CHINESE, _site(page)))
    name = f'inline; filename="{rows.agreement.number}.pdf"'
    headers = {"cache-control": "no-store", "content-disposition": name}
    return Response(made, media_type="application/pdf", headers=headers)


@get("/verify/{proof:str}")
async def verify(
    page: NamedDependency[Page], db: NamedDependency[Database], proof: FromPath[str]
) -> Response[Any]:
    """As nobody, whoever asks: a signed-in person learns no more than a stranger."""
    found = None
    if _HASH.fullmatch(proof):
        async with db.transaction(ANONYMOUS) as tx:
            found = await store.verify(tx, bytes.fromhex(proof))
    status = 200 if found else 404
    if _wants_json(page):
        return Response(_answer(found), media_type="application/json", status_code=status, headers=_UNKEPT)
    state = page.translate(VERDICTS[found.state]) if found else ""
    answer = page.html("document/verify.html", status=status, found=found, state=state)
    answer.headers["vary"] = "accept, " + str(answer.headers["vary"])
    return answer


_UNKEPT = {"cache-control": "no-store", "vary": "accept"}


def _answer(found: Verdict | None) -> dict[str, Any]:
    return {"found": True, **msgspec.structs.asdict(found)} if found else {"found": False}


def _wants_json(page: Page) -> bool:
    accept = page.request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


async def _rows(page: Page, db: Database, agreement_id: UUID) -> Rows:
    if page.actor.account_id is None:
        raise SignInNeeded()
    async with db.transaction(page.actor) as tx:
        return await read(tx, agreement_id)


def _site(page: Page) -> str:
    return str(page.renderer.site["base_url"])


routes = [document, document_pdf, verify]
