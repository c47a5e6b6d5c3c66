"""Reductions: mean, sum, norm and the rest."""

from __future__ import annotations

import math
from typing import Any

from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Constant, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation
from headlint.infer.transfer import averages, terms
from headlint.tensor import Axis, Kind, Shape, Tensor

# A mean or sum of features is still unbounded; one of probabilities is no distribution along an axis any more.
_KEPT = {
    "mean": (Kind.RAW, Kind.RELU, Kind.TANH, Kind.DATA),
    "sum": (Kind.RAW, Kind.DATA),
    "amax": (Kind.RAW, Kind.RELU),
}


def reduce(machine: Machine, op: Operation) -> Value:
    """Reduce along ``dim``, or over everything."""
    value = op.tensor
    if value.kind is Kind.LOSS:
        return value.but(shape=Shape((), open=False))
    dims = _dims(op)
    kept = value.kind in _KEPT.get(op.row.op, ()) and dims is not None
    keepdim = op.constant("keepdim", False) is True
    shape, channel = _layout(value, dims, keepdim)
    if op.row.op in ("mean", "sum") and dims is not None and averages.along(value, dims):
        return _of_probabilities(op, value, dims, value.but(shape=shape, channel=channel), keepdim)
    if channel is None and value.kind is Kind.RAW:
        kept = False
    everything = "dim" not in op.bound and not op.arguments.open and not op.arguments.keywords
    result = value.but(
        kind=value.kind if kept else Kind.UNKNOWN, shape=shape, channel=channel, over=Axis(), picked=False, maker=None
    )
    if op.row.op == "sum" and everything:
        result = result.after(f"{op.label}()", op.site.span)
    return terms.reduced(op.row.op, value, result, everything)


def _of_probabilities(op: Operation, value: Tensor, dims: list[int], result: Tensor, keepdim: bool) -> Value:
    """Their mean along other axes than their own is of their kind; their sum is as many of them as there were."""
    sizes = [value.shape.size(dim) for dim in dims]
    many = 1.0 if op.row.op == "mean" else float(math.prod(size or 0 for size in sizes))
    left = averages.axis_left(value, dims, keepdim)
    return terms.forgotten(averages.given(result.but(over=left), value.kind, many or None, op.site))


def _dims(op: Operation) -> list[int] | None:
    """The axes reduced over: None where they are not known, or where everything is reduced."""
    given = op.bound.get("dim")
    if given is None or isinstance(given, Constant):
        number: Any = given.value if isinstance(given, Constant) else None
        return [number] if isinstance(number, int) else None
    pack = sequence(given)
    numbers = [item.value for item in pack.items if isinstance(item, Constant)] if pack and not pack.open else []
    return [n for n in numbers if isinstance(n, int)] or None


def _layout(value: Tensor, dims: list[int] | None, keepdim: bool) -> tuple[Shape, int | None]:
    if dims is None:
        return Shape(), None
    if dims == [0] and value.shape.open and value.shape.dims and not keepdim:
        stays = value.channel is not None and -value.channel < len(value.shape.dims)
        return Shape(value.shape.dims[1:], open=True), value.channel if stays else None
    indices = [value.shape.index(dim) for dim in dims]
    known = [index for index in indices if index is not None]
    if len(known) != len(indices):
        return Shape(), None
    shape = value.shape
    for index in sorted(known):  # from the front, so that those behind keep their index from the end
        shape = shape.resized(index, 1) if keepdim else shape.without(index)
    if value.channel is None or value.channel in known:
        return shape, None
    behind = 0 if keepdim else sum(index > value.channel for index in known)
    return shape, value.channel + behind
