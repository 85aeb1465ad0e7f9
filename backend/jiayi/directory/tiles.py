"""Optional background tiles, by configuration (JIAYI_TILE_LAYERS, a TOML file). Without it no other site is asked.

[[layer]]
name = "天地图"
url = "https://t0.tianditu.gov.cn/vec_w/wmts?…&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=KEY"
coordinates = "wgs84"              # or "gcj02" for AMap and Tencent: the browser shifts the view, not the data
approval = "GS(2024)0650号"        # 审图号, shown on the map
"""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    url: str
    approval: str
    coordinates: Literal["wgs84", "gcj02"] = "wgs84"
    max_zoom: int = 18


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    layer: list[Layer] = []


@cache
def read_layers(path: Path | None) -> list[Layer]:
    """Raises msgspec.ValidationError that names the field; a layer without approval number is refused."""
    if path is None:
        return []
    layers = msgspec.toml.decode(path.read_bytes(), type=_File).layer
    for layer in layers:
        if not layer.approval.strip() or not layer.url.startswith("https://"):
            raise SystemExit(
                f"{path}: layer {layer.name} needs an https address and its approval number (审图号)"
            )
    return layers


def image_hosts(path: Path | None) -> tuple[str, ...]:
    """For the img-src of the content security policy."""
    return tuple(sorted({f"https://{urlsplit(layer.url).netloc}" for layer in read_layers(path)}))
