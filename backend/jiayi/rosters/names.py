"""Pinyin for search. Names repeat, so readings are remembered."""

from functools import lru_cache

from pypinyin import lazy_pinyin


@lru_cache(maxsize=50_000)
def pinyin(name: str) -> str:
    """``王芳`` → ``wangfang``."""
    return "".join(lazy_pinyin(name)).lower()


@lru_cache(maxsize=50_000)
def initials(name: str) -> str:
    return "".join(part[0] for part in lazy_pinyin(name) if part).lower()
