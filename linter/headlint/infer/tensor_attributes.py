"""Attributes of tensors."""

from __future__ import annotations

from headlint.infer.gradients import cut
from headlint.infer.machine import Site
from headlint.infer.values import BuiltinMethod, Constant, Pack, Unknown, Value
from headlint.tensor import Shape, Tensor


def tensor_attribute(value: Tensor, name: str, site: Site) -> Value:
    """``value.name``: the shape as far as it is known, ``.data`` without its gradient, else a method."""
    if name == "data":
        return cut(value, ".data", site.span)
    if name == "shape":
        return sizes(value)
    if name in ("ndim", "dim") and value.shape.rank is not None and name == "ndim":
        return Constant(value.shape.rank)
    if name in ("T", "mT"):
        return value.but(shape=Shape(), channel=None)
    if name in _UNKNOWN:
        return Unknown(f"the {name} of a tensor")
    return BuiltinMethod(value, name)


_UNKNOWN = frozenset({"device", "dtype", "grad", "requires_grad", "is_cuda", "layout", "grad_fn", "is_leaf", "ndim"})


def sizes(value: Tensor) -> Pack:
    """The sizes of a tensor as a tuple."""
    known = tuple(Unknown("a size") if size is None else Constant(size) for size in value.shape.dims)
    if value.shape.open:
        return Pack((Unknown("a size"),), open=True)
    return Pack(known)
