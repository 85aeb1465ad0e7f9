"""Sealing of identity numbers, phones and e-mails; blind indexes to look them up.

Keys are derived from one secret (settings.secret_file). A sealed value is ``key id ‖ nonce ‖ AES-256-GCM`` bound to
what it belongs to, so that a value copied to another row does not open.
"""

import hmac
import os
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_ID = b"\x01"
_NONCE_BYTES = 12


class SealBroken(Exception):
    """这条加密信息无法打开：密钥不对，或数据被改动过。"""


class Vault:
    def __init__(self, secret: bytes) -> None:
        self._aead = AESGCM(_derive(secret, b"seal"))
        self._index_key = _derive(secret, b"index")

    def seal(self, text: str, belongs_to: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _KEY_ID + nonce + self._aead.encrypt(nonce, text.encode(), belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> str:
        """Raises SealBroken."""
        head = len(_KEY_ID)
        nonce, body = sealed[head : head + _NONCE_BYTES], sealed[head + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, belongs_to.encode()).decode()
        except Exception as error:
            raise SealBroken from error

    def blind_index(self, kind: str, text: str) -> bytes:
        """HMAC-SHA-256 of the normalised text; ``kind`` keeps an e-mail's index apart from an identity number's."""
        return hmac.new(self._index_key, f"{kind}:{text.strip().casefold()}".encode(), sha256).digest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"jiayi " + purpose).derive(secret)
