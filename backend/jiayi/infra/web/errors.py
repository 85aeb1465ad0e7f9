"""Every exception becomes a page in plain words, or problem+json for a machine. Nothing personal is logged."""

import logging
from typing import Any, cast
from urllib.parse import quote

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotFoundException, ValidationException
from litestar.response import Redirect

from jiayi.infra.db.actor import ANONYMOUS, Actor
from jiayi.infra.db.faults import PASSING
from jiayi.infra.logs import told
from jiayi.infra.web.page import TYPED, Page
from jiayi.infra.web.problems import (
    Busy,
    Conflict,
    Detour,
    FormInvalid,
    NotFound,
    Problem,
    ProblemDetails,
    SignInNeeded,
    Unreadable,
)
from jiayi.infra.web.watch import tell

log = logging.getLogger("jiayi.web")


class Broken(Problem):
    status = 500
    title = "出了点问题，是我们的错"
    advice = "您填写的内容没有保存。请过一会儿再试；着急的事请直接给家庭医生打电话。"


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    problem = _as_problem(error)
    request_id = request.scope.get("state", {}).get("request_id", "")
    if isinstance(problem, Broken):
        log.error("unhandled", extra={"request_id": request_id, **told(error)})
    elif not isinstance(error, Problem | HTTPException):
        log.warning("refused", extra={"request_id": request_id, **told(error)})
    if problem.event and not isinstance(error, HTTPException):  # an address that no route knows is no event
        tell(request, problem.event)
    answer = _answer(request, problem, request_id)
    if isinstance(problem, Busy):
        answer.headers["retry-after"] = str(problem.retry_after)
    return answer


def _answer(request: Request[Any, Any, Any], problem: Problem, request_id: str) -> Response[Any]:
    if not _wants_html(request):
        return _problem_json(problem, request_id)
    if isinstance(problem, SignInNeeded) and request.method == "GET":
        return Redirect(f"/sign-in?next={quote(_asked_for(request))}", status_code=303)
    page = Page(request, request.app.state.renderer, cast("Actor", request.scope.get("actor", ANONYMOUS)))
    if isinstance(problem, Detour):
        return page.html(problem.template, status=problem.status, **problem.context)
    again = _typed(request) if isinstance(problem, Busy) else None
    return page.html("problem.html", status=problem.status, problem=_words(problem), again=again)


def _typed(request: Request[Any, Any, Any]) -> list[tuple[str, str]] | None:
    """What a form held, to be sent once more with one press; its key keeps it from being done twice."""
    fields = request.scope.get("state", {}).get(TYPED)
    return [(name, value) for name, values in fields.items() for value in values] if fields else None


def _asked_for(request: Request[Any, Any, Any]) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, NotFoundException):
        return NotFound()
    if isinstance(
        error, asyncpg.ExclusionViolationError | asyncpg.UniqueViolationError | asyncpg.LockNotAvailableError
    ):
        return Conflict()
    if isinstance(error, PASSING):
        return Busy()
    if isinstance(error, asyncpg.DataError):
        return Unreadable()
    if isinstance(error, ValidationException):
        return NotFound() if "path" in str(error.detail).lower() else Problem()
    if isinstance(error, HTTPException) and error.status_code < Broken.status:
        problem = Problem()
        problem.status = error.status_code
        return problem
    return Broken()


def _wants_html(request: Request[Any, Any, Any]) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def _words(problem: Problem) -> dict[str, Any]:
    return {
        "status": problem.status,
        "title": problem.title,
        "advice": problem.advice,
        "values": problem.values,
    }


def _problem_json(problem: Problem, request_id: str) -> Response[bytes]:
    details = ProblemDetails(
        type="about:blank",
        title=problem.title,
        status=problem.status,
        detail=problem.advice % problem.values if problem.values else problem.advice,
        errors={name: str(text) for name, text in problem.errors.items()}
        if isinstance(problem, FormInvalid)
        else {},
        request_id=request_id,
    )
    return Response(
        msgspec.json.encode(details),
        media_type="application/problem+json",
        status_code=problem.status,
        headers={"cache-control": "no-store"},
    )
