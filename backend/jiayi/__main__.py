"""The command line: ``jiayi COMMAND --help``."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jiayi.infra import clock, division
from jiayi.infra.division import UnknownDivision
from jiayi.infra.sealing.key_file import KeyFault
from jiayi.settings import Settings, from_environment, in_clear
from jiayi.synth.places import NoOutline

MOST_DIGITS = 7
if TYPE_CHECKING:
    from jiayi.infra.crypto import Vault
    from jiayi.infra.db.database import Database

ROSTERS = ("institutions", "teams", "staff", "residents", "insurance", "areas")

IN_CLEAR = "数据库不在本机：地址里请写 sslmode=verify-full（deploy/settings.md）；网络是自己专用的，设 JIAYI_DATABASE_PLAIN=1。"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Settings], int] = options.run
    settings = from_environment()
    if in_clear(settings):
        return _refuse(IN_CLEAR)
    try:
        return command(options, settings)
    except (UnknownDivision, NoOutline) as error:
        return _refuse(str(error))
    except KeyFault as error:
        return _refuse(str(error))
    except PermissionError as error:
        return _refuse(f"不能读写 {error.filename}：没有权限。")
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _count(text: str) -> int:
    """Of people."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {'9' * MOST_DIGITS}, not {text!r}")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 不是日期，请写成 2026-01-01 这样") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jiayi", description="家医: family-doctor contract services")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(
        commands, "migrate", _migrate, "bring the database up to this code; safe to repeat and to run at once"
    )
    served = _add(commands, "serve", _serve, "serve the web application")
    served.add_argument("--workers", type=int, default=1, help="web processes (one a core)")
    _add(commands, "worker", _work, "do the timed jobs; several may run")
    shown = _add(commands, "demo", _demo, "load synthetic counties and serve them")
    shown.add_argument("--residents", type=_count, default=1500, help="people in each county")
    made = _add(commands, "synth", _synth, "make a believable synthetic county")
    made.add_argument("--division", type=int, required=True, help="county code of GB/T 2260")
    made.add_argument("--residents", type=_count, default=20000)
    made.add_argument("--seed", type=int, default=7)
    _add_account(commands)
    _add_keys(commands)
    _add_import(commands)
    _add_policies(commands)
    _add_audit(commands)
    return parser


