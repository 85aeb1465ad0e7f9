"""Where a running process has its keys from: the key file, read again as soon as it changes."""

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import structlog

from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.sealing import ciphers, key_file
from jiayi.infra.sealing.key_file import KeyFault, KeyFile
from jiayi.infra.sealing.kms import CommandKms, Kms
from jiayi.infra.sealing.ring import Ring, first_keys, new_key, opened
from jiayi.settings import Settings

log: Any = structlog.get_logger("jiayi.keys")

_SECRET_BYTES = 32
_AGAIN_AFTER = 5.0  # seconds: a key management service may have been away for a moment


class KeyFileSource:
    def __init__(self, path: Path, kms: Kms | None) -> None:
        """Raises KeyFault."""
        self.path = path
        self._kms = kms
        self._lock = threading.Lock()
        self._text = str(path)
        self._seen = _mark(self._text)
        self._ring = opened(key_file.read(path), kms)
        self.fault: str | None = None
        """Why the file of now could not be read; the keys of before go on."""
        self._again_at = 0.0

    def __call__(self) -> Ring:
        if _mark(self._text) != self._seen or (self.fault and time.monotonic() > self._again_at):
            self._read_again()
        return self._ring

    def _read_again(self) -> None:
        with self._lock:
            mark = _mark(self._text)
            if mark == self._seen and not self.fault:
                return
            try:
                self._ring = opened(key_file.read(self.path), self._kms, self._ring.secrets)
                self.fault = None
            except KeyFault as error:
                self.fault = str(error)
                self._again_at = time.monotonic() + _AGAIN_AFTER
                log.error("keys", fault=self.fault)
            self._seen = mark


def open_vault(settings: Settings) -> Vault:
    """The keys of these settings; an embedded database gets its key file at the first start. Raises KeyFault."""
    kms = kms_of(settings)
    if not settings.key_file.exists() and (settings.database_url is None or settings.secret_file.exists()):
        make_key_file(settings)
    vault = Vault(KeyFileSource(settings.key_file, kms))
    wanted = ciphers.FAMILIES.get(settings.cipher)
    if wanted is None:
        raise KeyFault(f"JIAYI_CIPHER must be aes or sm4, not {settings.cipher!r}")
    if not all(map(ciphers.is_offered, wanted)):
        raise KeyFault(
            f"the installed cryptography library offers no {' and '.join(wanted)}; set JIAYI_CIPHER=aes"
        )
    return vault


def fault_of(vault: Vault) -> str | None:
    """Why the key file of this moment is not in order; the process still has the keys of before."""
    vault.keys()
    source = vault.keys
    if not isinstance(source, KeyFileSource):
        return None
    return source.fault


def kms_of(settings: Settings) -> Kms | None:
    return CommandKms(settings.kms_command) if settings.kms_command else None


def make_key_file(settings: Settings) -> None:
    """One key of each use. The secret of an earlier release comes along: its rows stay readable, its index stays."""
    if settings.cipher not in ciphers.FAMILIES:
        raise KeyFault(f"JIAYI_CIPHER must be aes or sm4, not {settings.cipher!r}")
    now, kms = clock.real_now(), kms_of(settings)
    keys = [new_key("seal", settings.cipher, now, kms, active=True)]
    if settings.secret_file.exists():
        seal, index = first_keys(*_first_secret(settings.secret_file))
        keys += [_wrapped(seal, kms), _wrapped(index, kms, active=True)]
    else:
        keys.append(new_key("index", settings.cipher, now, kms, active=True))
    key_file.write(settings.key_file, KeyFile(keys), anew=True)


def _first_secret(path: Path) -> tuple[bytes, datetime]:
    secret = path.read_bytes()
    if len(secret) != _SECRET_BYTES:
        raise KeyFault(
            f"{path} must hold exactly {_SECRET_BYTES} bytes, it holds {len(secret)}; restore the right file"
        )
    return secret, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _wrapped(key: key_file.Key, kms: Kms | None, *, active: bool = False) -> key_file.Key:
    assert key.secret
    kept = {"wrapped": kms.wrap(key.secret), "secret": None} if kms else {}
    return msgspec.structs.replace(key, active=active, **kept)


def _mark(path: str) -> tuple[int, int] | None:
    """Asked before each use of a key: a new one counts at once in every process."""
    try:
        found = os.stat(path)  # noqa: PTH116 (a third of the time of Path.stat)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
