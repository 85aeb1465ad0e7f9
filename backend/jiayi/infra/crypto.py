"""Sealing of identity numbers, phones and e-mails; blind indexes to look them up.

A sealed value is ``format ‖ algorithm ‖ key id ‖ nonce ‖ ciphertext ‖ tag`` bound to the county, column and person it
belongs to, so that a value copied to another row or column does not open. What earlier releases sealed (format 1: no key id)
still opens. A blind index is ``key id ‖ HMAC``; that of earlier releases has no key id.
"""

import os
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from jiayi.infra.sealing.ciphers import NONCE_BYTES
from jiayi.infra.sealing.ring import FIRST_HEAD, Ring, in_memory


class SealBroken(Exception):
    """这条加密信息无法打开：密钥不对，或数据被改动过。"""


class Bound(NamedTuple):
    """What a value belongs to."""

    text: str
    before: str
    """The same for format 1, which did not tell a person's columns apart."""


def bound_to(column: str, id: UUID, county: int | None = None) -> Bound:
    """``county``: of rows that stay in theirs; an account takes its e-mail along to the county it settles in."""
    return Bound(f"{column} {county or ''} {id}", str(id))


class Vault:
    def __init__(self, keys: Callable[[], Ring] | bytes) -> None:
        """``keys``: those of the moment, asked at each use. Bytes: keys that follow from them, for tests."""
        self.keys = _always(in_memory(keys)) if isinstance(keys, bytes) else keys

    def seal(self, text: str, belongs_to: str | Bound) -> bytes:
        key, nonce = self.keys().writes, os.urandom(NONCE_BYTES)
        return key.head + nonce + key.aead.encrypt(nonce, text.encode(), key.head + _text(belongs_to))

    def open(self, sealed: bytes, belongs_to: str | Bound) -> str:
        """Raises SealBroken."""
        first = sealed[:1] == FIRST_HEAD
        size = 1 if first else 6
        key = self.keys().seals.get(sealed[:size])
        if key is None:
            raise SealBroken("key not in the key file")
        bound = _text(belongs_to, before=True) if first else key.head + _text(belongs_to)
        nonce, body = sealed[size : size + NONCE_BYTES], sealed[size + NONCE_BYTES :]
        try:
            return key.aead.decrypt(nonce, body, bound).decode()
        except Exception as error:
            raise SealBroken from error

    def blind_index(self, kind: str, text: str, key_id: str = "") -> bytes:
        """HMAC of the normalised text; ``kind`` keeps an e-mail's index apart from an identity number's."""
        keys = self.keys().indexes
        key = next(key for key in keys if key.id == key_id) if key_id else keys[0]
        return key.of(_normal(kind, text))

    def blind_indexes(self, kind: str, text: str) -> list[bytes]:
        """One for each index key, the active one first: two while the index is rotated."""
        return [key.of(_normal(kind, text)) for key in self.keys().indexes]

    def further_indexes(self, kind: str, text: str) -> list[bytes]:
        """Beside ``blind_index``: none, unless the index is rotated."""
        keys = self.keys().indexes
        return [key.of(_normal(kind, text)) for key in keys[1:]] if len(keys) > 1 else []


def _text(belongs_to: str | Bound, *, before: bool = False) -> bytes:
    if isinstance(belongs_to, str):
        return belongs_to.encode()
    return (belongs_to.before if before else belongs_to.text).encode()


def _normal(kind: str, text: str) -> bytes:
    return f"{kind}:{text.strip().casefold()}".encode()


def _always(ring: Ring) -> Callable[[], Ring]:
    return lambda: ring
