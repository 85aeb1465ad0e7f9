"""The keys of one moment, opened: which one writes, and which ones still read."""

import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from jiayi.infra.sealing import ciphers
from jiayi.infra.sealing.ciphers import Aead
from jiayi.infra.sealing.key_file import Key, KeyFault, KeyFile, Use
from jiayi.infra.sealing.kms import Kms

FIRST_ID = "00000001"
"""Of the keys derived from the one secret of earlier releases; what they made names no key."""
_HEAD = b"\x02"
FIRST_HEAD = b"\x01"
_CHECKED = b"jiayi key check"


class SealKey(NamedTuple):
    id: str
    head: bytes
    """What begins everything sealed with it: format, algorithm, key id."""
    aead: Aead


class IndexKey(NamedTuple):
    id: str
    head: bytes
    secret: bytes
    digest: Callable[[bytes, bytes], bytes]

    def of(self, text: bytes) -> bytes:
        return self.head + self.digest(self.secret, text)


class Ring(NamedTuple):
    file: KeyFile
    secrets: dict[str, bytes]
    """By use and id."""
    writes: SealKey
    seals: dict[bytes, SealKey]
    """By head."""
    indexes: tuple[IndexKey, ...]
    """The active one first."""

    def check_values(self) -> dict[tuple[Use, str], bytes]:
        """What shows later that a key is the same one, and says nothing about it."""
        return {(k.use, k.id): _check_value(self.secrets[k.use + k.id]) for k in self.file.usable}


def opened(file: KeyFile, kms: Kms | None, known: dict[str, bytes] | None = None) -> Ring:
    """``known`` secrets are not asked of the key management service again. Raises KeyFault."""
    found = {k.use + k.id: (known or {}).get(k.use + k.id) or _secret_of(k, kms) for k in file.usable}
    seals = {s.head: s for k in file.usable if k.use == "seal" for s in [_seal_key(k, found["seal" + k.id])]}
    indexes = [k for k in file.usable if k.use == "index"]
    indexes.sort(key=lambda k: (not k.active, k.made_at))
    active = file.active("seal").id
    file.active("index")
    return Ring(
        file, found, next(s for s in seals.values() if s.id == active), seals,
        tuple(_index_key(k, found["index" + k.id]) for k in indexes),
    )  # fmt: skip


def new_key(use: Use, family: str, now: datetime, kms: Kms | None, *, active: bool = False) -> Key:
    """Raises KeyFault when the installed library cannot do the algorithm."""
    algorithm = ciphers.FAMILIES[family][0 if use == "seal" else 1]
    if not ciphers.is_offered(algorithm):
        raise KeyFault(f"the installed cryptography library offers no {algorithm}; set JIAYI_CIPHER=aes")
    size = ciphers.AEADS[algorithm][1] if use == "seal" else ciphers.INDEX_SECRET_BYTES
    secret, id = secrets.token_bytes(size), secrets.token_hex(4)
    kept, wrapped = (None, kms.wrap(secret)) if kms else (secret, None)
    return Key(id=id, use=use, algorithm=algorithm, made_at=now, active=active, secret=kept, wrapped=wrapped)


def first_keys(secret: bytes, now: datetime) -> list[Key]:
    """Those of earlier releases, derived from their one secret of 32 bytes."""
    return [
        Key(id=FIRST_ID, use="seal", algorithm="aes-256-gcm", made_at=now, secret=_derive(secret, b"seal")),
        Key(
            id=FIRST_ID, use="index", algorithm="hmac-sha-256", made_at=now, secret=_derive(secret, b"index")
        ),
    ]


def in_memory(secret: bytes) -> Ring:
    """For tests and measurements: keys that follow from one secret."""
    now = datetime.fromtimestamp(0).astimezone()
    keys = [
        Key(id="0000aa01", use="seal", algorithm="aes-256-gcm", made_at=now, active=True, secret=_derive(secret, b"s")),
        Key(id="0000aa02", use="index", algorithm="hmac-sha-256", made_at=now, active=True, secret=_derive(secret, b"i")),
    ]  # fmt: skip
    return opened(KeyFile(keys), None)


def _secret_of(key: Key, kms: Kms | None) -> bytes:
    if key.secret is not None:
        return key.secret
    if key.wrapped is None:
        raise KeyFault(f"key {key.id} of the key file holds no secret: put the file back from its backup")
    if kms is None:
        raise KeyFault(f"key {key.id} is wrapped by a key management service: set JIAYI_KMS_COMMAND")
    return kms.unwrap(key.wrapped)


def _seal_key(key: Key, secret: bytes) -> SealKey:
    try:
        mark, size, make = ciphers.AEADS[key.algorithm]
    except KeyError:
        raise KeyFault(f"key {key.id} is of an algorithm that is not known: {key.algorithm}") from None
    if len(secret) != size:
        raise KeyFault(
            f"key {key.id} must hold {size} bytes, it holds {len(secret)}: put the right file back"
        )
    if key.id == FIRST_ID:
        return SealKey(key.id, FIRST_HEAD, AESGCM(secret))
    if not ciphers.is_offered(key.algorithm):
        raise KeyFault(
            f"the installed cryptography library offers no {key.algorithm}, and key {key.id} is one"
        )
    return SealKey(key.id, _HEAD + bytes([mark]) + bytes.fromhex(key.id), make(secret))


def _index_key(key: Key, secret: bytes) -> IndexKey:
    digest = ciphers.INDEXES.get(key.algorithm)
    if digest is None or not ciphers.is_offered(key.algorithm):
        raise KeyFault(
            f"the installed cryptography library offers no {key.algorithm}, and key {key.id} is one"
        )
    return IndexKey(key.id, b"" if key.id == FIRST_ID else bytes.fromhex(key.id), secret, digest)


def _check_value(secret: bytes) -> bytes:
    return sha256(_derive(secret, _CHECKED)).digest()[:8]


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"jiayi " + purpose).derive(secret)
