"""The key file: JSON, readable by its owner alone, always replaced as a whole so that nobody reads half of it."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

Use = Literal["seal", "index"]


class KeyFault(Exception):
    """A sentence for whoever runs the server. Nothing starts with a key file that is not in order."""


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    id: str
    """Eight hex digits; what is sealed names it."""
    use: Use
    algorithm: str
    made_at: datetime
    active: bool = False
    """New rows are written with it; exactly one of each use."""
    until: datetime | None = None
    """It was active until then: a process may have held it a little longer."""
    secret: bytes | None = None
    wrapped: bytes | None = None
    """By the key management service, in place of the secret."""
    retired_at: datetime | None = None
    """Its secret is gone; the line stays as a record."""


class KeyFile(msgspec.Struct, frozen=True):
    keys: list[Key]

    @property
    def usable(self) -> list[Key]:
        return [key for key in self.keys if key.retired_at is None]

    def active(self, use: Use) -> Key:
        """Raises KeyFault."""
        found = [key for key in self.usable if key.use == use and key.active]
        if len(found) != 1:
            raise KeyFault(f"the key file must have exactly one active key for use {use!r}, not {len(found)}")
        return found[0]

    def newest(self, use: Use) -> Key:
        return max((key for key in self.usable if key.use == use), key=lambda key: (key.made_at, key.id))


def read(path: Path) -> KeyFile:
    """Raises KeyFault."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFault(f"the key file {path} can be read by others: chmod 600 {path}")
        file = msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except FileNotFoundError:
        raise KeyFault(
            f"the key file {path} is missing: put it back from its backup, or, for a new database, jiayi keys new"
        ) from None
    except PermissionError:
        raise KeyFault(f"the key file {path} may not be read by this user") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise KeyFault(f"the key file {path} is not in order: put it back from its backup") from None
    file.active("seal")
    file.active("index")
    return file


def write(path: Path, file: KeyFile, *, anew: bool = False) -> None:
    """``anew``: whoever else made it first wins, and nothing is overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(file)) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        if anew:
            os.link(name, path)
        else:
            Path(name).replace(path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink(missing_ok=True)
