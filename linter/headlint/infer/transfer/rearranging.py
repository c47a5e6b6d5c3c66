"""Moving, repeating and picking numbers, and attention, which mixes them and keeps the layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Pack, Unknown, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation, as_tensor, trained
from headlint.infer.transfer import axis_patterns
from headlint.infer.transfer.creation import size_of
from headlint.tensor import Axis, Kind, Shape, Tensor

# Numbers that mean what they meant however often they are repeated.
_SINGLE = (Kind.RAW, Kind.RELU, Kind.TANH, Kind.SIGMOID, Kind.LOG_SIGMOID, Kind.DATA, Kind.HARD, Kind.INDEX)


def rearrange(machine: Machine, op: Operation) -> Value:
    """Apply a movement by its name."""
    return _MOVEMENTS[op.row.op](op, op.tensor)


def attend(machine: Machine, op: Operation) -> Value:
    """Numbers nobody can say anything of, in the layout of one operand; the gradient runs to the layer's weights."""
    grad, why = trained(machine)
    like = as_tensor(op.bound.get(op.row.like or op.row.params[0], Unknown("an operand")))
    made = Tensor(shape=like.shape, channel=-1, grad=grad, cut=why)
    return Pack((made, Tensor(grad=grad, cut=why))) if op.row.weights else made


def _unlaid(value: Tensor, shape: Shape | None = None) -> Tensor:
    """The same numbers in a layout that is not known, or in this one."""
    return value.but(shape=shape or Shape(), channel=None, over=Axis())


def _any_sizes(value: Tensor) -> Shape:
    return Shape() if value.shape.open else Shape((None,) * len(value.shape.dims), open=False)


def _repeat_interleave(op: Operation, value: Tensor) -> Tensor:
    dim = op.constant("dim")
    index = value.shape.index(dim) if isinstance(dim, int) else None
    if index is None:
        return _repeated(op, value)
    return value.but(shape=value.shape.resized(index, None), picked=value.picked or index == value.over.index)


def _repeated(op: Operation, value: Tensor) -> Tensor:
    return _unlaid(value.but(kind=value.kind if value.kind in _SINGLE else Kind.UNKNOWN))


def _movedim(op: Operation, value: Tensor) -> Tensor:
    """One axis taken to another place, where both and the rank are known."""
    one, two, rank = op.constant("source"), op.constant("destination"), value.shape.rank
    if not isinstance(one, int) or not isinstance(two, int) or rank is None:
        return _unlaid(value)
    if not (-rank <= one < rank and -rank <= two < rank):
        return _unlaid(value)
    order = list(range(rank))
    order.insert(two % rank, order.pop(one % rank))

    def moved(axis: int | None) -> int | None:
        return None if axis is None else order.index(axis + rank) - rank

    dims = tuple(value.shape.dims[at] for at in order)
    return value.but(
        shape=Shape(dims, open=False), channel=moved(value.channel), over=Axis(None, moved(value.over.index))
    )


def _picked(op: Operation, value: Tensor) -> Tensor:
    return _unlaid(value).but(picked=True)


def _scattered(op: Operation, value: Tensor) -> Tensor:
    return _unlaid(value)


def _like(op: Operation, value: Tensor) -> Tensor:
    """``x.view_as(y)``: a single unit keeps its place where it is last in both."""
    shape = as_tensor(op.bound.get("other", Unknown("an operand"))).shape
    same = shape == value.shape and not shape.open
    return value if same else _unlaid(value, shape)


def _expand_as(op: Operation, value: Tensor) -> Tensor:
    return _unlaid(value, as_tensor(op.bound.get("other", Unknown("an operand"))).shape)


def _expand(op: Operation, value: Tensor) -> Tensor:
    """``x.expand(-1, 4, -1)``: -1 keeps a size. An axis of classes that is expanded holds one number many times."""
    given: tuple[Any, ...] = op.arguments.positional
    pack = sequence(given[0]) if len(given) == 1 else Pack(given)
    rank = value.shape.rank
    if pack is None or pack.open or op.arguments.open or rank is None or len(pack.items) != rank:
        return _unlaid(value)
    sizes = [size_of(item) for item in pack.items]
    dims = tuple(old if size == -1 else size for old, size in zip(value.shape.dims, sizes, strict=True))
    along = value.over.index
    stretched = along is not None and dims[along] != value.shape.dims[along]
    return value.but(shape=Shape(dims, open=False), picked=value.picked or stretched)


def _padded(op: Operation, value: Tensor) -> Tensor:
    return value.but(shape=_any_sizes(value))


def _shuffled(op: Operation, value: Tensor) -> Tensor:
    return value


def _pixels(times: Callable[[int, int], int], option: str) -> Callable[[Operation, Tensor], Tensor]:
    def pixels(op: Operation, value: Tensor) -> Tensor:
        factor, channels = op.constant(option), value.shape.size(-3)
        known = isinstance(factor, int) and factor > 0 and channels is not None
        size = times(channels, factor**2) if known else None  # type: ignore[arg-type]
        kind = value.kind if value.kind in _SINGLE else Kind.UNKNOWN
        return value.but(kind=kind, shape=Shape((None, size, None, None), open=False), channel=-3, over=Axis())

    return pixels


_MOVEMENTS: dict[str, Callable[[Operation, Tensor], Tensor]] = {
    "repeat_interleave": _repeat_interleave,
    "repeated": _repeated,
    "movedim": _movedim,
    "picked": _picked,
    "scattered": _scattered,
    "like": _like,
    "expand_as": _expand_as,
    "expand": _expand,
    "padded": _padded,
    "shuffled": _shuffled,
    "by pattern": axis_patterns.rearranged,
    "reduced by pattern": axis_patterns.reduced,
    "pixel_shuffle": _pixels(lambda channels, square: channels // square, "upscale_factor"),
    "pixel_unshuffle": _pixels(lambda channels, square: channels * square, "downscale_factor"),
}
