"""The web application: the only file, with worker.py, that imports every slice."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.enums import MediaType

from jiayi.accounts.keys import check as keys
from jiayi.accounts.proxies.doors import check_person
from jiayi.accounts.session import session_middleware
from jiayi.agreements.home import mine
from jiayi.directory.homes import search_homes
from jiayi.directory.tiles import image_hosts
from jiayi.infra.db.actor import ANONYMOUS, Actor
from jiayi.infra.db.database import Database, connect
from jiayi.infra.sealing.source import open_vault
from jiayi.infra.web import assets as static
from jiayi.infra.web import display
from jiayi.infra.web.cookies import own_cookies
from jiayi.infra.web.errors import handle
from jiayi.infra.web.guard import content_security_policy, guard, refuse_unreadable, security_headers
from jiayi.infra.web.observe import observe
from jiayi.infra.web.page import Page, Renderer
from jiayi.infra.web.places import own_path
from jiayi.personal import PARTS
from jiayi.rosters import runner as imports
from jiayi.settings import ROOT, Settings

SLICES = (
    "accounts",
    "directory",
    "rosters",
    "agreements",
    "agreements.document",
    "agreements.desk",
    "agreements.inviting",
    "agreements.pricing",
    "agreements.looks",
)

_IMPORTS_MAY_END = 20.0  # seconds; a service manager's patience is longer


def create_app(settings: Settings, web_dsn: str) -> Litestar:
    https = settings.base_url.startswith("https://")
    assets = static.Assets(ROOT / "static")
    renderer = Renderer(
        ROOT / "frontend", assets, demo=settings.demo, base_url=settings.base_url,
        identity_service=settings.open_id_name if settings.open_id_issuer else "",
    )  # fmt: skip

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        role = None if settings.web_database_url or not settings.database_url else "jiayi_web"
        app.state.db = await connect(
            web_dsn, role=role, size=settings.pool_size, statement_cache=settings.statement_cache
        )
        yield
        await imports.all_done(_IMPORTS_MAY_END)
        await app.state.db.close()
        if "mailer" in app.state:
            await app.state["mailer"].close()

    app = Litestar(
        route_handlers=[*_slice_routes(), *static.routes(assets), *_own_routes()],
        lifespan=[lifespan],
        state=State(
            {
                "settings": settings,
                "renderer": renderer,
                "vault": open_vault(settings),
                "home_mine": mine,
                "search_homes": search_homes,
                "personal": PARTS,
            }
        ),
        dependencies={
            "page": Provide(provide_page, sync_to_thread=False),
            "db": Provide(provide_db, sync_to_thread=False),
        },
        middleware=[session_middleware(https)],
        before_request=_before,
        exception_handlers={Exception: handle},
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=700, exclude=["^/static/", "^/tiles/", "/events$"]
        ),
        openapi_config=None,
        logging_config=None,
    )
    # Around the whole: what Litestar's own middleware does not see is an address that no route knows.
    headers = security_headers(content_security_policy(image_hosts(settings.tile_layers)), https)
    for layer in (guard(headers), own_cookies(https), observe):
        app.asgi_handler = layer(app.asgi_handler)
    return app


async def _before(request: Request[Any, Any, Any]) -> None:
    await refuse_unreadable(request)
    await check_person(request)


def provide_page(request: Request[Any, Any, Any]) -> Page:
    return Page(request, request.app.state.renderer, provide_actor(request))


def provide_db(request: Request[Any, Any, Any]) -> Database:
    return request.app.state.db  # type: ignore[no-any-return]


def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    return cast("Actor", request.scope.get("actor", ANONYMOUS))


def _slice_routes() -> list[Any]:
    """A slice's pages.py and api.py each end in ``routes = [...]``; a room with several page files lists them in pages/."""
    found: list[Any] = []
    for name in SLICES:
        for file in ("pages", "api"):
            if (ROOT / "backend/jiayi" / name.replace(".", "/") / f"{file}.py").exists():
                found += importlib.import_module(f"jiayi.{name}.{file}").routes
    return found


def _own_routes() -> list[Any]:
    return [choose_display, offline, service_worker, manifest, live, ready, robots]


@post("/display")
async def choose_display(page: NamedDependency[Page]) -> Response[Any]:
    """The switches of every page: elder mode and language, kept in cookies of this browser."""
    form = await page.form()
    answer = page.go(own_path(form.text("back", longest=2000)))
    display.keep(answer, display.chosen(form))
    return answer


@get("/offline", sync_to_thread=False)
def offline(page: NamedDependency[Page]) -> Response[str]:
    return page.html("offline.html", public=True)


@get("/sw.js", sync_to_thread=False)
def service_worker(request: Request[Any, Any, Any]) -> Response[str]:
    renderer: Renderer = request.app.state.renderer
    kept = ("css/app.css", "js/app.js", "vendor/htmx.org@4.0.1/dist/htmx.min.js", "icons/icon.svg")
    precache = msgspec.json.encode(["/offline", *map(renderer.assets.url, kept)]).decode()
    text = (ROOT / "frontend/pwa/sw.js").read_text()
    body = text.replace("{{ release }}", renderer.assets.release).replace("{{ precache }}", precache)
    return Response(body, media_type="text/javascript", headers={"cache-control": "no-cache"})


@get("/manifest.webmanifest", sync_to_thread=False)
def manifest(request: Request[Any, Any, Any]) -> Response[str]:
    renderer: Renderer = request.app.state.renderer
    text = (ROOT / "frontend/pwa/manifest.webmanifest").read_text()
    body = renderer.environment.render_str(text)
    return Response(body, media_type="application/manifest+json", headers={"cache-control": "no-cache"})


@get("/health/live", sync_to_thread=False)
def live() -> Response[str]:
    return Response("alive\n", media_type=MediaType.TEXT, headers={"cache-control": "no-store"})


@get("/health/ready")
async def ready(db: NamedDependency[Database], request: Request[Any, Any, Any]) -> Response[str]:
    """Ready once the database answers (503 by the error handler otherwise) and the keys are those it needs."""
    async with db.transaction(ANONYMOUS) as tx:
        wrong = await keys.fault(tx, request.app.state.vault)
    return Response(
        f"not ready: {wrong}\n" if wrong else "ready\n", status_code=503 if wrong else 200,
        media_type=MediaType.TEXT, headers={"cache-control": "no-store"},
    )  # fmt: skip


@get("/robots.txt", sync_to_thread=False)
def robots() -> Response[str]:
    return Response("User-agent: *\nDisallow: /me\nDisallow: /work\n", media_type=MediaType.TEXT)
