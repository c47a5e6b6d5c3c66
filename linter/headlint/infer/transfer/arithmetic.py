"""Arithmetic and comparisons of tensors."""

from __future__ import annotations

from typing import Any

from headlint.events import Decode
from headlint.infer.domain.gradients import Flow, combined, cut
from headlint.infer.domain.values import Constant, Value
from headlint.infer.state import ranges, readers
from headlint.infer.state.machine import Machine, Site
from headlint.infer.state.products import is_weight, product
from headlint.infer.transfer import averages, idle_terms, terms
from headlint.tensor import Axis, Grad, Kind, Shape, Tensor

_TINY = 1e-2


def unary(machine: Machine, op: str, value: Tensor) -> Value:
    """``-x`` of raw scores is raw; the negative of anything else has no name."""
    return readers.computed(machine, _negated(op, value), value)


def _negated(op: str, value: Tensor) -> Value:
    if op in ("-", "+") and (op == "+" or value.kind in (Kind.RAW, Kind.LOSS, Kind.DATA)):
        return value
    if op == "~":
        return value.but(kind=Kind.HARD)
    return value.but(kind=Kind.UNKNOWN)


def binary(machine: Machine, op: str, left: Any, right: Any, site: Site) -> Value:
    """``left op right`` where at least one side is a tensor."""
    result = ranges.computed(op, left, right, _operated(machine, op, left, right, site))
    result = averages.computed(op, left, right, result, site)
    idle_terms.watch(machine, op, left, right, result)
    return readers.computed(machine, result, left, right)


def _operated(machine: Machine, op: str, left: Any, right: Any, site: Site) -> Value:
    if isinstance(left, Tensor) and isinstance(right, Constant):
        return terms.scaled(op, left, right.value, _with_number(op, left, right.value))
    if isinstance(right, Tensor) and isinstance(left, Constant):
        result = _number_with(op, left.value, right, site)
        return terms.scaled(op, right, left.value, result) if op in ("+", "-", "*") else terms.forgotten(result)
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        terms.watch(machine, op, left, right, site)
        return terms.joined(op, left, right, _two(op, left, right))
    value, other = (left, right) if isinstance(left, Tensor) else (right, left)
    return terms.forgotten(_with_unknown(op, value, combined([value, getattr(other, "known", None)])))


def _with_number(op: str, value: Tensor, number: Any) -> Tensor:
    """A tensor and a number behind it."""
    if not isinstance(number, (int, float)) or (op == "**" and value.kind is Kind.RAW):
        return value.but(kind=Kind.UNKNOWN)
    neutral = (op in "+-" and abs(number) <= _TINY) or (op in "*/" and number == 1)
    if neutral or value.kind in (Kind.RAW, Kind.LOSS, Kind.DATA, Kind.ONE_HOT):
        return value.but(kind=Kind.DATA) if value.kind is Kind.ONE_HOT and not neutral else value
    if value.kind is Kind.RELU and op in "*/" and number > 0:
        return value
    if value.kind is Kind.INDEX and op in "+-//%":
        return value
    return value.but(kind=Kind.UNKNOWN)


def _number_with(op: str, number: Any, value: Tensor, site: Site) -> Tensor:
    """A number in front of a tensor: ``1 - p`` of a probability is a probability."""
    if op in ("+", "*"):
        return _with_number(op, value, number)
    if op == "-" and number == 1 and value.kind is Kind.SIGMOID:
        return value.but(complement=not value.complement)
    if op == "-" and isinstance(number, (int, float)) and value.kind in (Kind.RAW, Kind.LOSS, Kind.DATA):
        return value
    return value.but(kind=Kind.UNKNOWN)


def _with_unknown(op: str, value: Tensor, flow: Flow) -> Tensor:
    """With something unknown on the other side the numbers are unknown; a loss stays one when it is scaled."""
    if value.kind is Kind.LOSS and op in ("*", "/", "+", "-"):
        # A known loss with something unknown added may well be trained by that.
        return value if op in ("*", "/") else value.but(grad=flow.grad)
    if value.kind is Kind.RAW and op in ("*", "/"):
        # Scaled scores are scores, but a threshold or a width says nothing of them any more.
        return Tensor(Kind.RAW, grad=flow.grad, cut=flow.cut, trail=value.trail)
    return Tensor(Kind.UNKNOWN, grad=flow.grad, cut=flow.cut)


