"""Data sets and loaders: what a batch is made of, as far as the data set says it."""

from __future__ import annotations

from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.unknown import DATA, SCALAR
from headlint.infer.domain.values import (
    NONE,
    Class,
    Constant,
    DictValue,
    External,
    Instance,
    ListValue,
    Pack,
    Unknown,
    Value,
    answer,
)
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import OPTION, bound_row
from headlint.tensor import Alternatives, Axis, Grad, Kind, Shape, Tensor
from headlint.torchlib.batches import LOADER, LOADER_PARAMS, LOADERS, PROGRESS, SPLIT, SUBSET, TENSORS

_DATASET, _WALKED = OPTION + "dataset", OPTION + "iterable"


def _loader(machine: Machine, arguments: Arguments, site: Site) -> Value:
    bound = bound_row(LOADER_PARAMS, arguments)
    if arguments.open:
        bound.setdefault("collate_fn", Unknown("options that are not known"))
    return Instance(External(LOADER), site.span, {OPTION + name: value for name, value in bound.items()})


def _tensors(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return Instance(External(TENSORS), site.span, {"tensors": Pack(arguments.positional, open=arguments.open)})


def _subset(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return Instance(External(SUBSET), site.span, {_DATASET: _first(arguments, "dataset")})


def _split(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``random_split(dataset, [80, 20])``: a part for each length."""
    given = bound_row(("dataset", "lengths"), arguments)
    lengths = sequence(given.get("lengths", NONE))
    part = {_DATASET: given.get("dataset", NONE)}
    count = 1 if lengths is None else len(lengths.items)
    parts = tuple(Instance(External(SUBSET), site.span, dict(part)) for _ in range(count))
    return ListValue.of(parts, open=lengths is None or lengths.open)


def _progress(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return Instance(External("tqdm.tqdm"), site.span, {_WALKED: _first(arguments, "iterable")})


def _first(arguments: Arguments, name: str) -> Value:
    return bound_row((name,), arguments).get(name, Unknown("something that was not given"))


KNOWN = {
    **dict.fromkeys((LOADER, "torch.utils.data.dataloader.DataLoader"), _loader),
    TENSORS: _tensors,
    SUBSET: _subset,
    SPLIT: _split,
    **{name.replace(".data.", ".data.dataset."): make for name, make in ((TENSORS, _tensors), (SPLIT, _split))},
    **dict.fromkeys(PROGRESS, _progress),
}


def walked(value: Value) -> Value:
    """What is walked over, without the progress bar around it."""
    while isinstance(value, Instance) and _WALKED in value.slots and value.cls == External("tqdm.tqdm"):
        value = value.slots[_WALKED]
    return value


def is_loader(value: Value) -> bool:
    """True for an object that gives batches, and a choice of such."""
    if isinstance(value, Alternatives):
        return all(is_loader(option) for _, option in value.options)
    if not isinstance(value, Instance) or any("__iter__" in c.slots for c in value.ancestry if isinstance(c, Class)):
        return False
    return any(isinstance(c, External) and c.name in LOADERS for c in value.ancestry)


def batch(machine: Machine, site: Site, loader: Instance) -> Value:
    """One batch of a loader; where nobody can say more, something through which no gradient runs."""
    collate = loader.slots.get(OPTION + "collate_fn", NONE)
    size = loader.slots.get(OPTION + "batch_size", Constant(1))
    item = _item(machine, loader.slots.get(_DATASET, NONE), site)
    if collate != NONE or size == NONE or item is None:
        return Unknown("a batch of a data set that is not followed", site.span, known=DATA)
    return _stacked(item)


def _item(machine: Machine, data: Value, site: Site) -> Value | None:
    """One item of a data set, None where it is not followed."""
    if isinstance(data, (ListValue, Pack)):
        pack = sequence(data)
        return pack.items[0] if pack is not None and pack.items else None
    if not isinstance(data, Instance):
        return None
    if data.cls == External(TENSORS):
        tensors = data.slots["tensors"]
        return Pack(tuple(_row(tensor) for tensor in tensors.items)) if not tensors.open else None
    if data.cls == External(SUBSET):
        return _item(machine, data.slots[_DATASET], site)
    if isinstance(data.cls, Class) and any("__getitem__" in c.slots for c in data.cls.mro if isinstance(c, Class)):
        index = answer("an index", (data,), "the number of an item", site.span, SCALAR)
        return machine.call(machine.attribute(data, "__getitem__", site), Arguments((index,)), site)
    return None


def _row(value: Value) -> Value:
    return mapped(value, _row_of)


def _row_of(value: Value) -> Value:
    if not isinstance(value, Tensor):
        known = value.known if isinstance(value, Unknown) else None
        return Unknown("a row of something unknown", known=DATA if known is None else _row_of_tensor(known))
    return _row_of_tensor(value)


def _row_of_tensor(value: Tensor) -> Tensor:
    closed = not value.shape.open and bool(value.shape.dims)
    return value.but(shape=Shape(value.shape.dims[1:], open=False) if closed else Shape())


def _stacked(item: Value) -> Value:
    """What ``default_collate`` makes of items like this one."""
    return mapped(item, _stack)


def _stack(item: Value) -> Value:
    if isinstance(item, Tensor):
        return _stack_tensor(item)
    if isinstance(item, Constant) and isinstance(item.value, (int, float)):
        dtype = "float" if isinstance(item.value, float) else "int"
        return Tensor(Kind.DATA, Shape((None,), open=False), grad=Grad.NONE, dtype=dtype)
    if isinstance(item, Pack):
        return Pack(tuple(map(_stacked, item.items)), item.names, item.open)
    if isinstance(item, ListValue):
        return ListValue({"items": _stacked(item.slots["items"])})
    if isinstance(item, DictValue):
        return DictValue({key: _stacked(value) for key, value in item.slots.items()}, item.open)
    known = item.known if isinstance(item, Unknown) else None
    stacked = DATA if known is None or known is DATA else _stack_tensor(known)
    return Unknown("a part of a batch that is not followed", known=stacked)


def _stack_tensor(item: Tensor) -> Tensor:
    shape = item.shape if item.shape.open else Shape((None, *item.shape.dims), open=False)
    grad = Grad.NONE if item.grad is Grad.UNKNOWN else item.grad
    return item.but(shape=shape, grad=grad, over=Axis(None, item.over.index))
