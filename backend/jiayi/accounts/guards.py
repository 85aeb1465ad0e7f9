"""Who may open a page. Row-level security decides which rows; these decide which doors."""

from uuid import UUID

from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.web.problems import Forbidden, SignInNeeded


class IdentityNeeded(SignInNeeded):
    """Signed in, but not yet known as a resident: the page sends them to /me/identity."""

    title = "还差一步"
    advice = "请先在“我的”里告诉我们您是谁，再来办这件事。"
    status = 403


def require_account(actor: Actor) -> UUID:
    """Anyone signed in; the account's id. Raises SignInNeeded."""
    if actor.account_id is None:
        raise SignInNeeded
    return actor.account_id


def require_resident(actor: Actor) -> UUID:
    """The resident's id. Raises SignInNeeded, Forbidden (staff) or IdentityNeeded (no identity yet)."""
    require_account(actor)
    if actor.role is not Role.RESIDENT:
        raise Forbidden("这一页是给居民的。请在“我的”里换成居民身份再打开。")
    if actor.resident_id is None:
        raise IdentityNeeded
    return actor.resident_id


def require_staff(actor: Actor, *roles: Role) -> UUID:
    """Staff in one of ``roles`` (any staff role when none is named); the account's id. Raises SignInNeeded, Forbidden."""
    account_id = require_account(actor)
    if not actor.is_staff or (roles and actor.role not in roles):
        raise Forbidden
    return account_id