def _two(op: str, left: Tensor, right: Tensor) -> Tensor:
    if op == "@":
        return product(left, right)
    flow = combined([left, right])
    shape, channel = _layout(left, right)
    weighed = _weighed(op, left, right)
    if weighed is not None:
        return weighed.but(shape=shape, grad=flow.grad, cut=flow.cut, maker=None)
    return Tensor(
        kind=_meeting(op, left, right),
        shape=shape,
        channel=channel,
        bare=left.bare and right.bare,
        grad=flow.grad,
        cut=flow.cut,
        trail=left.trail or right.trail,
        maker=left.maker if left.kind is Kind.RAW else right.maker,
    )


def _meeting(op: str, left: Tensor, right: Tensor) -> Kind:
    kinds = {left.kind, right.kind}
    if Kind.LOSS in kinds:
        return Kind.LOSS
    if kinds == {Kind.RAW} and op in "+-":
        return Kind.RAW
    if Kind.RAW in kinds and _adjusts(op, left, right):
        return Kind.RAW
    if kinds == {Kind.DATA} and op in "+-":
        return Kind.DATA
    if kinds == {Kind.RELU} and op in "+*":
        return Kind.RELU
    return Kind.UNKNOWN


def _adjusts(op: str, left: Tensor, right: Tensor) -> bool:
    """True for a bias added to scores, and for scores multiplied by a single number, which leave them what they are."""
    scores, other = (left, right) if left.kind is Kind.RAW else (right, left)
    if op in "+-":
        return is_weight(other)
    # What is worked out from the network itself may be the largest of the scores, which bounds them.
    alone = other.shape.rank == 0 and (
        other.bare or (other.kind in (Kind.DATA, Kind.UNKNOWN) and other.grad is not Grad.FLOWS)
    )
    return (alone or _is_trained_number(other)) and (op == "*" or (op == "/" and scores is left))


def _is_trained_number(value: Tensor) -> bool:
    """True for one number that is trained, such as a temperature: a parameter of size one along each of its axes."""
    return is_weight(value) and not value.shape.open and set(value.shape.dims) == {1}


def _weighed(op: str, left: Tensor, right: Tensor) -> Tensor | None:
    """The scores of several heads, each head's multiplied with its weight: one probability for all classes of a head.
    None where this is something else."""
    scores, weights = (left, right) if left.kind is Kind.RAW else (right, left)
    if op != "*" or scores.kind is not Kind.RAW or not weights.kind.is_probability or scores.channel is None:
        return None
    alike = scores.shape.rank is not None and scores.shape.rank == weights.shape.rank
    return scores if alike and weights.shape.size(scores.channel) == 1 and scores.width != 1 else None


def _layout(left: Tensor, right: Tensor) -> tuple[Shape, int | None]:
    if left.shape == right.shape:
        return left.shape, left.channel if left.channel == right.channel else left.channel or right.channel
    return broadcast(left.shape, right.shape), None


def broadcast(left: Shape, right: Shape) -> Shape:
    """The shape of two operands that are broadcast against each other, as far as both are known."""
    if left.open or right.open:
        return Shape()
    rank = max(len(left.dims), len(right.dims))
    one = (1,) * (rank - len(left.dims)) + left.dims
    two = (1,) * (rank - len(right.dims)) + right.dims
    dims = tuple(b if a == 1 else a if b == 1 or a == b else None for a, b in zip(one, two, strict=True))
    return Shape(dims, open=False)


def compare(machine: Machine, op: str, left: Any, right: Any, site: Site) -> Value:
    """A comparison: a decision where a tensor meets a number."""
    tensor, other = (left, right) if isinstance(left, Tensor) else (right, left)
    number = _threshold(op, other)
    for side in (left, right):
        readers.compared(machine, side, number)
    if number is not None:
        machine.emission.emit(Decode(site.span, "threshold", tensor, number, Axis()))
    elif op in ("==", "!=") and not isinstance(other, Constant):
        machine.evidence.compare(left, right, site)
    return hardened(tensor, "a comparison", site)


def _threshold(op: str, other: Value) -> float | None:
    """The number that a tensor is told to be larger or smaller than, None where it is compared otherwise."""
    value = other.value if op in ("<", "<=", ">", ">=") and isinstance(other, Constant) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def hardened(tensor: Tensor, how: str, site: Site) -> Tensor:
    """The result of a step function: no gradient passes it."""
    return cut(tensor, how, site.span).but(kind=Kind.HARD, dtype="bool")
