"""Matrix products: which axes are left."""

from __future__ import annotations

from headlint.infer.gradients import combined
from headlint.tensor import Shape, Tensor


def product(left: Tensor, right: Tensor) -> Tensor:
    """``left @ right``: the numbers have no name; the last axis of a matrix on the right stays."""
    flow = combined([left, right])
    shape = _shape(left.shape, right.shape)
    return Tensor(shape=shape, channel=-1 if shape.dims else None, grad=flow.grad, cut=flow.cut)


def _shape(left: Shape, right: Shape) -> Shape:
    ranks = (left.rank, right.rank)
    if ranks == (2, 1):
        return Shape(left.dims[:1], open=False)
    if ranks == (2, 2):
        return Shape((left.dims[0], right.dims[1]), open=False)
    if len(right.dims) >= 2 or (right.open and right.dims):
        return Shape(right.dims[-1:], open=True)
    return Shape()
