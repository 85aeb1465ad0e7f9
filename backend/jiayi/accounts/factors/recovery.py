"""Recovery codes: ten, each for one use, shown once. Stored as scrypt with the set's salt (ASVS 5.0 6.5.2 and its appendix)."""

import asyncio
import hashlib
import os
import secrets

HOW_MANY = 10
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 10
_SALT_BYTES = 32
_OLDER_SALT_BYTES = 16
"""Of sets that were made before the parameters rose: the salt's length tells which they are."""
_ONE_AT_A_TIME = asyncio.Semaphore(1)


def new_codes() -> list[str]:
    """``ABCDE-FGHJK``: no letter that looks like a digit; about 49 bits each, tries are limited."""
    made = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(HOW_MANY)]
    return [f"{code[:5]}-{code[5:]}" for code in made]


def new_salt() -> bytes:
    return os.urandom(_SALT_BYTES)


async def hashes(codes: list[str], salt: bytes) -> list[bytes]:
    """One at a time in a process, by whomever asked: each takes a third of a second and 32 MB."""
    async with _ONE_AT_A_TIME:
        return [await asyncio.to_thread(_scrypt, plain(code), salt) for code in codes]


def plain(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter in _LETTERS)


def _scrypt(code: str, salt: bytes) -> bytes:
    if len(salt) == _OLDER_SALT_BYTES:
        return hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return hashlib.scrypt(code.encode(), salt=salt, n=2**15, r=8, p=3, maxmem=2**26, dklen=32)
