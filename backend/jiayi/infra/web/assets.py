"""Static files from memory: hashed addresses, compressed once, immutable; a proxy may serve ``static/`` instead."""

import base64
import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

_IMMUTABLE = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml"}


class Asset:
    def __init__(self, path: Path) -> None:
        self.body = path.read_bytes()
        self.type = (
            _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        )
        packed = gzip.compress(self.body, 9, mtime=0)
        self.packed = packed if len(packed) < len(self.body) * 0.9 else None

    @property
    def integrity(self) -> str:
        return "sha384-" + base64.b64encode(hashlib.sha384(self.body).digest()).decode()


class Assets:
    """Own files live under ``/static/r/<hash of the tree>/``: relative imports and url() stay inside one release."""

    def __init__(self, folder: Path) -> None:
        self.files = {str(p.relative_to(folder)): Asset(p) for p in sorted(folder.rglob("*")) if p.is_file()}
        tree = hashlib.sha256()
        for name, asset in self.files.items():
            tree.update(name.encode() + asset.body)
        self.release = tree.hexdigest()[:10]

    def url(self, name: str) -> str:
        if name not in self.files:
            raise KeyError(f"no static file {name}")
        return f"/static/{name}" if name.startswith("vendor/") else f"/static/r/{self.release}/{name}"

    def integrity(self, name: str) -> str:
        return self.files[name].integrity

    def respond(self, name: str, accepts: str) -> Response[bytes]:
        asset = self.files.get(name)
        if asset is None:
            raise NotFoundException
        headers: dict[str, Any] = {"cache-control": _IMMUTABLE, "vary": "accept-encoding"}
        if asset.packed and "gzip" in accepts:
            return Response(
                asset.packed, media_type=asset.type, headers={**headers, "content-encoding": "gzip"}
            )
        return Response(asset.body, media_type=asset.type, headers=headers)


def routes(assets: Assets) -> list[Any]:
    @get("/static/{path:path}", sync_to_thread=False, include_in_schema=False)
    def static_file(path: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
        name = path.lstrip("/")
        if name.startswith("r/"):
            name = name.split("/", 2)[2] if name.count("/") >= 2 else ""
        return assets.respond(name, request.headers.get("accept-encoding", ""))

    return [static_file]
