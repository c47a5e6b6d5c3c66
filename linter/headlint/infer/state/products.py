"""Matrix products: which axes are left."""

from __future__ import annotations

from headlint.infer.domain.gradients import combined
from headlint.tensor import Grad, Kind, Shape, Tensor


def product(left: Tensor, right: Tensor) -> Tensor:
    """``left @ right``: the numbers have no name; the last axis of a matrix on the right stays. It is one of units
    where the matrix is a weight, or has its own units there: an attention has as many keys as its data has steps."""
    flow = combined([left, right])
    shape = _shape(left.shape, right.shape)
    weighs = is_weight(right)
    units = weighs or right.channel == -1
    kind = Kind.RAW if weighs and right.shape.rank != 1 else Kind.UNKNOWN  # a linear layer, written by hand
    return Tensor(kind, shape, channel=-1 if shape.dims and units else None, grad=flow.grad, cut=flow.cut)


def is_weight(value: Tensor) -> bool:
    """True for a layer's own weights, and for a leaf that is trained."""
    return value.bare and value.grad is Grad.FLOWS


def _shape(left: Shape, right: Shape) -> Shape:
    ranks = (left.rank, right.rank)
    if ranks == (2, 1):
        return Shape(left.dims[:1], open=False)
    if ranks == (2, 2):
        return Shape((left.dims[0], right.dims[1]), open=False)
    if len(right.dims) >= 2 or (right.open and right.dims):
        return Shape(right.dims[-1:], open=True)
    return Shape()
