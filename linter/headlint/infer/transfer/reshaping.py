"""Layout changes: the numbers stay what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Pack, Unknown, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation, as_tensor
from headlint.infer.transfer.creation import size_of
from headlint.tensor import Axis, Grad, Kind, Shape, Tensor

Layout = Callable[[Operation, Tensor], Value]


def reshape(machine: Machine, op: Operation) -> Value:
    """Apply a layout change by its name."""
    return _LAYOUTS[op.row.op](op, op.tensor)


def relaid(value: Tensor, shape: Shape, channel: int | None, over: Axis | None = None) -> Tensor:
    """The same numbers in another shape; the axis of a softmax is not known any more unless given."""
    return value.but(shape=shape, channel=channel, over=Axis() if over is None else over)


def shifted(axis: int | None, removed: int | None = None, added: int | None = None) -> int | None:
    """An index from the end after an axis (also from the end) was removed or added behind it."""
    if axis is None:
        return None
    if removed is not None:
        return None if axis == removed else axis + (1 if removed > axis else 0)
    return axis - 1 if added is not None and added >= axis else axis


def _view(op: Operation, value: Tensor) -> Value:
    sizes = _sizes(op)
    if sizes is None:
        return relaid(value, Shape(), None)
    shape = Shape(tuple(None if size == -1 else size for size in sizes), open=False)
    if not sizes:
        return relaid(value, shape, None)
    last = sizes[-1]
    if value.channel == -1 and (last in (None, value.width) or (last == -1 and len(sizes) > 1)):
        # What is left to torch, or known at run time only, is the old width where nothing can have been merged.
        whole = last == value.width or (last == -1 and len(sizes) == value.shape.rank == 2)
        over = Axis(None, -1) if value.over.index == -1 else None
        return relaid(value, shape.resized(-1, value.width if whole else None), -1, over)
    if isinstance(last, int) and last > 0 and len(sizes) > 1:
        return relaid(value, shape, -1)
    if value.channel is not None and len(sizes) >= 2 and value.width is not None and sizes[1] == value.width:
        return relaid(value, shape, 1 - len(sizes))
    return relaid(value, shape, None)


def _sizes(op: Operation) -> list[int | None] | None:
    """The sizes given to view or reshape: numbers one by one or as one tuple; None in it for one not known."""
    given: tuple[Any, ...] = op.arguments.positional
    if not op.name.startswith("Tensor."):
        given = given[1:]
    if "shape" in op.arguments.keywords:
        given = (op.arguments.keywords["shape"],)
    if len(given) == 1 and (pack := sequence(given[0])) is not None:
        if pack.open:
            return None
        given = pack.items
    if op.arguments.open:
        return None
    return [size_of(value) for value in given]


def _flatten(op: Operation, value: Tensor) -> Value:
    start, end = op.constant("start_dim", 0), op.constant("end_dim", -1)
    rank = value.shape.rank
    if not isinstance(start, int) or end != -1:
        return relaid(value, Shape(), None)
    if start == 0:
        return relaid(value, Shape((None,), open=False), None)
    if start == 1 and rank == 2:
        return value
    if start == 1:
        sizes = value.shape.dims[1:] if rank else ()
        width = _product(sizes) if rank else None
        return relaid(value, Shape((value.shape.dims[0] if rank else None, width), open=False), -1)
    return relaid(value, Shape(), None)


def _product(sizes: tuple[int | None, ...]) -> int | None:
    result = 1
    for size in sizes:
        if size is None:
            return None
        result *= size
    return result


def _squeeze(op: Operation, value: Tensor) -> Value:
    dim = op.constant("dim")
    if dim is None:
        if value.shape.open:
            return relaid(value, Shape(), None) if value.width == 1 else value.but(shape=Shape(value.shape.dims, True))
        kept = [(at - len(value.shape.dims), s) for at, s in enumerate(value.shape.dims) if s != 1]
        if any(size is None for _, size in kept[1:]):
            return relaid(value, Shape(), None) if value.width == 1 else value.but(shape=Shape(), channel=None)
        channel = next((at - len(kept) for at, (index, _) in enumerate(kept) if index == value.channel), None)
        return relaid(value, Shape(tuple(s for _, s in kept), open=False), channel)
    if not isinstance(dim, int):
        return relaid(value, Shape(), None)
    index = value.shape.index(dim)
    size = value.shape.size(dim)
    if index is None or size is None:
        return relaid(value, Shape(), None) if value.width == 1 or index is None else value
    if size != 1:
        return value
    channel = shifted(value.channel, removed=index)
    over = Axis(None, shifted(value.over.index, removed=index))
    return relaid(value, value.shape.without(index), channel, over)


def _unsqueeze(op: Operation, value: Tensor) -> Value:
    dim = op.constant("dim")
    if not isinstance(dim, int):
        return relaid(value, Shape(), None)
    shape = value.shape.with_axis(dim)
    if dim >= 0 and value.shape.open:
        front = value.channel if dim == 0 else None
        kept = dim == 0 or (dim == 1 and _is_sequence(value))
        return relaid(value, Shape(value.shape.dims if kept else (), open=True), front)
    added = dim if dim < 0 else dim - len(shape.dims)
    return relaid(value, shape, shifted(value.channel, added=added), Axis(None, shifted(value.over.index, added=added)))


def _is_sequence(value: Tensor) -> bool:
    """True for vectors that were looked up or computed for each of several items: there are axes in front of them."""
    return value.kind is Kind.UNKNOWN and value.channel == -1 and len(value.shape.dims) == 1


def _transpose(op: Operation, value: Tensor) -> Value:
    one, two = op.constant("dim0"), op.constant("dim1")
    return _swap(value, one, two)


def _swap(value: Tensor, one: Any, two: Any) -> Tensor:
    if not isinstance(one, int) or not isinstance(two, int):
        return relaid(value, Shape(), None)
    a, b = value.shape.index(one), value.shape.index(two)
    if a is None or b is None:
        return relaid(value, Shape(), None)
    shape = value.shape.resized(a, value.shape.size(b)).resized(b, value.shape.size(a))

    def moved(axis: int | None) -> int | None:
        return b if axis == a else a if axis == b else axis

    return relaid(value, shape, moved(value.channel), Axis(None, moved(value.over.index)))


def _t(op: Operation, value: Tensor) -> Value:
    return _swap(value, 0, 1) if value.shape.rank == 2 else relaid(value, Shape(), None)


def _permute(op: Operation, value: Tensor) -> Value:
    order = _sizes(op) if "dims" not in op.arguments.keywords else None
    if "dims" in op.arguments.keywords and (pack := sequence(op.arguments.keywords["dims"])):
        order = [size_of(item) for item in pack.items]
    if not order or any(size is None for size in order):
        return relaid(value, Shape(), None)
    rank = len(order)
    known = [dim % rank for dim in order if dim is not None]
    dims = value.shape.dims if not value.shape.open else (None,) * (rank - len(value.shape.dims)) + value.shape.dims
    if len(dims) != rank or sorted(known) != list(range(rank)):
        return relaid(value, Shape(), None)

    def moved(axis: int | None) -> int | None:
        return None if axis is None else known.index(axis + rank) - rank

    return relaid(
        value,
        Shape(tuple(dims[at] for at in known), open=False),
        moved(value.channel),
        Axis(None, moved(value.over.index)),
    )


def _select(op: Operation, value: Tensor) -> Value:
    dim = op.constant("dim")
    index = value.shape.index(dim) if isinstance(dim, int) else None
    if index is None:
        return relaid(value, Shape(), None).but(picked=True)
    picked = value.picked or index == value.over.index or value.over.index is None
    return relaid(value, value.shape.without(index), shifted(value.channel, removed=index)).but(picked=picked)


def _gather(op: Operation, value: Tensor) -> Value:
    index = as_tensor(op.bound.get("index", Unknown("an index")))
    return relaid(value, index.shape, None).but(picked=True)


def _is_front(dim: object, value: Tensor) -> bool:
    """The first of an unknown number of axes is the batch: taking some of it leaves each row whole."""
    return dim == 0 and value.shape.open


def _index_select(op: Operation, value: Tensor) -> Value:
    dim = op.constant("dim")
    if _is_front(dim, value):
        return value
    index = value.shape.index(dim) if isinstance(dim, int) else None
    if index is None:
        return relaid(value, Shape(), None).but(picked=True)
    return value.but(shape=value.shape.resized(index, None), picked=value.picked or index == value.over.index)


def _pieces(op: Operation, value: Tensor) -> Value:
    """chunk and split: pieces of the same numbers, their sizes along the axis unknown."""
    dim = op.constant("dim", 0)
    index = value.shape.index(dim) if isinstance(dim, int) else None
    shape = value.shape.resized(index, None) if index is not None else Shape()
    piece = (
        value
        if _is_front(dim, value)
        else value.but(shape=shape, picked=value.picked or index is None or index == value.over.index)
    )
    count = op.constant("chunks")
    if isinstance(count, int) and 0 < count <= 16:
        return Pack((piece,) * count)
    return Pack((piece,), open=True)


def _unbind(op: Operation, value: Tensor) -> Value:
    return Pack((_select(op, value),), open=True)


def _one_hot(op: Operation, value: Tensor) -> Value:
    classes = op.constant("num_classes")
    width = classes if isinstance(classes, int) and classes > 0 else None
    shape = Shape((*value.shape.dims, width), value.shape.open)
    return Tensor(Kind.ONE_HOT, shape, -1, grad=Grad.NONE, dtype="int").after("one_hot", op.site.span)


def _ravel(op: Operation, value: Tensor) -> Value:
    return relaid(value, Shape((None,), open=False), None)


_LAYOUTS: dict[str, Layout] = {
    "view": _view,
    "flatten": _flatten,
    "ravel": _ravel,
    "squeeze": _squeeze,
    "unsqueeze": _unsqueeze,
    "transpose": _transpose,
    "t": _t,
    "permute": _permute,
    "select": _select,
    "narrow": _index_select,
    "gather": _gather,
    "index_select": _index_select,
    "unbind": _unbind,
    "chunk": _pieces,
    "split": _pieces,
    "one_hot": _one_hot,
}
