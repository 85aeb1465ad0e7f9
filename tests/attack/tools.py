"""The attackers, each bounded in time, each read by what it writes for machines."""

import csv
import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import msgspec

from jiayi.settings import ROOT
from tests.attack.crawl import Found
from tests.attack.openapi import LEAVES

MODULES = "crlf,csp,exec,file,htaccess,ldap,methods,permanentxss,redirect,sql,timesql,upload,xss,xxe"
"""All of wapiti's that need no second machine on the internet. Not ``csrf``: it looks for tokens in forms, and ours are
kept by Sec-Fetch-Site and Origin (tests/infra); not ``cookieflags`` and ``http_headers``: loopback has no TLS."""
TOOL_FAILED = "ended with {code}; its words are in {log}"
ATTACKERS = ROOT / ".attackers"
"""Each in an environment of its own (deploy/attackers.sh): they do not agree on their libraries."""


class Outcome(msgspec.Struct):
    tool: str
    role: str
    seconds: float
    findings: list[str]


class Attack(msgspec.Struct, frozen=True):
    url: str
    headers: dict[str, str]
    folder: Path
    minutes: float

    def run(self, name: str, command: list[str]) -> tuple[int, Path]:
        """Its status (-1: out of time, which is no fault) and where its words are."""
        log = self.folder / f"{name}.log"
        (self.folder / f"{name}.command").write_text(
            shlex.join(part for part in command if "cookie" not in part.lower())
        )
        with log.open("wb") as out:
            try:
                done = subprocess.run(command, stdout=out, stderr=out, timeout=self.minutes * 60, check=False)
            except subprocess.TimeoutExpired:
                return -1, log
        return done.returncode, log


def program(name: str) -> str:
    return str(ATTACKERS / name / "bin" / name)


def schemathesis(attack: Attack, document: dict[str, object]) -> list[str]:
    """No answer may be a server error."""
    schema, report = attack.folder / "openapi.json", attack.folder / "schemathesis.xml"
    schema.write_text(json.dumps(document, ensure_ascii=False))
    command = [
        program("schemathesis"), "run", str(schema), "--url", attack.url,
        "--checks", "not_a_server_error", "--phases", "examples,coverage,fuzzing", "--max-examples", "15",
        "--continue-on-failure", "--no-color", "--request-timeout", "30", "--workers", "2",
        "--max-time", str(int(attack.minutes * 45)),
        "--report", "junit", "--report-junit-path", str(report),
        *(part for name, value in attack.headers.items() for part in ("-H", f"{name}: {value}")),
    ]  # fmt: skip
    code, log = attack.run("schemathesis", command)
    if not report.exists() or not report.stat().st_size:
        return [TOOL_FAILED.format(code=code, log=log)]
    cases = ElementTree.parse(report).iter("testcase")
    return [
        f"{case.get('name')}: {(bad.get('message') or bad.text or '')[:300]}"
        for case in cases for bad in (*case.iter("failure"), *case.iter("error"))
    ]  # fmt: skip


def wapiti(attack: Attack) -> list[str]:
    report = attack.folder / "wapiti.json"
    command = [
        program("wapiti"), "-u", f"{attack.url}/", "--scope", "domain", "-m", MODULES, "--flush-session", "--no-bugreport",
        "--max-scan-time", str(int(attack.minutes * 15)), "--max-attack-time", str(int(attack.minutes * 3)),
        "--max-links-per-page", "60", "--max-files-per-dir", "10", "--max-parameters", "30",
        "--store-session", str(attack.folder / "wapiti"), "--store-config", str(attack.folder / "wapiti"),
        "-f", "json", "-o", str(report), "-v", "1",
        *(part for path in LEAVES for part in ("-x", f"{attack.url}{path}")),
        *(part for name, value in attack.headers.items() for part in ("-H", f"{name}: {value}")),
    ]  # fmt: skip
    code, log = attack.run("wapiti", command)
    if not report.exists():
        return [TOOL_FAILED.format(code=code, log=log)]
    told = json.loads(report.read_text())
    return [
        f"{kind}: {one['method']} {one['path']} {one['info']}"
        for part in ("vulnerabilities", "anomalies")
        for kind, many in told[part].items()
        for one in many
        if not _refused_politely(kind, one["info"])
    ]


def _refused_politely(kind: str, info: str) -> bool:
    """Not findings: 503 of what this machine does not have set up (mail), and limits that did what they are for."""
    return kind == "Resource consumption"


def sqlmap(attack: Attack, found: Found) -> list[str]:
    requests, out = attack.folder / "requests.log", attack.folder / "sqlmap"
    requests.write_text("".join(_burp(attack, found)))
    command = [
        program("sqlmap"), "-l", str(requests), "--batch", "--ignore-stdin", "--dbms", "PostgreSQL", "--level", "1",
        "--risk", "1", "--smart",
        "--technique", "BEUST", "--threads", "2", "--timeout", "20", "--retries", "1", "--disable-coloring",
        "--ignore-code", "*", "--skip-urlencode", "--output-dir", str(out), "--results-file", str(out) + ".csv",
    ]  # fmt: skip
    code, log = attack.run("sqlmap", command)
    results = Path(str(out) + ".csv")
    if not results.exists():
        return [TOOL_FAILED.format(code=code, log=log)]
    with results.open() as rows:
        return [
            f"{row['Place']} {row['Parameter']} of {row['Target URL']}: {row['Technique(s)']}"
            for row in csv.DictReader(rows) if row.get("Technique(s)")
        ]  # fmt: skip


def _burp(attack: Attack, found: Found) -> Iterator[str]:
    """Every address with what it may be asked and every form, in the format of a proxy's log."""
    host = attack.url.removeprefix("http://")
    head = "".join(f"{name.title()}: {value}\r\n" for name, value in attack.headers.items())
    line = "=" * 54
    for route, paths in found.paths.items():
        path = min(paths)
        if route.startswith(LEAVES):
            continue
        if asked := found.asked.get(route):
            yield _raw(line, host, f"GET {path}?{urlencode(asked)} HTTP/1.1\r\nHost: {host}\r\n{head}\r\n")
        if form := found.forms.get(route):
            body = urlencode(form.fields)
            kind = "Content-Type: application/x-www-form-urlencoded\r\n"
            yield _raw(
                line, host,
                f"POST {form.action} HTTP/1.1\r\nHost: {host}\r\n{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}",
            )  # fmt: skip


def _raw(line: str, host: str, request: str) -> str:
    return f"{line}\r\n12:00:00  http://{host}  [127.0.0.1]\r\n{line}\r\n{request}\r\n{line}\r\n\r\n"
