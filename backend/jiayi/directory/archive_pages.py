"""Configured .pmtiles archives, by HTTP ranges (RFC 9110 §14): the browser reads a few KB out of a large file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from jiayi.directory.tiles import archives
from jiayi.infra.web.problems import NotFound

_ONE_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_TYPE = "application/vnd.pmtiles"
_CHUNK = 256 * 1024


@get("/tiles/{name:str}", sync_to_thread=True)
def tile_archive(name: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
    file = archives(request.app.state.settings.tile_layers).get(name)
    if file is None or not file.is_file():
        raise NotFound
    stat = file.stat()
    size, tag = stat.st_size, f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {"etag": tag, "accept-ranges": "bytes", "cache-control": "public, max-age=3600"}
    if request.headers.get("if-none-match") == tag:
        return Response(None, status_code=304, headers=headers)
    wanted = request.headers.get("range", "")
    if request.headers.get("if-range", tag) != tag:
        wanted = ""
    span = read_range(wanted, size)
    if span is None:
        return _send(file, 0, size, 200, headers)
    start, stop = span
    if start >= stop:
        return Response(None, status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    return _send(file, start, stop, 206, {**headers, "content-range": f"bytes {start}-{stop - 1}/{size}"})


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive); empty when it cannot be satisfied. None: no range, malformed, or several — send all."""
    match = _ONE_RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


def _send(file: Path, start: int, stop: int, status: int, headers: dict[str, str]) -> Response[Any]:
    length = {"content-length": str(stop - start)}
    return Stream(_pieces(file, start, stop), status_code=status, media_type=_TYPE, headers=headers | length)


def _pieces(file: Path, start: int, stop: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(start)
        while start < stop and (piece := source.read(min(_CHUNK, stop - start))):
            start += len(piece)
            yield piece


routes: list[Any] = [tile_archive]
