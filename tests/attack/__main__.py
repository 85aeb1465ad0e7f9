"""``make attack``: schemathesis, wapiti and sqlmap against a served demo, signed in; JSON in var/attack.

Each tool is bounded (``--minutes`` each); ends with 1 where any of them, or the application's own log, tells of a fault.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from jiayi.app import create_app
from jiayi.settings import ROOT, from_environment
from tests.attack import tools
from tests.attack.crawl import Routes, crawl
from tests.attack.openapi import document
from tests.attack.target import Target, served
from tests.attack.tools import Attack, Outcome, Told

ROLES = ("resident", "doctor", "manager")
TOOLS = ("schemathesis", "wapiti", "sqlmap")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.attack", description=__doc__)
    parser.add_argument("--minutes", type=float, default=4, help="for each tool and role")
    parser.add_argument("--roles", nargs="+", choices=ROLES, default=["resident"])
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "attack")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    with (
        tempfile.TemporaryDirectory(prefix="jya-", ignore_cleanup_errors=True) as folder,
        served(Path(folder)) as target,
    ):
        for role in options.roles:
            outcomes += attack_as(target, role, options)
        faults = target.server_errors()
    (options.out / "outcome.json").write_bytes(
        msgspec.json.format(msgspec.json.encode({"outcomes": outcomes, "server_errors": faults}))
    )
    for one in outcomes:
        print(f"{one.tool:13} {one.role:9} {one.seconds:6.0f} s  {len(one.findings)} findings; {one.covered}")
        print(*(f"    {finding}" for finding in one.findings), sep="\n", end="\n" if one.findings else "")
    print(f"{'server log':13} {len(faults)} faults", *faults[:10], sep="\n    ")
    return 1 if faults or any(one.findings for one in outcomes) else 0


def attack_as(target: Target, role: str, options: argparse.Namespace) -> list[Outcome]:
    app = create_app(from_environment(), "")
    routes = Routes(app)
    folder = options.out / role
    folder.mkdir(exist_ok=True)
    outcomes = []
    for tool in options.tools:
        headers = target.sign_in(role)
        found = crawl(target.url, headers, routes)
        print(f"{role}: {sum(map(len, found.paths.values()))} addresses of {len(found.paths)} routes, "
              f"{len(found.forms)} forms; {tool} …", flush=True)  # fmt: skip
        attack = Attack(target.url, headers, folder, options.minutes)
        attacks: dict[str, Callable[[], Told]] = {
            "schemathesis": lambda a=attack, f=found: tools.schemathesis(a, document(app, f)),  # type: ignore[misc]
            "wapiti": lambda a=attack: tools.wapiti(a),  # type: ignore[misc]
            "sqlmap": lambda a=attack, f=found: tools.sqlmap(a, f),  # type: ignore[misc]
        }
        start = time.monotonic()
        told = attacks[tool]()
        if not target.still_in(headers):
            told.findings.append("the session ended under attack: what came after was asked as a stranger")
        outcomes.append(Outcome(tool, role, time.monotonic() - start, told.findings, told.covered))
    return outcomes


if __name__ == "__main__":
    raise SystemExit(main())
