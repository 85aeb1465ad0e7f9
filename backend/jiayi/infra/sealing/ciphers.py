"""The algorithms there are: AES-256-GCM with HMAC-SHA-256, SM4-GCM (GB/T 32907, RFC 8998) with HMAC-SM3 (GB/T 32905)."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

try:
    from cryptography.hazmat.primitives.ciphers.algorithms import SM4
except ImportError:  # a build without it
    SM4 = None  # type: ignore[assignment,misc]

NONCE_BYTES = 12
TAG_BYTES = 16


class Aead(Protocol):
    """What is sealed ends in the tag of 16 bytes. ``decrypt`` raises whatever it likes when anything was altered."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class Sm4Gcm:
    def __init__(self, secret: bytes) -> None:
        self._algorithm = SM4(secret)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        writer = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        writer.authenticate_additional_data(associated_data)
        return writer.update(data) + writer.finalize() + writer.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        reader = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        reader.authenticate_additional_data(associated_data)
        return reader.update(body) + reader.finalize()


AEADS: dict[str, tuple[int, int, Callable[[bytes], Aead]]] = {
    "aes-256-gcm": (1, 32, AESGCM),
    "sm4-gcm": (2, 16, Sm4Gcm),
}
"""Name: the byte that says so in what is sealed, bytes of the secret, how to make it."""

FAMILIES = {"aes": ("aes-256-gcm", "hmac-sha-256"), "sm4": ("sm4-gcm", "hmac-sm3")}
"""JIAYI_CIPHER: what seals, and what makes the blind index."""
INDEX_SECRET_BYTES = 32


def _hmac_sha256(secret: bytes, text: bytes) -> bytes:
    return hmac.digest(secret, text, sha256)


def _hmac_sm3(secret: bytes, text: bytes) -> bytes:
    state = HMAC(secret, SM3())
    state.update(text)
    return state.finalize()


INDEXES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "hmac-sha-256": _hmac_sha256,
    "hmac-sm3": _hmac_sm3,
}


def is_offered(algorithm: str) -> bool:
    """By the cryptography library that is installed and the OpenSSL in it."""
    try:
        if algorithm in AEADS:
            _, size, make = AEADS[algorithm]
            make(bytes(size)).encrypt(bytes(NONCE_BYTES), b"", b"")
        else:
            INDEXES[algorithm](bytes(INDEX_SECRET_BYTES), b"")
    except (UnsupportedAlgorithm, TypeError):
        return False
    return True
