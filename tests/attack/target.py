"""The application as it is served, with a small demo of its own on loopback, and somebody signed in."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec

from jiayi.settings import ROOT

START = 240.0  # seconds
AGREEMENT = re.compile(r'href="/(?:agreements|work/residents)/[0-9a-f]{8}-')
PERSON = re.compile(r'name="person" value="([^"]+)"')


class Target(msgspec.Struct, frozen=True):
    url: str
    log: Path

    def sign_in(self, role: str) -> dict[str, str]:
        """Headers of a demo person of this role, one with an agreement or with people to look after where there is one.

        Raises LookupError where the demo has nobody of the role.
        """
        with httpx.Client(base_url=self.url, headers={"accept": "text/html"}, timeout=30) as web:
            people = [p for p in PERSON.findall(web.get("/demo").text) if p.endswith(f":{role}")]
            for person in people:
                web.cookies.clear()
                web.post("/demo/session", data={"person": person})
                if AGREEMENT.search(web.get("/agreements" if role == "resident" else "/work/panel").text):
                    break
            if not people:
                raise LookupError(role)
            cookies = "; ".join(f"{name}={value}" for name, value in web.cookies.items())
        return {"cookie": cookies, "accept": "text/html"}

    def still_in(self, headers: dict[str, str]) -> bool:
        return httpx.get(f"{self.url}/me", headers=headers).status_code == httpx.codes.OK

    def server_errors(self) -> list[str]:
        """What the application itself logged as its own fault."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if '"error"' in line]


@contextlib.contextmanager
def served(folder: Path, residents: int = 300) -> Iterator[Target]:
    folder.chmod(0o755)  # the embedded server runs as a user of its own when we are root
    port = _free_port()
    log = folder / "server.log"
    environment = os.environ | {
        "JIAYI_DEMO": "1", "JIAYI_DATA_DIR": str(folder / "var"), "JIAYI_PORT": str(port),
        "JIAYI_BASE_URL": f"http://127.0.0.1:{port}", "JIAYI_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = [sys.executable, "-m", "jiayi", "demo", "--residents", str(residents)]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            target = Target(f"http://127.0.0.1:{port}", log)
            _wait(target, process)
            yield target
        finally:
            process.terminate()


def _wait(target: Target, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{target.url}/health/ready").status_code == httpx.codes.OK:
                return
        time.sleep(0.5)
    raise RuntimeError("the application did not start:\n" + target.log.read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
