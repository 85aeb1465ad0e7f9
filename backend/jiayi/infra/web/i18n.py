"""gettext with Chinese as the source language: a msgid is the Chinese sentence, ``frontend/locale/en/*.po`` its English.

One .po file a slice, so that two people can add words at once. ``_("剩余 %(n)s 个名额", n=3)``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

CHINESE, ENGLISH = "zh-CN", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}

Translate = Callable[..., str]
ONE = "\x00"
"""After a msgid: its form for one. Which form is meant says the value ``n``; Chinese has only one form."""


def load_catalog(folder: Path) -> dict[str, str]:
    catalog: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.fuzzy or not message.id:
                    continue
                said = message.string or ""
                if not message.pluralizable:
                    catalog |= {str(message.id): str(said)} if said else {}
                elif all(said):
                    catalog |= {message.id[0]: str(said[1]), message.id[0] + ONE: str(said[0])}
    return catalog


def translator(catalog: dict[str, str]) -> Translate:
    def translate(text: str, /, **values: Any) -> str:
        found = catalog.get(text + ONE if values.get("n") == 1 else text) or catalog.get(text, text)
        return found % values if values else found

    return translate


def best_language(cookie: str | None, accept: str) -> str:
    """The person's choice, else the browser's first wish: English only if Chinese is not wished for before it."""
    if cookie in LANGUAGES:
        return cookie
    for part in accept.lower().split(","):
        if part.strip().startswith("zh"):
            return CHINESE
        if part.strip().startswith("en"):
            return ENGLISH
    return CHINESE
