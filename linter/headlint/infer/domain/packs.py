"""The items of tuples and lists."""

from __future__ import annotations

from headlint.infer.domain.values import ListValue, Pack, Value


def sequence(value: Value) -> Pack | None:
    """The items of a tuple or list, None where they are not certain."""
    if isinstance(value, ListValue):
        value = value.slots["items"]
    return value if isinstance(value, Pack) else None
