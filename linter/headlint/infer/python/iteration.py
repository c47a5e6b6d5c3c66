"""What comes out of an iterable."""

from __future__ import annotations

from functools import partial

from headlint.infer.domain.heap import join_all, mapped, options
from headlint.infer.domain.modules import children_of
from headlint.infer.domain.values import (
    Class,
    Constant,
    DictValue,
    Instance,
    ListValue,
    Pack,
    Value,
    of_key,
)
from headlint.infer.python.enumerations import members
from headlint.infer.state.machine import Machine, Site
from headlint.infer.transfer import batches
from headlint.tensor import Alternatives, Shape, Tensor

MOST_TURNS = 64


def items(machine: Machine, value: Value, site: Site) -> Pack:
    """The items that iterating over a value gives. Where they are not known, one item stands for all of them and
    the pack is open."""
    if isinstance(value, (DictValue, Instance)):
        machine.pay(len(value.slots))
    value = mapped(value, batches.walked)
    if batches.is_loader(value):
        return Pack((mapped(value, partial(batches.batch, machine, site)),), open=True)
    found = _items(machine, value)
    if found is None:
        return Pack((machine.unknown("an item of something that is not known", site),), open=True)
    if len(found.items) > MOST_TURNS:
        return Pack(found.items[:2], open=True)
    return found


def _items(machine: Machine, value: Value) -> Pack | None:
    if isinstance(value, Pack):
        return value
    if isinstance(value, ListValue):
        return _items(machine, value.slots["items"])
    if isinstance(value, DictValue):
        return Pack(tuple(of_key(key) for key in value.slots), open=value.open)
    if isinstance(value, Constant) and isinstance(value.value, str):
        return Pack(tuple(Constant(letter) for letter in value.value[: MOST_TURNS + 1]))
    if isinstance(value, Instance):
        return children_of(value)
    if isinstance(value, Class):
        return Pack(found) if (found := tuple(members(value))) else None
    if isinstance(value, Tensor):
        return Pack((row_of(value),), open=True)
    if isinstance(value, Alternatives):
        return _one_of(machine, value)
    return None


def _one_of(machine: Machine, value: Alternatives[Value]) -> Pack | None:
    packs = [(guards, _items(machine, option)) for guards, option in options(value)]
    known = [(guards, pack) for guards, pack in packs if pack is not None]
    if len(known) != len(packs) or len({len(pack.items) for _, pack in known}) != 1:
        return None
    rows = zip(*(pack.items for _, pack in known), strict=True)
    guards = [g for g, _ in known]
    return Pack(tuple(join_all(zip(guards, row, strict=True)) for row in rows), open=any(p.open for _, p in known))


def row_of(value: Tensor) -> Tensor:
    """One row of a tensor: what is left when its first axis is walked over."""
    shape = value.shape
    if shape.open or not shape.dims:
        return value.but(shape=Shape(shape.dims, open=True))
    return value.but(shape=Shape(shape.dims[1:], open=False))