def _add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Callable[..., int], text: str,
         ) -> argparse.ArgumentParser:  # fmt: skip
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _add_account(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    staff = _add(
        commands,
        "account",
        _account,
        "give somebody of the staff an account and a role; list who has one; end it",
    )
    staff.add_argument("action", nargs="?", choices=("add", "list", "end"), default="add")
    staff.add_argument("--county", type=int, required=True)
    staff.add_argument("--role", choices=("doctor", "manager", "coordinator", "helper", "bureau", "admin"))
    staff.add_argument("--email", help="for add and end")
    staff.add_argument("--name", help="for add")
    staff.add_argument(
        "--institution", metavar="CODE", help="for doctors, managers, coordinators and helpers"
    )
    staff.add_argument("--doctor", metavar="CODE", help="for doctors: their code in the staff roster")
    lost = _add(
        commands, "forget-factors", _forget_factors, "somebody lost phone and recovery codes: begin anew"
    )
    lost.add_argument("--email", required=True)
    out = _add(commands, "sign-out", _sign_out, "end all open sessions of one account")
    out.add_argument("--email", required=True)


def _add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    keys = commands.add_parser("keys", help="keys of identity numbers, phones and e-mails")
    actions = keys.add_subparsers(required=True, metavar="ACTION")
    _add(actions, "list", _keys_list, "which keys there are, and how much is sealed with each")
    made = _add(actions, "new", _keys_new, "make the key file, or one more key in it")
    made.add_argument("--index", action="store_true", help="a key of the blind index, not of the sealing")
    _add(actions, "rotate", _keys_rotate, "seal everything with the newest key, while the service runs")
    retired = _add(actions, "retire", _keys_retire, "take out a key that nothing needs any more")
    retired.add_argument("id")
    retired.add_argument("--forget", action="store_true", help="index keys: give up what nothing else finds")


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    read = _add(commands, "import", _import, "read a roster: all of the file or nothing")
    read.add_argument("kind", choices=ROSTERS)
    read.add_argument("file", type=Path)
    read.add_argument("--county", type=int, required=True, help="county that keeps the rows (GB/T 2260)")
    read.add_argument("--dry-run", action="store_true", help="only say what would happen")
    blank = _add(commands, "import-template", _template, "write an empty workbook with drop-downs")
    blank.add_argument("kind", choices=ROSTERS[:-1])
    blank.add_argument("file", type=Path)


def _add_policies(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    policies = commands.add_parser("policies", help="check or show the policy data")
    actions = policies.add_subparsers(required=True, metavar="ACTION")
    _add(actions, "check", _policies_check, "validate every policy file")
    shown = _add(actions, "show", _policies_show, "the rules of a place on a day, with citations")
    explained = _add(
        commands, "explain", _explain, "why: eligibility, fee or change, with citations, as JSON"
    )
    explained.add_argument("topic", nargs="?", choices=("eligibility", "fee", "change"))
    explained.add_argument("--facts", type=Path)
    explained.add_argument("--facts-schema", metavar="TOPIC", choices=("eligibility", "fee", "change"))
    explained.add_argument("--what-if", metavar="DIR", type=Path, action="append", default=[],
                           help="try a folder of draft rules in place of those in force")  # fmt: skip
    for parser in (shown, explained):
        parser.add_argument("--division", type=int, required=parser is shown)
        parser.add_argument("--on", type=_day, default=clock.today())
    shown.add_argument("--json", action="store_true")


def _add_audit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    audit = commands.add_parser("audit", help="check that history and access log are as they were written")
    actions = audit.add_subparsers(required=True, metavar="ACTION")
    checked = _add(actions, "verify", _audit_verify, "find any change, gap, removal or re-ordering")
    checked.add_argument("--heads", type=Path, metavar="FILE", help="heads that were kept elsewhere")
    printed = _add(actions, "head", _audit_head, "print the heads of the chains, to be kept elsewhere")
    for parser in (checked, printed):
        parser.add_argument("--division", type=int, metavar="CODE", help="one county (GB/T 2260); else all")


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    from jiayi.serving import migrated_postgres

    with migrated_postgres(settings, keys=False):
        print("the database fits this code")
    return 0


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.serving import migrated_postgres, serve

    with migrated_postgres(settings) as addresses:
        print(f"serving on {settings.base_url}", flush=True)
        serve(settings, addresses, options.workers)
    return 0


def _work(_: argparse.Namespace, settings: Settings) -> int:
    from jiayi.infra import logs
    from jiayi.serving import migrated_postgres
    from jiayi.worker import work

    logs.configure(settings.log_level)
    with migrated_postgres(settings) as addresses:
        asyncio.run(work(settings, addresses.worker))
    return 0


def _demo(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.demo import run_demo

    return run_demo(settings, options.residents)


def _synth(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.demo import load_county
    from jiayi.serving import migrated_postgres

    with migrated_postgres(settings) as addresses:
        print(
            asyncio.run(
                load_county(settings, addresses.worker, options.division, options.residents, options.seed)
            )
        )
    return 0


_ASKED = {"add": ("role", "email", "name"), "list": (), "end": ("email",)}


def _account(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts import cli
    from jiayi.infra.db.actor import Role

    missing = [f"--{word}" for word in _ASKED[options.action] if getattr(options, word) is None]
    if missing:
        return _refuse(f"account {options.action} needs {', '.join(missing)}")
    role = Role(options.role) if options.role else None

    async def deed(db: "Database", vault: "Vault") -> int:
        if options.action == "list":
            return await cli.list_staff(db, vault, options.county)
        if options.action == "end":
            return await cli.end_roles(db, vault, options.county, options.email, role)
        assert role
        who = cli.NewStaff(
            options.county, role, options.email, options.name, options.institution, options.doctor
        )
        return await cli.add_staff(db, vault, who)

    return _with_accounts(settings, deed)


def _forget_factors(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts.cli import forget_factors

    return _with_accounts(settings, lambda db, vault: forget_factors(db, vault, options.email))


def _sign_out(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts.cli import sign_out_everywhere

    return _with_accounts(settings, lambda db, vault: sign_out_everywhere(db, vault, options.email))


def _keys_new(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts.keys.cli import make_new

    return make_new(settings, "index" if options.index else "seal")


def _keys_list(_: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts.keys.cli import list_keys

    return _with_accounts(settings, list_keys)


def _keys_rotate(_: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts.keys.cli import rotate_keys

    return _with_accounts(settings, rotate_keys)


def _keys_retire(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.accounts.keys.cli import retire_key

    return _with_accounts(settings, lambda db, vault: retire_key(db, vault, options.id, options.forget))


def _with_accounts(settings: Settings, deed: "Callable[[Database, Vault], Awaitable[int]]") -> int:
    from jiayi.demo import follow_demo
    from jiayi.infra.db.database import connect
    from jiayi.infra.sealing.source import open_vault
    from jiayi.serving import migrated_postgres

    async def run(dsn: str) -> int:
        role = "jiayi_worker" if settings.database_url and not settings.worker_database_url else None
        db = await connect(dsn, role=role, size=2)
        try:
            await follow_demo(db, settings)
            return await deed(db, open_vault(settings))
        finally:
            await db.close()

    with migrated_postgres(settings) as addresses:
        return asyncio.run(run(addresses.worker))


def _audit_verify(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.history.cli import verify_chains
    from jiayi.history.heads import BadHeads, read_heads

    try:
        heads = read_heads(options.heads) if options.heads else []
    except (BadHeads, FileNotFoundError) as error:
        return _refuse(f"{options.heads}: {error}")
    return _with_accounts(settings, lambda db, _: verify_chains(db, options.division, heads))


def _audit_head(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.history.cli import show_heads

    return _with_accounts(settings, lambda db, _: show_heads(db, options.division))


def _import(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.demo import follow_demo_at
    from jiayi.rosters.cli import run_import
    from jiayi.serving import migrated_postgres

    division.get(options.county)
    if not options.file.is_file():
        return _refuse(f"读不到文件 {options.file}")
    with migrated_postgres(settings) as addresses:
        asyncio.run(follow_demo_at(addresses.worker, settings))
        return run_import(addresses.worker, options.county, options.kind, options.file, options.dry_run)


def _template(options: argparse.Namespace, _: Settings) -> int:
    from jiayi.rosters.template import write_template

    try:
        write_template(options.kind, options.file)
    except OSError as error:
        return _refuse(f"写不了文件 {options.file}：{error.strerror}")
    return 0


def _policies_check(_: argparse.Namespace, settings: Settings) -> int:
    from jiayi.policies import cli

    return cli.check(cli.default_paths(settings.policies_extra))


def _policies_show(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.policies import cli

    return cli.show(options.division, options.on, options.json, settings.policies_extra)


def _explain(options: argparse.Namespace, settings: Settings) -> int:
    from jiayi.policies import cli

    if options.facts_schema:
        return cli.facts_schema(options.facts_schema)
    if not (options.topic and options.division and options.facts):
        print("explain needs TOPIC, --division and --facts FILE (or --facts-schema TOPIC)", file=sys.stderr)
        return 2
    return cli.explain(
        options.topic, options.division, options.on, options.facts, settings.policies_extra, options.what_if
    )


if __name__ == "__main__":
    raise SystemExit(main())
