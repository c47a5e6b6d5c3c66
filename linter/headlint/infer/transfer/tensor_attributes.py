"""Attributes of tensors."""

from __future__ import annotations

from headlint.infer.domain.gradients import cut
from headlint.infer.domain.slots import now
from headlint.infer.domain.values import BuiltinMethod, Constant, Pack, Unknown, Value
from headlint.infer.state.machine import Site
from headlint.tensor import Shape, Tensor

SIZE = "the size along"


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
    if value.shape.open:
        return Pack((Unknown("a size"),), open=True)
    rank = len(value.shape.dims)
    return Pack(tuple(size_along(value, at - rank) for at in range(rank)))


def size_along(value: Tensor, index: int | None) -> Value:
    """The size of an axis, counted from the end; one that is not known remembers whose it is."""
    size = None if index is None else value.shape.size(index)
    return Unknown("a size", key=(SIZE, index, now()), holder=value) if size is None else Constant(size)


def is_size_of(size: Value, value: Tensor, index: int) -> bool:
    """True for the size of this tensor along this axis, whatever it is."""
    if isinstance(size, Constant):
        return isinstance(size.value, int) and size.value == value.shape.size(index)
    named = isinstance(size, Unknown) and isinstance(size.key, tuple) and size.key[:2] == (SIZE, index)
    return named and isinstance(size, Unknown) and size.holder is value
