"""What no single row can show: overlaps, references, assumptions in the right file, expressions, words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from . import expressions
from .cited import Rule
from .entries import Entry
from .places import chain
from .problems import Problem
from .schema import Capitation, Fee, Funding, Item, Package, Word
from .scopes import expressions_of
from .topics import ASSUMPTIONS

Rules = Sequence[Entry[Rule]]
QUOTED = re.compile(r'"([^"]*)"')


def problems_of(entries: Rules, known: Rules = ()) -> list[Problem]:
    """`known`: rules that stand already, which these may name."""
    found = [*_references(entries, known), *_expressions(entries, known)]
    for check in (_dates, _overlaps, _assumptions, _money, _sums, _floors):
        found += check(entries)
    return found


def _dates(entries: Rules) -> Iterator[Problem]:
    for entry in entries:
        rule, document = entry.rule, entry.document
        if rule.to is not None and rule.to <= rule.from_:
            yield entry.problem_at("to", "to 不晚于 from", "to 是失效的第一天，要晚于 from")
        if rule.from_ < document.from_:
            what = f"from {rule.from_} 早于文件生效日 {document.from_}"
            yield entry.problem_at("from", what, "改成文件生效日或更晚")
        if not rule.clause.strip() or not rule.duty:
            yield entry.problem_at("clause", "没有写条款或职责编号", "补上 clause 和 duty")


def _overlaps(entries: Rules) -> Iterator[Problem]:
    same: dict[tuple[object, ...], list[Entry[Rule]]] = defaultdict(list)
    for entry in entries:
        for scheme in getattr(entry.rule, "schemes", ("",)):
            same[(*entry.identity, scheme)].append(entry)
    for group in same.values():
        group.sort(key=lambda entry: entry.rule.from_)
        for earlier, later in pairwise(group):
            if later.rule.from_ < (earlier.end or date.max):
                what = f"和 {earlier.file.path.name}:{earlier.line} 的日期重叠"
                yield later.problem_at("from", what, "给前一条写 to，或改后一条的 from")


def _assumptions(entries: Rules) -> Iterator[Problem]:
    for entry in entries:
        rule = entry.rule
        if rule.assumption != (entry.file.topic == ASSUMPTIONS):
            do = f"假设只放在 {ASSUMPTIONS}.toml，那里的每一条写 assumption = true"
            yield entry.problem_at("assumption", "假设和文件规定混在一起", do)
        if rule.assumption and not (rule.explanation or "").strip():
            yield entry.problem_at("explanation", "假设没有说明", "补上 explanation，说清为什么这样假设")


def _money(entries: Rules) -> Iterator[Problem]:
    for entry in entries:
        rule = entry.rule
        if isinstance(rule, Fee) and (rule.price_fen is None) == (rule.price_by == "text"):
            yield entry.problem_at(
                "price_fen", "价格没写清", 'price_fen 和 price_by（"institution" 等）写一个'
            )
        if isinstance(rule, Funding):
            given = (rule.amount_fen is not None, rule.share is not None, rule.rate is not None)
            if given != tuple(rule.how == how for how in ("amount", "share", "rate")):
                yield entry.problem_at(
                    "how",
                    f'how = "{rule.how}" 和金额、比例对不上',
                    "amount_fen、share、rate 只写 how 说的那个",
                )


def _sums(entries: Rules) -> Iterator[Problem]:
    """The parts stated must fit in the price, and a share needs someone who takes the rest."""
    prices = {(e.jurisdiction, e.rule.packages): e.rule for e in entries if isinstance(e.rule, Fee)}
    by_set: dict[tuple[int, tuple[str, ...], str], list[Entry[Rule]]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry.rule, Funding):
            for scheme in entry.rule.schemes:
                by_set[entry.jurisdiction, entry.rule.packages, scheme].append(entry)
    for (place, packages, _), payers in by_set.items():
        rules = [entry.rule for entry in payers if isinstance(entry.rule, Funding)]
        hows = {rule.how for rule in rules}
        if hows & {"share", "rate"} and "rest" not in hows:
            yield payers[-1].problem_at("how", "按比例分担，没有人付余下的", '加一条 how = "rest" 的')
        price = prices.get((place, packages))
        stated = sum(rule.amount_fen or 0 for rule in rules)
        if price is not None and price.price_fen is not None and stated > price.price_fen:
            yield payers[-1].problem_at(
                "amount_fen", "各方金额加起来超过价格", "核对 price_fen 和 amount_fen"
            )


def _references(entries: Rules, known: Rules) -> Iterator[Problem]:
    packages = _codes([*entries, *known], Package)
    items = _codes([*entries, *known], Item)
    for entry in entries:
        for code in _packages_named(entry.rule):
            if not _known(entry.jurisdiction, code, packages):
                yield entry.problem_near(
                    f'"{code}"', f"不认识的服务包 {code}", "改正代码，或在 packages.toml 里写这个包"
                )
        if isinstance(entry.rule, Package):
            for code in entry.rule.items:
                if not _known(entry.jurisdiction, code, items):
                    yield entry.problem_near(
                        f'"{code}"', f"不认识的服务项目 {code}", "改正代码，或在 items.toml 里写这个项目"
                    )


def _packages_named(rule: Rule) -> Iterable[str]:
    if isinstance(rule, Package):
        return [companion.package for companion in rule.requires]
    if isinstance(getattr(rule, "packages", None), tuple):
        return rule.packages  # type: ignore[attr-defined, no-any-return]
    code = getattr(rule, "package", None)
    return [code] if isinstance(code, str) else []


def _codes(entries: Rules, kind: type[Package] | type[Item]) -> set[tuple[int, str]]:
    return {(entry.jurisdiction, entry.rule.code) for entry in entries if isinstance(entry.rule, kind)}


def _known(jurisdiction: int, code: str, declared: set[tuple[int, str]]) -> bool:
    return any((place, code) in declared for place in chain(jurisdiction))


def _expressions(entries: Rules, known: Rules) -> Iterator[Problem]:
    words = {entry.rule.code for entry in [*entries, *known] if isinstance(entry.rule, Word)}
    for entry in entries:
        for text, variables, needs_words in expressions_of(entry.rule):
            try:
                expressions.check(text, variables)
            except expressions.ExpressionError as error:
                reason = str(error).splitlines()[0]
                yield entry.problem_near(text, f"表达式不对：{reason}", "只用声明过的事实，结果要是真或假")
            for word in QUOTED.findall(text) if needs_words else ():
                if word not in words:
                    yield entry.problem_near(
                        text, f"表达式里的 {word} 没有登记", "改正拼写，或在 words.toml 里写这个词"
                    )


def _floors(entries: Rules) -> Iterator[Problem]:
    """A county may raise a rate that its province states as a floor, never lower it."""
    rates = [entry for entry in entries if isinstance(entry.rule, Capitation)]
    for floor in (entry for entry in rates if entry.rule.at_least):  # type: ignore[attr-defined]
        for entry in rates:
            if _below(entry, floor):
                what = f"低于 {floor.document.number} 规定的下限 {floor.rule.rate_fen} 分"  # type: ignore[attr-defined]
                yield entry.problem_at("rate_fen", what, "改到下限或以上")


def _below(entry: Entry[Rule], floor: Entry[Rule]) -> bool:
    local, least = entry.rule, floor.rule
    assert isinstance(local, Capitation) and isinstance(least, Capitation)
    same = (local.package, local.disease) == (least.package, least.disease) and set(local.schemes) & set(
        least.schemes
    )
    return bool(
        same
        and floor.jurisdiction in chain(entry.jurisdiction)[1:]
        and floor.in_force(local.from_)
        and local.rate_fen < least.rate_fen
    )
