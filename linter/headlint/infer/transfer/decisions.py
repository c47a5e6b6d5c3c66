"""Decisions: argmax, max, topk, round."""

from __future__ import annotations

from typing import Any

from headlint.events import Decode
from headlint.infer.domain.gradients import cut
from headlint.infer.domain.values import Constant, Pack, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation, axis_of
from headlint.tensor import Axis, Kind, Shape, Tensor


def decide(machine: Machine, op: Operation) -> Value:
    """Emit the decision and return what it gives."""
    how = op.row.how
    value = op.tensor
    if how == "round" and _to_decimals(op):
        return cut(value, "round()", op.site.span)
    if how == "round":
        machine.emission.emit(Decode(op.site.span, "round", value))
        return cut(value, "round()", op.site.span).but(kind=Kind.HARD if value.kind.from_network else value.kind)
    dim = op.constant("dim", -1 if how == "topk" else None)
    if how in ("max", "min") and isinstance(op.bound.get("dim"), Tensor):
        return Tensor()  # torch.max(a, b) picks the larger of each pair
    axis = axis_of(value, dim)
    if how != "min":
        machine.emission.emit(Decode(op.site.span, how, value, None, axis))
    return _answer(op, how, value, dim, axis)


def _to_decimals(op: Operation) -> bool:
    """``p.round(3)`` and ``np.round(p, 2)``, for somebody to read."""
    given = op.arguments.positional[0 if op.name.startswith("Tensor.") else 1 :]
    return bool(given or "decimals" in op.arguments.keywords) and Constant(0) not in given


def _answer(op: Operation, how: str, value: Tensor, dim: Any, axis: Axis) -> Value:
    shape = _shape(op, how, value, dim)
    index = cut(value, f"{how}()", op.site.span).but(
        kind=Kind.INDEX, shape=shape, channel=None, dtype="int", over=Axis(), picked=False
    )
    if how in ("argmax", "argmin"):
        return index
    best = value.but(shape=shape, channel=None, picked=True)
    if dim is None and how in ("max", "min"):
        return best.but(shape=Shape((), open=False))
    return Pack((best, index), ("values", "indices"))


def _shape(op: Operation, how: str, value: Tensor, dim: Any) -> Shape:
    if dim is None:
        return Shape((), open=False)
    if not isinstance(dim, int):
        return Shape()
    if how == "topk":
        k = op.constant("k")
        return value.shape.resized(dim, k if isinstance(k, int) else None)
    return value.shape.resized(dim, 1) if op.constant("keepdim", False) is True else value.shape.without(dim)
