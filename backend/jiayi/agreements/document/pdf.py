"""The PDF, always in Chinese: the paper's words as JSON into a Typst file. Text is data there, never markup."""

import asyncio
import io
from functools import cache
from typing import Any

import msgspec
import segno
import typst

from jiayi.infra.web.problems import Problem
from jiayi.settings import ROOT

TEMPLATE = ROOT / "frontend/templates/document/agreement.typ"
FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC")
_AT_ONCE = asyncio.Semaphore(2)
"""Making one takes a core for some tenths of a second."""


class NoChineseFont(Problem):
    status = 503
    title = "现在做不出 PDF"
    advice = "服务器上没有中文字体。请联系管理员安装软件包 fonts-noto-cjk；这份协议的网页可以先看、先打印。"


async def make_pdf(content: dict[str, Any]) -> bytes:
    """Raises NoChineseFont."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_compile, content)


def font_family() -> str:
    """The first that the system has; a document of empty boxes would be worse than none."""
    known = set(_fonts().families())
    for family in FAMILIES:
        if family in known:
            return family
    raise NoChineseFont()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_embedded_fonts=False)


def _compile(content: dict[str, Any]) -> bytes:
    drawn = [{**one, "picture": _ink(one["drawing"])} for one in content["signatures"]]
    shown = {**content, "signatures": drawn, "qr": _qr(content["address"]), "font": font_family()}
    made = typst.compile(
        TEMPLATE, font_paths=_fonts(), sys_inputs={"data": msgspec.json.encode(shown).decode()}, format="pdf"
    )
    assert isinstance(made, bytes)
    return made


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=1)
    return out.getvalue().decode()


def _ink(drawing: str) -> str:
    if not drawing:
        return ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300" viewBox="0 0 600 300"><path fill="none" '
        f'stroke="#111" stroke-width="5" stroke-linecap="round" stroke-linejoin="round" d="{drawing}"/></svg>'
    )
