"""The attackers, each bounded in time, each read by what it writes for machines."""

import csv
import json
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import msgspec

from jiayi.settings import ROOT
from tests.attack.crawl import Found
from tests.attack.openapi import LEAVES

MODULES = (
    "crlf", "csp", "exec", "file", "htaccess", "methods", "permanentxss", "redirect", "sql", "timesql", "upload", "xss",
    "xxe",
)  # fmt: skip
"""All of wapiti's that need no second machine on the internet. Not ``ldap``: there is none; not ``csrf``: it looks for
tokens in forms, and ours are kept by Sec-Fetch-Site and Origin (tests/infra); not ``cookieflags`` and ``http_headers``:
loopback has no TLS."""
MODULE_LEAST = 10.0  # seconds
SCAN_PARTS = 5
"""The first module's share of the time, in those of the others: the pages are looked for in it."""
TOOL_FAILED = "ended with {code}; its words are in {log}"
ATTACKERS = ROOT / ".attackers"
"""Each in an environment of its own (deploy/attackers.sh): they do not agree on their libraries."""


class Outcome(msgspec.Struct):
    tool: str
    role: str
    seconds: float
    findings: list[str]
    covered: str


class Told(msgspec.Struct):
    findings: list[str]
    covered: str = "unknown"
    """How much of the application was tried, in the tool's own count."""


class Attack(msgspec.Struct, frozen=True):
    url: str
    headers: dict[str, str]
    folder: Path
    minutes: float

    def run(self, name: str, command: list[str], seconds: float = 0) -> tuple[int, Path]:
        """Its status (-1: out of time, which is no fault) and where its words are."""
        log = self.folder / f"{name}.log"
        (self.folder / f"{name}.command").write_text(
            shlex.join(part for part in command if "cookie" not in part.lower())
        )
        with log.open("wb") as out:
            try:
                done = subprocess.run(
                    command, stdout=out, stderr=out, timeout=seconds or self.minutes * 60, check=False
                )
            except subprocess.TimeoutExpired:
                return -1, log
        return done.returncode, log


def program(name: str) -> str:
    return str(ATTACKERS / name / "bin" / name)


def schemathesis(attack: Attack, document: dict[str, object]) -> Told:
    """No answer may be a server error."""
    schema, report = attack.folder / "openapi.json", attack.folder / "schemathesis.xml"
    report.unlink(missing_ok=True)
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
        return Told([TOOL_FAILED.format(code=code, log=log)])
    cases = list(ElementTree.parse(report).iter("testcase"))
    found = [
        f"{case.get('name')}: {(bad.get('message') or bad.text or '')[:300]}"
        for case in cases for bad in (*case.iter("failure"), *case.iter("error"))
    ]  # fmt: skip
    tried = [case for case in cases if case.find("skipped") is None]
    requests = re.search(r"([\d,]+) generated", log.read_text(errors="replace"))
    return Told(found, f"{len(tried)} operations, {requests[1] if requests else '?'} requests")


def wapiti(attack: Attack) -> Told:
    """The pages once, then each module by itself: one that does not end in its share of the time takes none with it."""
    end = time.monotonic() + attack.minutes * 60
    found: list[str] = []
    pages, done, late = 0, [], []
    for nth, module in enumerate(MODULES):
        parts = SCAN_PARTS if nth == 0 else 1
        share = max(MODULE_LEAST, (end - time.monotonic()) * parts / (len(MODULES) - nth - 1 + parts))
        told = _wapiti_module(attack, module, share, first=nth == 0)
        if told is None:
            late.append(module)
            continue
        words = (attack.folder / f"wapiti-{module}.log").read_text(errors="replace")
        done.append(f"{module} (in part)" if "Max attack time was reached" in words else module)
        pages = max(pages, told["infos"].get("crawled_pages_nbr") or 0)
        found += [
            f"{kind}: {one['method']} {one['path']} {one['info']}"
            for part in ("vulnerabilities", "anomalies") for kind, many in told[part].items() for one in many
            if not _no_finding(kind, one)
        ]  # fmt: skip
    if not done:
        return Told([TOOL_FAILED.format(code=-1, log=attack.folder)])
    cut = f"; not ended in their time: {', '.join(late)}" if late else ""
    return Told(sorted(set(found)), f"{pages} pages and forms, modules {', '.join(done)}{cut}")


def _wapiti_module(attack: Attack, module: str, seconds: float, *, first: bool) -> Any:
    """What it reported; None: its time was over."""
    report = attack.folder / f"wapiti-{module}.json"
    report.unlink(missing_ok=True)
    command = [
        program("wapiti"), "-u", f"{attack.url}/", "--scope", "domain", "-m", module, "--no-bugreport",
        "--flush-session" if first else "--skip-crawl", "--max-scan-time", str(int(seconds * 0.6)),
        "--max-attack-time", str(int(seconds * (0.2 if first else 0.6))), "--depth", "4",
        "--max-links-per-page", "40", "--max-files-per-dir", "4", "--max-parameters", "30", "--tasks", "4", "--timeout", "20",
        "--store-session", str(attack.folder / "wapiti"), "--store-config", str(attack.folder / "wapiti"),
        "-f", "json", "-o", str(report), "-v", "1",
        *(part for path in LEAVES for part in ("-x", f"{attack.url}{path}*")),
        *(part for name, value in attack.headers.items() for part in ("-H", f"{name}: {value}")),
    ]  # fmt: skip
    attack.run(f"wapiti-{module}", command, seconds)
    return json.loads(report.read_text()) if report.exists() and report.stat().st_size else None


def _no_finding(kind: str, one: dict[str, str]) -> bool:
    """503 of what this machine does not have set up (mail), limits that did what they are for, and a page that shows,
    escaped, what was typed: one of its patterns is its own payload with ``/`` written as ``&#x2f;``."""
    echo = one["info"].startswith("Possible Path traversal") and "wapiti.txt" in one.get("http_request", "")
    return kind == "Resource consumption" or echo


def sqlmap(attack: Attack, found: Found) -> Told:
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
        return Told([TOOL_FAILED.format(code=code, log=log)])
    with results.open() as rows:
        vulnerable = [
            f"{row['Place']} {row['Parameter']} of {row['Target URL']}: {row['Technique(s)']}"
            for row in csv.DictReader(rows) if row.get("Technique(s)")
        ]  # fmt: skip
    return Told(vulnerable, _tried_by_sqlmap(log.read_text(errors="replace"), requests.read_text(), code))


def _tried_by_sqlmap(words: str, requests: str, code: int) -> str:
    reached = len(set(re.findall(r"^\[(\d+)/\d+\] URL", words, re.MULTILINE)))
    parameters = len(re.findall(r"testing if .+ parameter .+ is dynamic", words))
    over = ", then its time was over" if code < 0 else ""
    return f"{reached} of {requests.count(' HTTP/1.1')} requests, {parameters} parameters{over}"


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
