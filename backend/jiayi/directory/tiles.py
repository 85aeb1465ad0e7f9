"""Optional background tiles, by configuration (JIAYI_TILE_LAYERS, a TOML file: deploy/tiles.example.toml).

Without it no other site is asked. A layer is pictures of another site (``url``) or an archive of ours (``file``).
"""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

import msgspec

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    approval: str
    url: str = ""
    file: str = ""
    """A .pmtiles archive; beside the TOML file unless the path is absolute."""
    coordinates: Literal["wgs84", "gcj02"] = "wgs84"
    max_zoom: int = 18

    @property
    def address(self) -> str:
        return f"/tiles/{quote(Path(self.file).name)}" if self.file else self.url


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    layer: list[Layer] = []


@cache
def read_layers(path: Path | None) -> list[Layer]:
    """Raises msgspec.ValidationError that names the field; a layer without approval number is refused."""
    if path is None:
        return []
    layers = [_measured(x, path.parent) for x in msgspec.toml.decode(path.read_bytes(), type=_File).layer]
    for layer in layers:
        if problem := _problem(layer, path.parent):
            raise SystemExit(f"{path}: layer {layer.name} needs {problem}")
    if len(archives(path, layers)) < sum(bool(layer.file) for layer in layers):
        raise SystemExit(f"{path}: two archives have the same file name; rename one")
    return layers


def archives(path: Path | None, layers: list[Layer] | None = None) -> dict[str, Path]:
    """File name to file: the only ones /tiles/ opens."""
    found = read_layers(path) if layers is None else layers
    return {Path(layer.file).name: path.parent / layer.file for layer in found if path and layer.file}


def image_hosts(path: Path | None) -> tuple[str, ...]:
    """For the img-src of the content security policy; archives come from ourselves."""
    parts = [urlsplit(layer.url) for layer in read_layers(path) if layer.url]
    return tuple(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))


def _measured(layer: Layer, folder: Path) -> Layer:
    """The archive says itself how deep its data goes (PMTiles 3: byte 101); beyond it the browser enlarges."""
    if not layer.file or not (folder / layer.file).is_file():
        return layer
    with (folder / layer.file).open("rb") as source:
        head = source.read(127)
    return msgspec.structs.replace(layer, max_zoom=head[101] if head[:8] == b"PMTiles\x03" else -1)


def _problem(layer: Layer, folder: Path) -> str | None:
    if not layer.approval.strip():
        return "its approval number (审图号)"
    if bool(layer.url) == bool(layer.file):
        return "either `url` or `file`"
    if layer.url and not _safe(layer.url):
        return "an https address"
    if layer.file and not (layer.file.endswith(".pmtiles") and (folder / layer.file).is_file()):
        return f"a .pmtiles file that exists, {folder / layer.file} does not"
    if layer.max_zoom < 0:
        return "an archive of PMTiles version 3"
    return None


def _safe(url: str) -> bool:
    """Plain http only for this very machine, where a test or a local tile server listens: nothing crosses a wire."""
    parts = urlsplit(url)
    return bool(parts.netloc) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
