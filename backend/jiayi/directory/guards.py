"""Who may change the map: the manager of an institution, in the own county."""

from uuid import UUID

from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.web.problems import Forbidden, SignInNeeded


def require_manager(actor: Actor) -> UUID:
    """The institution managed. Raises SignInNeeded, Forbidden."""
    if actor.account_id is None:
        raise SignInNeeded
    if actor.role is not Role.MANAGER or actor.institution_id is None:
        raise Forbidden
    return actor.institution_id
