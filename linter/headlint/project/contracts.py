"""``[tool.headlint.contracts]``: what a project says of its own losses and layers, and of those of its libraries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headlint.project.errors import did_you_mean, nearest

WANTS = (
    *("logits", "class-logits", "binary-logits", "probabilities", "binary-probabilities", "log-probabilities"),
    *("log-distribution", "values", "features", "anything"),
)
GIVES = ("logits", "softmax", "sigmoid", "log-softmax", "log-sigmoid", "non-negative", "tanh", "unknown")
_ROLES = ("wants", "gives", "passes")
_KEYS = (*_ROLES, "input", "parameters")
_EXAMPLE = '"mylib.FocalLoss" = { wants = "logits" }'


@dataclass(frozen=True, slots=True)
class Declaration:
    """``name`` is the dotted name that programs import. A loss has one of WANTS in ``wants``, a layer one of GIVES in
    ``gives``, or ``passes`` its input on as it is. ``input`` is the name of the parameter that is meant (empty for the
    first), ``parameters`` are the first ones in order, for what cannot be read. ``source`` is the file that says so."""

    name: str
    wants: str = ""
    gives: str = ""
    passes: bool = False
    input: str = ""
    parameters: tuple[str, ...] = ()
    source: str = "pyproject.toml"


class Misdeclared(Exception):
    """A declaration that is not understood: ``name`` is the key of the table that is meant, ``item`` what in it."""

    def __init__(self, message: str, name: str, item: str = "") -> None:
        super().__init__(message)
        self.name, self.item = name, item


def declarations(table: object, source: str) -> tuple[Declaration, ...]:
    """The declarations of a table, names written without quotes included. Raises Misdeclared."""
    if not isinstance(table, Mapping):
        raise Misdeclared(f"'contracts' must be a table, with rows such as {_EXAMPLE}", "contracts")
    return tuple(_declaration(name, row, source) for name, row in _rows(table))


def _rows(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Dots that stand outside of quotes make tables in tables."""
    for key, value in table.items():
        nested = isinstance(value, Mapping) and value and all(isinstance(each, Mapping) for each in value.values())
        if nested and isinstance(value, Mapping):
            yield from _rows(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _declaration(name: str, row: object, source: str) -> Declaration:
    parts = name.split(".")
    if len(parts) < 2 or not all(part.isidentifier() for part in parts):
        raise Misdeclared(f"contract {name!r} needs the dotted name that programs import: {_EXAMPLE}", name)
    if not isinstance(row, Mapping):
        raise Misdeclared(f"contract {name!r} must be a table: {_EXAMPLE}", name)
    for key, value in row.items():
        if fault := _fault(key, value):
            raise Misdeclared(f"contract {name!r}: {fault}", name, key)
    if len([role for role in _ROLES if role in row]) != 1:
        raise Misdeclared(f"contract {name!r} must say one of 'wants', 'gives' and 'passes'", name)
    parameters = tuple(row.get("parameters", ()))
    given = row.get("input", "")
    if given and parameters and given not in parameters:
        raise Misdeclared(f"contract {name!r}: 'input' must be one of its parameters", name, "input")
    roles = {role: row[role] for role in _ROLES if role in row}
    return Declaration(name, input=given, parameters=parameters, source=source, **roles)


def _fault(key: str, value: object) -> str | None:
    if key not in _KEYS:
        return f"unknown key {key!r}" + did_you_mean(nearest(key, _KEYS))
    if key == "passes":
        return None if value is True else "'passes' must be true, or left out"
    if key == "parameters":
        names = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        return None if names else "'parameters' must be a list of names, in the order in which the call takes them"
    if key == "input":
        return None if isinstance(value, str) and value.isidentifier() else "'input' must be the name of a parameter"
    words = WANTS if key == "wants" else GIVES
    if value in words:
        return None
    close = nearest(value, words) if isinstance(value, str) else None
    return f"{key!r} must be one of {', '.join(words)}" + did_you_mean(close)
