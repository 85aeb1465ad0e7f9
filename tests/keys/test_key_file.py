"""The key file and what may be wrong with it: each is a sentence, never a stack trace, and nothing starts."""

import os
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.sealing import key_file
from jiayi.infra.sealing.key_file import KeyFault
from jiayi.infra.sealing.ring import new_key
from jiayi.infra.sealing.source import KeyFileSource, fault_of, kms_of, open_vault
from jiayi.settings import Settings, from_environment


def settings_in(folder: Path, **more: str) -> Settings:
    return from_environment({"JIAYI_DATA_DIR": str(folder), **more})


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    sealed = open_vault(settings).seal("x", "here")
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    assert open_vault(settings).open(sealed, "here") == "x"


WRONG = {
    "readable by others": (lambda path: path.chmod(0o640), "can be read by others"),
    "broken": (lambda path: path.write_text("{"), "not in order"),
    "no active key": (lambda path: path.write_text('{"keys": []}'), "exactly one active key"),
    "short secret": (lambda path: shorten(path), "must hold 32 bytes"),
}


def shorten(path: Path) -> None:
    file = key_file.read(path)
    keys = [msgspec.structs.replace(key, secret=b"short") if key.use == "seal" else key for key in file.keys]
    key_file.write(path, key_file.KeyFile(keys))


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    settings = settings_in(tmp_path)
    open_vault(settings)
    spoil, sentence = WRONG[name]
    spoil(settings.key_file)
    with pytest.raises(KeyFault, match=sentence):
        open_vault(settings)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"JIAYI_DATABASE_URL": "postgresql:///x"}, "is missing"),
        ({"JIAYI_CIPHER": "rot13"}, "must be aes or sm4"),
    ],
)
def test_nothing_is_made_up_in_silence(tmp_path: Path, more: dict[str, str], sentence: str) -> None:
    """Beside a real server a missing file is a lost file."""
    with pytest.raises(KeyFault, match=sentence):
        open_vault(settings_in(tmp_path, **more))
    assert not (tmp_path / "keys.json").exists()


def test_the_one_secret_of_earlier_releases_comes_along(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"k" * 32)
    vault = open_vault(settings_in(tmp_path, JIAYI_DATABASE_URL="postgresql:///x"))
    assert len(vault.blind_index("email", "a@example.org")) == 32
    assert vault.keys().writes.id != "00000001"
    (tmp_path / "keys.json").unlink()
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(KeyFault, match="exactly 32 bytes"):
        open_vault(settings_in(tmp_path))


def test_a_running_process_follows_the_file_and_survives_its_loss(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    vault = open_vault(settings)
    held = settings.key_file.read_bytes()
    before = vault.seal("x", "here")
    other = key_file.read(settings.key_file)
    fresh = new_key("seal", "sm4", clock.real_now(), None, active=True)
    keys = [msgspec.structs.replace(k, active=k.active and k.use != "seal") for k in other.keys]
    key_file.write(settings.key_file, key_file.KeyFile([*keys, fresh]))
    assert vault.seal("x", "here")[2:6].hex() == fresh.id
    assert vault.open(before, "here") == "x"
    settings.key_file.unlink()
    assert "missing" in (fault_of(vault) or "")
    assert vault.open(before, "here") == "x"
    settings.key_file.touch(0o600)
    settings.key_file.write_bytes(held)
    assert fault_of(vault) is None


class Service(socketserver.ThreadingUnixStreamServer):
    """A key management service of its own: the key that wraps never leaves it."""

    daemon_threads = True
    wrapping_key = os.urandom(32)
    asked: ClassVar[list[str]] = []


class Answer(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        import base64

        verb, line = self.rfile.readline().decode().split()
        Service.asked.append(verb)
        work = aes_key_wrap if verb == "wrap" else aes_key_unwrap
        self.wfile.write(base64.b64encode(work(Service.wrapping_key, base64.b64decode(line))) + b"\n")


CLIENT = """#!{python}
import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect({address!r})
s.sendall((sys.argv[1] + " " + sys.stdin.readline()).encode()); sys.stdout.write(s.makefile().readline())
"""


@pytest.fixture
def kms_command(tmp_path: Path) -> Iterator[str]:
    import sys

    address, command = str(tmp_path / "kms.socket"), tmp_path / "kms"
    command.write_text(CLIENT.format(python=sys.executable, address=address))
    command.chmod(0o700)
    with Service(address, Answer) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        yield str(command)
        service.shutdown()


@pytest.mark.parametrize("family", ["aes", "sm4"])
def test_a_key_management_service_wraps_the_keys(tmp_path: Path, kms_command: str, family: str) -> None:
    with_kms = {"JIAYI_KMS_COMMAND": kms_command, "JIAYI_CIPHER": family}
    settings = settings_in(tmp_path, **with_kms)
    sealed = open_vault(settings).seal("x", "here")
    file = key_file.read(settings.key_file)
    assert all(key.secret is None and key.wrapped for key in file.keys)
    Service.asked.clear()
    vault = Vault(KeyFileSource(settings.key_file, kms_of(settings)))
    assert [vault.open(sealed, "here") for _ in range(3)] == ["x"] * 3
    assert Service.asked == ["unwrap", "unwrap"], "once a key, not once a row"
    with pytest.raises(KeyFault, match="set JIAYI_KMS_COMMAND"):
        open_vault(settings_in(tmp_path))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/nonexistent/kms", "No such file"),
        ("sh -c 'echo denied >&2; exit 3'", "ended with code 3: denied"),
        ("sh -c 'echo ***'", "not base64"),
        ("true", "answered nothing"),
    ],
)
def test_a_service_that_fails_is_named_with_its_reason(tmp_path: Path, command: str, why: str) -> None:
    with pytest.raises(KeyFault, match=why):
        open_vault(settings_in(tmp_path, JIAYI_KMS_COMMAND=command))
    assert not (tmp_path / "keys.json").exists()
