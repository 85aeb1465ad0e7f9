"""Every Chinese sentence that policies say to people has an English one, with the same places to fill."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from babel.messages.pofile import read_po

from jiayi.policies import eligibility, lapses, payers, resolve
from jiayi.policies.loader import load
from jiayi.policies.topics import TOPICS

PO = Path(__file__).parents[2] / "frontend" / "locale" / "en" / "policies.po"
CITED = {"clause", "source", "duty"}
CHINESE = re.compile(r"[一-鿿]")


def sentences(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and CHINESE.search(value) and key not in CITED:
        yield value
    elif isinstance(value, dict):
        yield from (s for k, v in value.items() for s in sentences(v, k))
    elif isinstance(value, list | tuple):
        yield from (s for v in value for s in sentences(v, key))


def said() -> set[str]:
    entries = load().entries
    rows = {s for entry in entries for s in sentences(msgspec.to_builtins(entry.rule))}
    readings = {entry.document.reading for entry in entries if entry.document.reading}
    fixed = {payers.NO_PAYER, payers.UNKNOWN_PAYER, payers.PART, payers.AT_LEAST, eligibility.UNKNOWN}
    fixed |= {lapses.WHOLE, resolve._AFTER, resolve._BEFORE, resolve._LAPSED}
    return rows | readings | fixed | {topic.label for topic in TOPICS}


def english() -> dict[str, str]:
    with PO.open(encoding="utf-8") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_every_sentence_has_english() -> None:
    known = english()
    assert {sentence for sentence in said() if not known.get(sentence)} == set()


def test_english_has_the_same_places_to_fill_and_no_chinese_sentence() -> None:
    for chinese, text in english().items():
        assert set(re.findall(r"\{\w+\}", chinese)) == set(re.findall(r"\{\w+\}", text)), chinese
        assert len(CHINESE.findall(text)) <= 3, text  # a clause such as 三（一） may stand in it


def test_no_english_without_its_sentence() -> None:
    assert set(english()) - said() == set()
