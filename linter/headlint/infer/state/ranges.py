"""How far numbers reach, where that may be less far than their kind says: those that may all lie between 0 and 1 are
not called anything but probabilities.

``Tensor.limits`` is kept for kinds that leave [0, 1] as a rule (raw, tanh, ReLU-like). Where the range of an operand is
not known, the narrowest that is possible is taken, since rules are silent for it.
"""

from __future__ import annotations

import math

from headlint.infer.domain.values import Value
from headlint.tensor import Kind, Tensor
from headlint.torchlib.rows import Activates

Limits = tuple[float, float]
UNIT: Limits = (0.0, 1.0)
_BELOW: Limits = (-math.inf, 0.0)
_SIGNED = frozenset({Kind.RAW, Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID})  # what certainly has negative numbers


def activated(row: Activates, value: Tensor) -> Limits | None:
    """The limits of an activation's output."""
    if row.kind is Kind.TANH:
        return None if value.kind in _SIGNED or (value.kind is Kind.TANH and value.limits is None) else UNIT
    if row.kind is Kind.RELU:
        unbounded = value.kind is Kind.RAW or (value.kind is Kind.RELU and value.limits is None)
        return row.limits if unbounded else value.limits or UNIT
    return None


def transformed(value: Tensor, result: Tensor) -> Limits | None:
    """The limits of what ``abs``, ``exp`` and their like make of a tensor."""
    if value.kind is Kind.TANH or value.limits == _BELOW:
        return UNIT
    return value.limits if result.kind is value.kind else None


def computed(op: str, left: Value, right: Value, result: Value) -> Value:
    """The result of an operator, with its limits."""
    if not isinstance(result, Tensor):
        return result
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return _of_two(op, left, right, result)
    value = left if isinstance(left, Tensor) else right
    limits = value.limits if isinstance(value, Tensor) else None
    if limits is None:
        return result
    number = getattr(right if value is left else left, "value", None)
    if not isinstance(number, (int, float)):
        return result.but(kind=Kind.UNKNOWN) if op in ("*", "/") and result.kind is Kind.RAW else result
    return result.but(limits=_scaled(op, limits, number) if value is left or op in ("+", "*") else None)


def _scaled(op: str, limits: Limits, number: float) -> Limits | None:
    low, high = limits
    if op in ("+", "-"):
        shift = number if op == "+" else -number
        return low + shift, high + shift
    if op == "*" and number > 0:
        return low * number, high * number
    return (low / number, high / number) if op == "/" and number > 0 else None


def _of_two(op: str, left: Tensor, right: Tensor, result: Tensor) -> Tensor:
    if op == "-" and right.picked and result.kind is Kind.RAW:
        return result.but(limits=_BELOW)  # the largest, or the smallest, is taken away from all
    if left.limits is None or right.limits is None or result.kind is not Kind.RELU:
        return result
    pairs = zip(left.limits, right.limits, strict=True)
    low, high = (one + two if op == "+" else one * two for one, two in pairs)
    return result.but(limits=(low, high))
