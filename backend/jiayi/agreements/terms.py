"""For how long one may sign in a place, and what outlasts its document (N-0, N-1.5, UR-3.2, MY-3, HN-10)."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from jiayi.policies import rules
from jiayi.policies.answers import Allowed, Reason, say
from jiayi.policies.cited import Citation, NoRule, Stated
from jiayi.policies.facts import ChangeFacts
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Package, Term

ONE_DAY = timedelta(days=1)
WILL_END = "《%(title)s》（%(number)s）用到 %(day)s 为止。那以后这些服务包怎么办、由谁付钱，要看新文件；到时请问签约机构。"
HAS_ENDED = "《%(title)s》（%(number)s）用到 %(day)s 为止，没有新文件接续。这里写的钱和待遇是签约时的规定，现在怎样请问签约机构。"


def usual_months(policy: Policy) -> tuple[int, ...]:
    return tuple(m for stated in policy.all(Term, code="fixed") for m in stated.value.months)


def flexible(policy: Policy) -> Stated[Term] | None:
    found = policy.all(Term, code="flexible")
    return found[0] if found and found[0].value.allowed else None


def months_asked(policy: Policy, months: int | None) -> int:
    """None: the usual term."""
    return months if months is not None else next(iter(usual_months(policy)), 0)


def fault(policy: Policy, months: int) -> Reason | None:
    """Why nobody may sign for so many months here, by which rule; 0: nothing that reads as a number was given."""
    by = _citation(policy)
    usual, free = usual_months(policy), flexible(policy)
    if months in usual:
        return None
    if free is None:
        return say("这里一次签 {n} 个月，请选这一项。", False, by, n=str(next(iter(usual), 0)))
    most = free.value.most_months
    if most is None:
        return None if months > 0 else say("请写几个月，用 1、2、3 这样的数字。", False, by)
    return None if 0 < months <= most else say("请写 1 到 {most} 之间的整数。", False, by, most=str(most))


def _citation(policy: Policy) -> Citation | None:
    """The flexible term where there is one, else the fixed one."""
    found = flexible(policy) or next(iter(policy.all(Term, code="fixed")), None)
    return found.citation if found else None


def long_term(policy: Policy, since: date | None, today: date) -> tuple[bool, Reason | None]:
    """N-1.5: may this person sign for good with a doctor they have been signed with since that day?"""
    if not any(stated.value.allowed for stated in policy.all(Term, code="long_term")):
        return False, None
    facts = ChangeFacts(kind="long_term", today=today, term_from=since or today)
    answer = rules.change(policy, facts)
    if isinstance(answer, NoRule):
        return False, None
    return isinstance(answer, Allowed), answer.reasons[0]


def no_long_term(policy: Policy) -> Reason:
    """N-1.5 leaves it to the place; said where nobody is asked about the person."""
    stated = policy.all(Term, code="long_term")
    return say("这里没有长期协议。", False, stated[0].citation if stated else _citation(policy))


def outlasted(policy: Policy, codes: Iterable[str], term_to: date | None) -> list[Citation]:
    """HN-10: the documents of these packages that end before the term does."""
    wanted = set(codes)
    found = [stated.citation for stated in policy.all(Package) if stated.value.code in wanted]
    short = [one for one in found if one.to is not None and (term_to is None or one.to < term_to)]
    return list({one.number: one for one in short}.values())


def outlasted_said(documents: Iterable[Citation], today: date, translate: Callable[..., str]) -> list[str]:
    return [
        translate(
            HAS_ENDED if one.to <= today else WILL_END,
            title=one.title, number=one.number, day=(one.to - ONE_DAY).isoformat(),
        )
        for one in documents
        if one.to is not None
    ]  # fmt: skip
