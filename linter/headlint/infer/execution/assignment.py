"""Binding targets: names, attributes, items, and sequences of them."""

from __future__ import annotations

from headlint.infer.calling.storing import store_item
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Constant, ListValue, Pack, Unknown, Value
from headlint.infer.instances import buffers
from headlint.infer.instances.attributes import store
from headlint.infer.python.iteration import items, row_of
from headlint.infer.state import leaves, readers
from headlint.infer.state.machine import Frame, Machine, Site
from headlint.infer.worlds.names import bind
from headlint.ir import expressions as ir
from headlint.tensor import Alternatives, Kind, Shape, Tensor


def assign(machine: Machine, target: ir.Expression, value: Value, frame: Frame) -> None:
    """Bind one target."""
    if isinstance(target, ir.Name):
        bind(machine, target.id, value, frame)
    elif isinstance(target, ir.Attribute):
        holder = machine.evaluate(target.value, frame)
        if isinstance(holder, Tensor) and target.attr == "data":  # other numbers in another layout, perhaps
            assign(machine, target.value, holder.but(kind=Kind.UNKNOWN, shape=Shape(), channel=None), frame)
            return
        if isinstance(holder, Tensor) and target.attr == "requires_grad" and value == Constant(True):
            assign(machine, target.value, leaves.asked(machine, holder), frame)
            return
        store(machine, holder, target.attr, value, Site(target, frame))
    elif isinstance(target, (ir.Tuple, ir.List)):
        _unpack(machine, target, value, frame)
    elif isinstance(target, ir.Subscript):
        _assign_item(machine, target, value, frame)
    elif isinstance(target, ir.Starred):
        assign(machine, target.value, value, frame)


def _unpack(machine: Machine, target: ir.Tuple | ir.List, value: Value, frame: Frame) -> None:
    for node, part in zip(target.items, _parts(machine, target, value, frame), strict=True):
        assign(machine, node, part, frame)


def _parts(machine: Machine, target: ir.Tuple | ir.List, value: Value, frame: Frame) -> list[Value]:
    """What each target of an unpacking gets."""
    count = len(target.items)
    starred = next((at for at, node in enumerate(target.items) if isinstance(node, ir.Starred)), None)
    if isinstance(value, Unknown):
        return [value.part("item", at) for at in range(count)]
    if isinstance(value, Tensor):
        return [row_of(value)] * count
    if isinstance(value, Alternatives):
        return [mapped(value, lambda one, at=at: _part(machine, target, one, frame, at)) for at in range(count)]  # type: ignore[misc]
    pack = sequence(value) or items(machine, value, Site(target, frame))
    if starred is not None:
        return _around_star(pack, starred, count)
    if pack.open and len(pack.items) < count:
        return [*pack.items[:-1], *[pack.items[-1]] * (count - len(pack.items) + 1)] if pack.items else _unknowns(count)
    return list(pack.items[:count]) if len(pack.items) >= count else _unknowns(count)


def _part(machine: Machine, target: ir.Tuple | ir.List, value: Value, frame: Frame, at: int) -> Value:
    return _parts(machine, target, value, frame)[at]


def _unknowns(count: int) -> list[Value]:
    return [Unknown("an item of an unpacking that does not fit") for _ in range(count)]


def _around_star(pack: Pack, starred: int, count: int) -> list[Value]:
    behind = count - starred - 1
    if pack.open or len(pack.items) < count - 1:
        return _unknowns(count)
    middle = pack.items[starred : len(pack.items) - behind]
    return [*pack.items[:starred], ListValue.of(middle), *pack.items[len(pack.items) - behind :]]


def _assign_item(machine: Machine, target: ir.Subscript, value: Value, frame: Frame) -> None:
    holder = machine.evaluate(target.value, frame)
    if isinstance(holder, Tensor):
        index = machine.evaluate(target.index, frame)
        assign(machine, target.value, readers.computed(machine, buffers.stored(holder, index, value), value), frame)
        return
    store_item(machine, holder, machine.evaluate(target.index, frame), value, Site(target, frame))
