"""What is left of an axis that a window slides over, by a convolution or a pooling.

Formulas of https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html and .../torch.nn.MaxPool2d.html.
"""

from __future__ import annotations

from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Constant, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation
from headlint.infer.transfer.creation import size_of
from headlint.infer.transfer.tensor_attributes import is_size_of
from headlint.tensor import Shape, Tensor
from headlint.tensor.shape import Size
from headlint.torchlib import rows


def pool(machine: Machine, op: Operation) -> Value:
    """Pool or resample the last axes."""
    row: rows.Pools = op.row
    value = op.tensor
    sizes = _told(op, row) if row.gives else _whole(op, row, value)
    if value.shape.open or len(value.shape.dims) < row.spatial:
        known = any(size is not None for size in sizes)
        return value.but(shape=Shape(sizes, open=True) if known else Shape(), channel=None)
    front = value.shape.dims[: len(value.shape.dims) - row.spatial]
    return value.but(shape=Shape(front + sizes, open=False))


def _told(op: Operation, row: rows.Pools) -> tuple[Size, ...]:
    """The sizes that an adaptive pooling is told to give."""
    return tuple(None if value is None else size_of(value) for value in _each(op, row.gives, row.spatial))


def _whole(op: Operation, row: rows.Pools, value: Tensor) -> tuple[Size, ...]:
    """One for each axis that the window covers as a whole."""
    if not row.window or op.constant("padding", 0) != 0:
        return (None,) * row.spatial
    windows = _each(op, row.window, row.spatial)
    covered = [w is not None and is_size_of(w, value, at - row.spatial) for at, w in enumerate(windows)]
    return tuple(1 if covers else None for covers in covered)


def slid(op: Operation, row: rows.Affine, shape: Shape) -> tuple[Size, ...]:
    """The sizes of the last axes after a convolution."""
    spatial = row.spatial or 0
    if not row.slides:
        return (None,) * spatial
    options = [_each(op, name, spatial) for name in ("kernel_size", "stride", "padding", "dilation")]
    numbers = [[None if value is None else size_of(value) for value in values] for values in options]
    return tuple(_after(shape.size(at - spatial), *along) for at, along in enumerate(zip(*numbers, strict=True)))


def _after(size: Size, kernel: Size, stride: Size, padding: Size, dilation: Size) -> Size:
    if size is None or kernel is None or not stride or padding is None or dilation is None:
        return None
    return max(0, (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1)


def _each(op: Operation, option: str, spatial: int) -> tuple[Value | None, ...]:
    """An option for each axis: one number for all, or a tuple of them."""
    given = op.bound.get(option)
    pack = None if given is None else sequence(given)
    if pack is not None:
        return pack.items if len(pack.items) == spatial and not pack.open else (None,) * spatial
    alone = isinstance(given, Constant) or spatial == 1
    return (given if alone else None,) * spatial
