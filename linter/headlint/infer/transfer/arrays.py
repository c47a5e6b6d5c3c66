"""Arrays of NumPy and scikit-learn: data of a known number of axes."""

from __future__ import annotations

from headlint.infer.domain.packs import sequence
from headlint.infer.domain.unknown import DATA
from headlint.infer.domain.values import NONE, Constant, External, Instance, ListValue, Pack, Unknown, Value
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row
from headlint.infer.transfer.draws import is_number
from headlint.tensor import Alternatives, Grad, Kind, Shape, Tensor
from headlint.torchlib.arrays import (
    AS_TORCH,
    BY_NUMBER,
    CLASSES,
    DRAWN,
    JOINS,
    OBJECTS,
    RETURN_MORE,
    ROWS,
    SIZED,
    SIZES_IN_ORDER,
    SPLIT,
)

_ROW, _TABLE = Shape((None,), open=False), Shape((None, None), open=False)


def as_torch(name: str, arguments: Arguments) -> str:
    """The function of torch that a function of NumPy is where it is given a tensor."""
    first = next(iter(arguments.positional), NONE)
    if name in JOINS:
        pack = sequence(first)
        several = pack is not None and bool(pack.items) and all(isinstance(item, Tensor) for item in pack.items)
        return JOINS[name] if several else name
    given = isinstance(first, (Tensor, Alternatives))
    return AS_TORCH.get(name, name) if given else name


def made(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value | None:
    """The array that a function gives, None where nothing is known of it."""
    if name in SIZED:
        row = SIZED[name]
        sized = _sizes(bound_row(row.params, arguments).get(row.size, NONE), arguments)
        return _array(sized, row.dtype, name, site)
    if name in SIZES_IN_ORDER:
        return _array(_sizes(Pack(arguments.positional), arguments), "float", name, site)
    if name in ROWS:
        return _array(_ROW, None, name, site)
    if name in BY_NUMBER:
        return _by_number(name, arguments)
    if name in DRAWN and not (RETURN_MORE & arguments.keywords.keys() or arguments.open):
        labels = _array(_ROW, "int" if name in CLASSES else "float", name, site)
        return Pack((_array(_TABLE, "float", name, site), labels))
    if name == SPLIT and not arguments.open:
        parts = [part for array in arguments.positional for part in (_part(array), _part(array))]
        return ListValue.of(tuple(parts))
    return None


def method(machine: Machine, value: Instance, name: str, arguments: Arguments, site: Site) -> Value | None:
    """What a scaler makes of the data it is given, and how it is split; None for all other objects."""
    if not isinstance(value.cls, External) or name not in OBJECTS.get(value.cls.name, ()):
        return None
    if name == "split":
        places = _array(_ROW, "int", name, site).but(kind=Kind.INDEX)
        return Pack((Pack((places, places)),), open=True)
    return value if name == "fit" else _array(_TABLE, "float", name, site)


def _array(shape: Shape, dtype: str | None, name: str, site: Site) -> Tensor:
    made = Tensor(Kind.DATA, shape, bare=True, grad=Grad.NONE, dtype=dtype)
    return made.after(name.rpartition(".")[2], site.span)


def _sizes(given: Value, arguments: Arguments) -> Shape:
    """A number, or a sequence of numbers; nothing for a single number."""
    if arguments.open:
        return Shape()
    pack = Pack(()) if given == NONE else sequence(given)
    if pack is None:
        return Shape((_size(given),), open=False) if _size(given) is not None or is_number(given) else Shape()
    return Shape() if pack.open else Shape(tuple(_size(item) for item in pack.items), open=False)


def _size(value: Value) -> int | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, int) else None


def _by_number(name: str, arguments: Arguments) -> Tensor | None:
    given = arguments.positional[0] if len(arguments.positional) == 1 and not arguments.keywords else None
    if not isinstance(given, Tensor) or given.kind is not Kind.DATA or given.grad is not Grad.NONE:
        return None
    flattened = name == "numpy.cumsum" and given.shape.rank != 1
    return given.but(shape=_ROW if flattened else given.shape, dtype="float")


def _part(value: Value) -> Value:
    """Some rows of an array."""
    if not isinstance(value, Tensor):
        return Unknown("some rows of something unknown", known=DATA)
    dims = value.shape.dims
    return value if value.shape.open or not dims else value.but(shape=Shape((None, *dims[1:]), open=False))
