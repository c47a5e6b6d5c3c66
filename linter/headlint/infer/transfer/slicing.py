"""Indexing a tensor."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.unknown import SCALAR
from headlint.infer.domain.values import Constant, ListValue, Pack, SliceValue, Unknown
from headlint.infer.state.machine import Site
from headlint.tensor import Axis, Kind, Shape, Tensor

_MOST_AXES = 8  # that somebody indexes one by one
OF_RANGE = "a number of a range"  # why each of many is unknown


def index_tensor(value: Tensor, index: Any, site: Site) -> Tensor:
    """``value[index]``: which axes stay, and whether single entries of a distribution were picked."""
    if isinstance(index, Pack) and _is_range(index):
        index = ListValue.of(index.items, index.open)
    parts = list(index.items) if isinstance(index, Pack) else [index]
    if isinstance(index, Pack) and index.open:
        return value.but(shape=Shape(), channel=None, picked=True)
    if any(_is_ellipsis(part) for part in parts):
        return _from_the_end(value, parts)
    if value.shape.open:
        return _open_front(value, parts)
    return _walk(value, parts)


def _is_range(index: Pack) -> bool:
    """True for numbers that are places along one axis, and not one for each axis."""
    first = index.items[0] if index.items else None
    return len(index.items) > _MOST_AXES or (isinstance(first, Unknown) and first.why == OF_RANGE)


def _is_ellipsis(part: Any) -> bool:
    return isinstance(part, Unknown) and part.why == "a literal that is not followed"


def _from_the_end(value: Tensor, parts: list[Any]) -> Tensor:
    """``x[..., 4:]``: what stands behind the ellipsis indexes the last axes."""
    at = next(i for i, part in enumerate(parts) if _is_ellipsis(part))
    front, back = parts[:at], parts[at + 1 :]
    if front and not all(_whole(part) for part in front):
        return value.but(shape=Shape(), channel=None, picked=True)
    if any(part == Constant(None) for part in back) or len(back) > len(value.shape.dims):
        return value.but(shape=Shape(), channel=None, picked=value.picked or bool(back))
    whole = SliceValue(None, None, None)
    padded = [whole] * (len(value.shape.dims) - len(back)) + back
    known = _walk(value.but(shape=Shape(value.shape.dims, open=False)), padded)
    return known.but(shape=Shape(known.shape.dims, value.shape.open or known.shape.open))


def _whole(part: Any) -> bool:
    return isinstance(part, SliceValue) and part.lower is None and part.upper is None


def _open_front(value: Tensor, parts: list[Any]) -> Tensor:
    """Of an unknown number of axes only the last are known: an index into the front leaves those, unless it may
    reach them."""
    if len(parts) == 1 and not isinstance(parts[0], Constant):
        return value  # a mask, an index tensor or a slice along the first axis
    if len(parts) == 1 and isinstance(parts[0], Constant) and isinstance(parts[0].value, int):
        return value.but(picked=value.picked)
    if all(_whole(part) for part in parts):
        return value
    return value.but(shape=Shape(), channel=None, picked=True)


def _walk(value: Tensor, parts: list[Any]) -> Tensor:
    """Index a tensor of known rank, axis by axis."""
    dims = list(value.shape.dims)
    kept: list[tuple[int | None, int | None]] = []  # the old index from the end (None: a new axis) and the size
    at = -len(dims)
    picked = value.picked
    for part in parts:
        if part == Constant(None):
            kept.append((None, 1))
            continue
        if at >= 0:
            return value.but(shape=Shape(), channel=None, picked=True)
        if _hides_axes(part):
            return _behind(value, min(at + _taken(part), 0))
        keeps, size = _along(part, dims[at])
        if keeps:
            kept.append((at, size))
        along = at == value.over.index or (value.over.index is None and at == value.channel)
        picked = picked or (along and not _whole(part))
        at += 1
    kept.extend((index, dims[index]) for index in range(at, 0))
    return _rebuilt(value, kept, picked)


def _hides_axes(part: Any) -> bool:
    """True for an index of which nobody knows how many axes it takes or leaves: a number, a list, a table, a mask."""
    if isinstance(part, Tensor):
        return part.shape.rank != 1
    return not isinstance(part, (Constant, SliceValue, ListValue, Pack)) and not _is_number(part)


def _is_number(part: Any) -> bool:
    """True for one number of Python's that is not known."""
    return isinstance(part, Unknown) and part.known is SCALAR


def _taken(part: Any) -> int:
    """How many axes such an index takes at least: a mask takes as many as it has, anything else one."""
    mask = isinstance(part, Tensor) and (part.dtype == "bool" or part.kind is Kind.HARD)
    return max(part.shape.rank or 1, 1) if mask else 1


def _behind(value: Tensor, at: int) -> Tensor:
    """What is left behind an index that hides how many axes it takes: the axes from ``at`` on, behind any number."""
    channel = value.channel if value.channel is not None and value.channel >= at else None
    over = value.over.index if value.over.index is not None and value.over.index >= at else None
    dims = value.shape.dims[at:] if at < 0 else ()
    lost = (value.over.index if value.over.index is not None else value.channel) == at - 1
    return value.but(shape=Shape(dims, open=True), channel=channel, over=Axis(None, over), picked=value.picked or lost)


def _along(part: Any, size: int | None) -> tuple[bool, int | None]:
    """Whether an axis survives its index, and its size afterwards."""
    if _whole(part) and part.step is None:
        return True, size
    if isinstance(part, SliceValue):
        return True, _slice_size(part, size)
    if isinstance(part, Constant) and isinstance(part.value, int) and not isinstance(part.value, bool):
        return False, None
    if _is_number(part):
        return False, None
    if isinstance(part, Tensor):
        return True, None
    return True, None


def _slice_size(part: SliceValue, size: int | None) -> int | None:
    bounds = [
        p.value if isinstance(p, Constant) else None if p is None else ... for p in (part.lower, part.upper, part.step)
    ]
    if size is None:
        low, high = bounds[0] or 0, bounds[1]
        plain = isinstance(low, int) and isinstance(high, int) and 0 <= low < high and bounds[2] is None
        return high - low if plain and isinstance(high, int) and isinstance(low, int) and low > 0 else None
    if any(bound is ... for bound in bounds):
        return None
    try:
        return len(range(size)[slice(*bounds)])  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None


def _rebuilt(value: Tensor, kept: list[tuple[int | None, int | None]], picked: bool) -> Tensor:
    rank = len(kept)
    places = {old: new - rank for new, (old, _) in enumerate(kept) if old is not None}
    channel = None if value.channel is None else places.get(value.channel)
    over = None if value.over.index is None else places.get(value.over.index)
    kind = Kind.DATA if value.kind is Kind.ONE_HOT and picked else value.kind
    shape = Shape(tuple(size for _, size in kept), open=False)
    return value.but(kind=kind, shape=shape, channel=channel, over=Axis(None, over), picked=picked)


def bounds(index: SliceValue) -> slice | None:
    """The slice, where it is known."""
    parts = (index.lower, index.upper, index.step)
    numbers = [part.value if isinstance(part, Constant) else part for part in parts]
    return slice(*numbers) if all(part is None or type(part) is int for part in numbers) else None
