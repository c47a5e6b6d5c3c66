"""Tensors that are filled piece by piece."""

from __future__ import annotations

from headlint.infer.domain.values import Pack, Value
from headlint.tensor import Axis, Kind, Tensor

_EMPTY = frozenset({"zeros", "empty", "full", "zeros_like", "empty_like", "full_like", "new_zeros", "new_empty"})


def stored(holder: Tensor, index: Value, value: Value) -> Tensor:
    """What ``holder[index] = value`` leaves in ``holder``. An empty buffer becomes what its rows are: it is filled to
    be used as a whole, as decoders do with the scores of their steps. Else the whole is not of one kind any more."""
    if isinstance(value, Tensor) and value.kind is holder.kind:
        return holder
    if isinstance(value, Tensor) and value.kind.from_network and _is_empty(holder) and _is_row(holder, index):
        return value.but(shape=holder.shape, over=Axis(index=value.over.index), bare=False)
    return holder.but(kind=Kind.UNKNOWN)


def _is_empty(holder: Tensor) -> bool:
    return holder.bare and holder.trail is not None and holder.trail.step.what.rpartition(".")[2] in _EMPTY


def _is_row(holder: Tensor, index: Value) -> bool:
    """True where the index leaves the last axis alone."""
    rank = holder.shape.rank
    return rank is not None and rank > (len(index.items) if isinstance(index, Pack) else 1)
