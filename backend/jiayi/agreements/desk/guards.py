"""Which staff may open the desk's pages."""

from uuid import UUID

from jiayi.agreements.guards import DESK
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.web.problems import Forbidden, SignInNeeded


def require_desk(actor: Actor) -> UUID:
    """The institution of a doctor or manager. Raises SignInNeeded, Forbidden."""
    if actor.account_id is None:
        raise SignInNeeded
    if actor.role not in DESK or actor.institution_id is None:
        raise Forbidden
    return actor.institution_id


def require_manager(actor: Actor) -> UUID:
    home = require_desk(actor)
    if actor.role is not Role.MANAGER:
        raise Forbidden
    return home


def own_team(actor: Actor) -> UUID | None:
    """A doctor works on the own teams' agreements, a manager on all."""
    return actor.doctor_id if actor.role is Role.DOCTOR else None
