"""``cat`` and ``stack``: several tensors become one."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.gradients import combined
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Unknown, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation, as_tensor
from headlint.infer.transfer import averages
from headlint.infer.transfer.reshaping import shifted
from headlint.tensor import Axis, Kind, Shape, Tensor


def gather_sequence(machine: Machine, op: Operation) -> Value:
    """``cat`` and ``stack``: of one kind if all parts are; ``(1 - p, p)`` side by side is a distribution."""
    pack = sequence(op.bound.get("tensors", Unknown("tensors")))
    if pack is None or not pack.items:
        return Tensor()
    machine.pay(len(pack.items))
    parts = [as_tensor(item) for item in pack.items]
    flow = combined(parts)
    dim = op.constant("dim", op.row.along)
    kinds = {part.kind for part in parts}
    kind = kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN
    shape, channel = _joined(op, parts, dim, pack.open)
    over = averages.axis_of_stack(parts, dim) if op.row.new_axis and isinstance(dim, int) else Axis()
    made = parts[0].but(kind=kind, shape=shape, channel=channel, over=over, grad=flow.grad, cut=flow.cut)
    if _complementary(parts):
        index = shape.index(dim) if isinstance(dim, int) else None
        made = made.but(channel=index, complement=False)
        return made.after("(1 - p, p) side by side", op.site.span, kind=Kind.SOFTMAX, over=Axis(dim, index))
    return made


def _complementary(parts: list[Tensor]) -> bool:
    if len(parts) != 2 or any(part.kind is not Kind.SIGMOID or part.maker is None for part in parts):
        return False
    return parts[0].maker == parts[1].maker and parts[0].complement != parts[1].complement


def _joined(op: Operation, parts: list[Tensor], dim: Any, open_ended: bool) -> tuple[Shape, int | None]:
    first = parts[0]
    same = all(part.shape == first.shape for part in parts)
    least = op.row.least_rank
    if not isinstance(dim, int) or (least and (first.shape.rank or 0) < least):
        return Shape(), None
    if op.row.new_axis:
        count = None if open_ended else len(parts)
        if same and first.shape.open and dim == 0:
            return averages.stacked_in_front(first.shape), first.channel
        if not same or (first.shape.open and dim >= 0):
            return Shape(), None
        shape = first.shape.with_axis(dim, count)
        added = dim if dim < 0 else dim - len(shape.dims)
        return shape, shifted(first.channel, added=added)
    index = first.shape.index(dim)
    if index is None or len({part.shape.rank for part in parts}) != 1:
        return Shape(), None
    sizes = [part.shape.size(index) for part in parts]
    total = (
        None if open_ended or any(size is None for size in sizes) else sum(size for size in sizes if size is not None)
    )
    return first.shape.resized(index, total), first.channel
