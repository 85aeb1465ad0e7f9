"""Faults of the database that pass by themselves: broken off for another's sake, too slow, or away."""

import asyncio
import functools
import random
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

import asyncpg

P = ParamSpec("P")
R = TypeVar("R")


class Unreachable(Exception):
    """No connection could be had, or it was lost: whether a commit was heard is not known."""


AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
)
"""What stops a connection from being made; only there is an InterfaceError the server's fault."""
PASSING = (
    Unreachable,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
)
_MOST_TRIES = 3
_PAUSE = (0.01, 0.1)


def rerun(action: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """For an action that is one whole transaction: run again when PostgreSQL broke it off (deadlock, serialization).

    Such a transaction left nothing behind, so its checks are made afresh on what the other one wrote.
    """

    @functools.wraps(action)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_MOST_TRIES - 1):
            try:
                return await action(*args, **kwargs)
            except asyncpg.TransactionRollbackError:
                await asyncio.sleep(random.uniform(*_PAUSE))
        return await action(*args, **kwargs)

    return run
