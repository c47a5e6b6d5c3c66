"""Averages of probabilities: the mean of several softmaxes is a distribution again, and the softmax of nothing.

``Tensor.share`` says of what kind of probabilities a tensor is the sum, and how many they are, weighted: ``a + b`` is
two of them, ``0.4 * a`` four tenths; ``sum(probs)`` of a list of unknown length as many as its ``len``. One of them is
an average, and has the kind again.
"""

from __future__ import annotations

import math

from headlint.infer.domain.values import Constant, Pack, Unknown, Value, answer
from headlint.infer.state.machine import Site
from headlint.tensor import Axis, Kind, Shape, Tensor

_WHOLE = 1.0
_NEAR = 1e-6


def computed(op: str, left: Value, right: Value, result: Value, site: Site) -> Value:
    """The result of an operator: a sum, a part or an average of probabilities if it is one."""
    if not isinstance(result, Tensor) or op not in ("+", "*", "/"):
        return result
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return _added(left, right, result, site) if op == "+" else result
    value, other = (left, right) if isinstance(left, Tensor) else (right, left)
    share = _share(value) if isinstance(value, Tensor) else None
    if share is None or op == "+" or (op == "/" and value is right):
        return result
    kind, many = share
    number = other.value if isinstance(other, Constant) else other.key if isinstance(other, Unknown) else None
    if op == "/" and not isinstance(many, float):
        return given(value, kind, _WHOLE, site) if many == number else result  # type: ignore[arg-type]
    if not isinstance(number, (int, float)) or not isinstance(many, float) or number <= 0:
        return result
    return given(value, kind, many * number if op == "*" else many / number, site)  # type: ignore[arg-type]


def _share(value: Tensor) -> tuple[Kind, object] | None:
    if value.kind.is_probability:
        return None if value.picked else (value.kind, _WHOLE)
    return value.share


def _added(left: Tensor, right: Tensor, result: Tensor, site: Site) -> Tensor:
    one, two = _share(left), _share(right)
    if one is None or two is None or one[0] is not two[0] or left.over != right.over:
        return result
    if not isinstance(one[1], float) or not isinstance(two[1], float):
        return result
    return given(result.but(over=left.over, trail=left.trail), one[0], one[1] + two[1], site)


def given(value: Tensor, kind: Kind, many: object, site: Site) -> Tensor:
    """So many probabilities of a kind, added up, on the layout of ``value``."""
    if isinstance(many, float) and math.isclose(many, _WHOLE, abs_tol=_NEAR):
        return value.after("mean", site.span, kind=kind, share=(kind, _WHOLE), complement=False, maker=None)
    return value.but(kind=Kind.UNKNOWN, share=(kind, many), maker=None)


def summed(pack: Pack, site: Site) -> Tensor | None:
    """The sum of the items of a list, if they are probabilities of one kind."""
    tensors = [item for item in pack.items if isinstance(item, Tensor)]
    shares = [_share(tensor) for tensor in tensors]
    first = shares[0] if shares else None
    same = len(tensors) == len(pack.items) and all(share == first for share in shares)
    if not same or first is None or first[1] != _WHOLE or len({tensor.over for tensor in tensors}) != 1:
        return None
    many: object = float(len(tensors)) if not pack.open else answer("len", (pack,), "a length", site.span).key
    return given(tensors[0], first[0], many, site)


def along(value: Tensor, dims: list[int] | None) -> bool:
    """True where a mean along some axes leaves probabilities: for a softmax the axes must not be its own."""
    if dims is None or not value.kind.is_probability or value.picked:
        return False
    return value.kind is Kind.SIGMOID or all(_another(value, dim) for dim in dims)


def _another(value: Tensor, dim: int) -> bool:
    own, shape = value.over, value.shape
    if own.given is not None and (own.given < 0) == (dim < 0):
        return own.given != dim
    index = shape.index(dim)
    if own.index is not None and index is not None:
        return own.index != index
    return own.index is not None and dim == 0 and -own.index < len(shape.dims)


def axis_left(value: Tensor, dims: list[int], keepdim: bool) -> Axis:
    """The axis of a softmax once others are gone."""
    own = value.over
    if keepdim:
        return own
    given, index = own.given, own.index
    if given is not None:
        same = [dim for dim in dims if (dim < 0) == (given < 0)]
        moved = sum(dim > given for dim in same) if given < 0 else -sum(dim < given for dim in same)
        given = given + moved if len(same) == len(dims) or given < 0 else None
    if index is not None and dims != [0]:
        places = [value.shape.index(dim) for dim in dims]
        known = [place for place in places if place is not None]
        index = index + sum(place > index for place in known) if len(known) == len(places) else None
    return Axis(given, index)


def axis_of_stack(parts: list[Tensor], dim: int) -> Axis:
    """The axis of several softmaxes along one axis, stacked along a new one: in front, or where the rank is known."""
    own = parts[0].over
    if any(part.over != own for part in parts):
        return Axis()
    if dim == 0:
        return Axis(own.given + 1 if own.given is not None and own.given >= 0 else own.given, own.index)
    rank = parts[0].shape.rank
    added = dim if dim < 0 else None if rank is None else dim - rank - 1
    given = own.given
    if given is not None:
        front = given + (dim <= given) if given >= 0 and dim >= 0 else None
        given = _shifted(given, added) if given < 0 else front
    return Axis(given, _shifted(own.index, added))


def _shifted(axis: int | None, added: int | None) -> int | None:
    return None if axis is None or added is None else axis - 1 if added >= axis else axis


def stacked_in_front(shape: Shape) -> Shape:
    """A shape of unknown rank with a new axis in front: where the known axes end there is at least one more."""
    return Shape((None, *shape.dims), open=True)
