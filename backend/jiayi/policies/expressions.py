"""CEL behind one door: the only module that imports `cel_expr_python`.

An expression yields a truth, a number (ratio, score) or a name, never money.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from cel_expr_python import cel
from msgspec import Struct

Kind = Literal["bool", "int", "double", "string", "strings"]
Variables = tuple[tuple[str, Kind], ...]

_TYPES: dict[str, cel.Type] = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "double": cel.Type.DOUBLE,
    "string": cel.Type.STRING,
    "strings": cel.Type.List(cel.Type.STRING),
}


class ExpressionError(ValueError):
    """An expression that does not parse, names an undeclared fact, or yields another type than asked."""


def variables_of(facts: type[Struct], **derived: Kind) -> Variables:
    """Every fact of a Struct that CEL can hold (no optional sums), and names derived by the rules."""
    hints = get_type_hints(facts, include_extras=True)
    found: dict[str, Kind] = {name: kind for name, hint in hints.items() if (kind := _kind(hint))}
    return tuple(sorted({**found, **derived}.items()))


def check(text: str, variables: Variables, result: Kind = "bool") -> None:
    """Refuses an expression that could fail or mislead when it is asked."""
    _compiled(text, variables, result)


def evaluate(text: str, variables: Variables, facts: Mapping[str, Any], result: Kind = "bool") -> Any:
    value = _compiled(text, variables, result).eval(data={name: _plain(facts[name]) for name, _ in variables})
    if value.type() == cel.Type.ERROR:
        raise ExpressionError(f"{text}: {value.value()}")
    return value.plain_value()


def truth(text: str, variables: Variables, facts: Mapping[str, Any]) -> bool:
    return bool(evaluate(text, variables, facts))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@lru_cache(maxsize=4096)
def _compiled(text: str, variables: Variables, result: Kind) -> cel.Expression:
    try:
        expression = _environment(variables).compile(text)
    except RuntimeError as error:
        raise ExpressionError(str(error).removeprefix("INVALID_ARGUMENT: ")) from None
    if expression.return_type() != _TYPES[result]:
        raise ExpressionError(f"{text}: yields {expression.return_type().name()}, wanted {result}")
    return expression


@lru_cache(maxsize=256)
def _environment(variables: Variables) -> cel.Env:
    return cel.NewEnv(variables={name: _TYPES[kind] for name, kind in variables})


def _kind(hint: Any) -> Kind | None:
    origin = get_origin(hint)
    if origin is Annotated:
        return _kind(get_args(hint)[0])
    if origin is Literal:
        return "string"
    if origin in (list, tuple):
        return "strings"
    if origin in (Union, types.UnionType):
        return None
    return {bool: "bool", int: "int", float: "double", str: "string"}.get(hint)  # type: ignore[return-value]
