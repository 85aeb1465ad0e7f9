"""Key management services: they wrap the keys of the key file, so that the file alone opens nothing."""

import base64
import binascii
import shlex
import subprocess
from typing import Protocol

from jiayi.infra.sealing.key_file import KeyFault

_PATIENCE = 20.0  # seconds for one answer; a service that is slower would hold up every start


class Kms(Protocol):
    def wrap(self, secret: bytes) -> bytes: ...
    def unwrap(self, wrapped: bytes) -> bytes: ...


class CommandKms:
    """Runs ``COMMAND wrap`` or ``COMMAND unwrap``: one line of base64 in, one line of base64 out, exit code 0."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)

    def wrap(self, secret: bytes) -> bytes:
        """Raises KeyFault."""
        return self._ask("wrap", secret)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Raises KeyFault."""
        return self._ask("unwrap", wrapped)

    def _ask(self, verb: str, data: bytes) -> bytes:
        line = base64.b64encode(data) + b"\n"
        try:
            done = subprocess.run(
                [*self._command, verb], input=line, capture_output=True, timeout=_PATIENCE, check=True
            )
            answer = base64.b64decode(done.stdout.strip(), validate=True)
        except subprocess.TimeoutExpired:
            why = f"did not answer in {_PATIENCE:.0f} seconds"
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip().splitlines()
            why = f"ended with code {error.returncode}" + (f": {said[-1][:200]}" if said else "")
        except OSError as error:
            why = error.strerror or "cannot be run"
        except binascii.Error:
            why = "answered something that is not base64"
        else:
            if answer:
                return answer
            why = "answered nothing"
        raise KeyFault(f"JIAYI_KMS_COMMAND ({self._command[0]} {verb}) {why}") from None
