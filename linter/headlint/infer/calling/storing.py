"""Subscripts as targets: ``value[index] = new`` and ``del value[index]``."""

from __future__ import annotations

from headlint.infer.domain.heap import options
from headlint.infer.domain.modules import container
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.slots import Holder
from headlint.infer.domain.values import (
    Class,
    Constant,
    DictValue,
    Instance,
    ListValue,
    Pack,
    SliceValue,
    Unknown,
    Value,
    key_of,
)
from headlint.infer.instances.attributes import change_part
from headlint.infer.instances.children import delete_child, store_child
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.transfer.slicing import bounds
from headlint.infer.worlds.names import narrowed, overwrite
from headlint.infer.worlds.overrides import override, replaced
from headlint.tensor import Guards


def store_item(machine: Machine, value: Value, index: Value, new: Value, site: Site) -> None:
    """``value[index] = new`` for what can be changed in place (a tensor is rebound by its name)."""
    for guards, option in options(narrowed(machine, value)):
        if isinstance(option, DictValue):
            store_under(machine, option, key_of(index), new, guards)
        elif isinstance(option, ListValue):
            _store_list(machine, option, index, new, guards)
        elif isinstance(option, Instance) and container(option):
            store_child(machine, option, index, new, guards)
        elif isinstance(option, Instance):
            _ask(machine, option, "__setitem__", Arguments((index, new)), site, guards)
        else:
            change_part(machine, option, guards)


def delete_item(machine: Machine, value: Value, index: Value, site: Site) -> None:
    """``del value[index]``."""
    for guards, option in options(narrowed(machine, value)):
        if isinstance(option, DictValue):
            _delete_entry(machine, option, index, guards)
        elif isinstance(option, ListValue):
            _delete_place(machine, option, index, guards)
        elif isinstance(option, Instance) and container(option):
            delete_child(machine, option, index, guards)
        elif isinstance(option, Instance):
            _ask(machine, option, "__delitem__", Arguments((index,)), site, guards)


def store_under(machine: Machine, holder: Holder, name: Value, new: Value, guards: Guards) -> None:
    """Bind ``name`` in a dict or an object, whichever name it is."""
    for own, option in options(narrowed(machine, name)):
        if isinstance(option, Constant):
            overwrite(machine, holder.held, option.value, new, guards | own)
        else:
            override(machine, holder, new, option, guards | own)


def _ask(machine: Machine, value: Instance, method: str, arguments: Arguments, site: Site, guards: Guards) -> None:
    """The class of the project says itself what happens; where it does not, an attribute may be meant (as in dicts
    whose items can be read as attributes)."""
    own = any(isinstance(cls, Class) and method in cls.slots for cls in value.ancestry)
    if own and guards <= machine.guards:
        machine.call(machine.attribute(value, method, site), arguments, site)
    else:
        override(machine, value, name=arguments.positional[0], guards=guards)


def _store_list(machine: Machine, value: ListValue, index: Value, new: Value, guards: Guards) -> None:
    pack = value.slots["items"]
    if isinstance(pack, Pack):
        machine.pay(len(pack.items))
        overwrite(machine, value.held, "items", _with_item(pack, index, new), guards)


def _with_item(pack: Pack, index: Value, new: Value) -> Pack:
    if isinstance(index, SliceValue):
        return _with_slice(pack, index, new)
    at = index.value if isinstance(index, Constant) else None
    items = list(pack.items)
    if isinstance(at, int) and -len(items) <= at < len(items):
        items[at] = new
        return Pack(tuple(items), open=pack.open)
    return Pack((*[replaced(item, new) for item in items], new), open=True)


def _with_slice(pack: Pack, index: SliceValue, new: Value) -> Pack:
    place, more = bounds(index), sequence(new)
    if place == slice(None, None, None) and more is not None:
        return Pack(more.items, open=more.open)
    if place is None or more is None or pack.open or more.open:
        return Pack((Unknown("an item of a list that was replaced"),), open=True)
    items = list(pack.items)
    try:
        items[place] = more.items
    except ValueError:
        return Pack((Unknown("an item of a list that was replaced"),), open=True)
    return Pack(tuple(items))


def _delete_entry(machine: Machine, value: DictValue, index: Value, guards: Guards) -> None:
    """Without guards the entry is gone; one that may be gone may still be there."""
    if guards <= machine.guards and isinstance(index, Constant):
        machine.heap.remove(value.held, index.value)
    else:
        override(machine, value, name=index, guards=guards)


def _delete_place(machine: Machine, value: ListValue, index: Value, guards: Guards) -> None:
    pack = value.slots["items"]
    at = bounds(index) if isinstance(index, SliceValue) else index.value if isinstance(index, Constant) else None
    left: Pack = Pack((Unknown("an item of a list that another was taken from"),), open=True)
    if isinstance(pack, Pack) and not pack.open and isinstance(at, (int, slice)):
        items = list(pack.items)
        if isinstance(at, slice) or -len(items) <= at < len(items):
            del items[at]
            left = Pack(tuple(items))
    overwrite(machine, value.held, "items", left, guards)
