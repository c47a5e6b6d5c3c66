"""Arithmetic of known numbers and strings, as far as what comes out stays small.

A single step must not take the time or the memory of the machine: ``10 ** 10 ** 8``, ``"%1000000000d" % 1``, or a text
that is put behind itself sixty times.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

from headlint.infer.domain.values import Constant, Unknown, Value

_LONGEST = 10_000  # characters of a text that is computed; one that is written may have more
_BITS = 128  # of a number; a float can hold its magnitude
_WIDTH = re.compile(r"\d{4}|[*]|:[^}]*\{")  # of a format: what may ask for more than 999 characters

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}


def fold(op: str, left: Any, right: Any) -> Value:
    """``left op right`` of two constants."""
    if op not in _BINARY:
        return Unknown("an operator that is not followed")
    if not _is_small(op, left, right):
        return Unknown("a large result")
    try:
        return constant(_BINARY[op](left, right))
    except Exception:
        return Unknown("an operation that fails")


def constant(value: object) -> Value:
    """A computed number, string or None; unknown where it is something else, or too large to go on with."""
    if isinstance(value, str):
        return Constant(value) if len(value) <= _LONGEST else Unknown("a long text")
    if isinstance(value, int):
        return Constant(value) if value.bit_length() <= _BITS else Unknown("a large number")
    return Constant(value) if value is None or isinstance(value, float) else Unknown("an odd number")


def text_of(pieces: Iterable[object]) -> Value:
    """The text of an f-string."""
    return constant("".join(str(piece)[: _LONGEST + 1] for piece in pieces))


def is_short(text: str) -> bool:
    """True for a text that may be searched at every step."""
    return len(text) <= _LONGEST


def text_method(text: str, name: str, values: list[Any]) -> object:
    """What a method of a string returns. Raises what the method does, and ValueError where it would take long."""
    length = len(text) + sum(len(value) for value in values if isinstance(value, str))
    grows = name == "replace" and len(values) > 1 and len(text) * len(str(values[1])) > _LONGEST
    if length > _LONGEST or grows or (name == "format" and not _is_modest(text, values)):
        raise ValueError("too long")
    return getattr(text, name)(*values)


def _is_small(op: str, left: Any, right: Any) -> bool:
    """False where computing the result alone may be too much."""
    if isinstance(left, str) or isinstance(right, str):
        return _is_short_result(op, left, right)
    if isinstance(left, int) and isinstance(right, int):
        if op == "**":
            return left.bit_length() * abs(right) <= _BITS
        return op != "<<" or right <= _BITS
    return True


def _is_short_result(op: str, left: Any, right: Any) -> bool:
    if op == "%":
        return isinstance(left, str) and _is_modest(left, [right])
    if op == "*":
        text, count = (left, right) if isinstance(left, str) else (right, left)
        return isinstance(count, int) and len(text) * count <= _LONGEST
    return isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _LONGEST


def _is_modest(template: str, values: list[Any]) -> bool:
    """True where filling in a template gives a text of about its own size."""
    if _WIDTH.search(template):
        return False
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return len(template) + longest * max(template.count("%"), template.count("{")) <= _LONGEST
