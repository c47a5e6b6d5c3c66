"""Subscripts: reading and writing ``value[index]``."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.heap import MOST_ALTERNATIVES, join_all, mapped, one_of, something
from headlint.infer.domain.modules import children_of, container, is_module
from headlint.infer.domain.values import (
    Class,
    Constant,
    DictValue,
    External,
    Instance,
    ListValue,
    Namespace,
    Pack,
    SliceValue,
    Unknown,
    Value,
    key_of,
)
from headlint.infer.python import enumerations
from headlint.infer.python.dynamic_imports import loaded
from headlint.infer.python.iteration import MOST_TURNS
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.transfer.slicing import index_tensor
from headlint.infer.worlds.choices import MOST_CHOICES, any_of_shelf, picked
from headlint.infer.worlds.tables import Attributes
from headlint.ir import expressions as ir
from headlint.ir.show import show_expression
from headlint.tensor import Tensor, Test
from headlint.torchlib.models import SHELVES


def subscript(machine: Machine, value: Value, index: Value, site: Site) -> Value:
    """``value[index]``."""
    return mapped(something(value), lambda one: mapped(index, lambda at: _read(machine, one, at, site)))


def _read(machine: Machine, value: Any, index: Any, site: Site) -> Value:
    if isinstance(value, Tensor):
        return index_tensor(value, index, site)
    if isinstance(value, ListValue):
        return mapped(value.slots["items"], lambda pack: _item(machine, pack, index, True, site))
    if isinstance(value, Pack):
        return _item(machine, value, index, False, site)
    if isinstance(value, DictValue):
        return entry(machine, value, index, site)
    if isinstance(value, Instance):
        return _of_container(machine, value, index, site)
    if isinstance(value, Class):
        return entry(machine, enumerations.by_name(value), index, site)
    if isinstance(value, External):
        if value.name in _TABLES and isinstance(index, Unknown):
            return any_of_shelf(_TABLES[value.name], index)
        return loaded(machine, index, site) if value.name == "sys.modules" else _of_library(value, index, site)
    if isinstance(value, Unknown):
        return value.part("item", getattr(index, "value", None) if isinstance(index, Constant) else id(site.node))
    if isinstance(value, Constant) and isinstance(value.value, str) and isinstance(index, Constant):
        return _letter(value.value, index.value)
    return machine.unknown("an item of something that is not followed", site)


_TABLES = {f"{shelf}.__dict__": shelf for shelf in SHELVES}


def _of_library(value: External, index: Any, site: Site) -> Value:
    """``List[int]`` is a type like ``List``; an item of a library's variable (``sys.argv[1]``) is unknown, and the same
    item is the same unknown; an item of a module's ``__dict__`` is that name of it."""
    if value.name.rpartition(".")[2][:1].isupper():
        return value
    which = index.value if isinstance(index, Constant) else id(site.node)
    if value.name.endswith(".__dict__") and isinstance(which, str):
        return External(f"{value.name.removesuffix('__dict__')}{which}")
    return Unknown(f"{value.name} is known at run time only", site.span, (value.name, which))


def _letter(text: str, index: object) -> Value:
    if isinstance(index, int) and -len(text) <= index < len(text):
        return Constant(text[index])
    return Unknown("a part of a string")


def _item(machine: Machine, pack: Any, index: Any, as_list: bool, site: Site) -> Value:
    if not isinstance(pack, Pack):
        return machine.unknown("an item of something that is not followed", site)
    if isinstance(index, Constant) and isinstance(index.value, int):
        return _at(machine, pack, index.value, site)
    if isinstance(index, SliceValue):
        machine.pay(len(pack.items))
        part = _slice(pack, index)
        return ListValue({"items": part}) if as_list else part
    # Of networks that were built one by one the known ones stand for the others, as they do in a loop.
    alike = pack.open and len(pack.items) <= MOST_ALTERNATIVES and all(map(is_module, pack.items))
    if (pack.open and not alike) or not 0 < len(pack.items) <= MOST_TURNS:
        return machine.unknown("an item of a list at an unknown place", site)
    key = index.key if isinstance(index, Unknown) else id(site.node)
    return one_of(pack.items, key)


def _at(machine: Machine, pack: Pack, index: int, site: Site) -> Value:
    if pack.open and index >= 0 and index >= len(pack.items):
        return machine.unknown("an item beyond those that are known", site)
    if -len(pack.items) <= index < len(pack.items):
        return pack.items[index]
    return machine.unknown("an item that is not there", site)


def _slice(pack: Pack, index: SliceValue) -> Pack:
    parts = [
        part.value if isinstance(part, Constant) else ... for part in (index.lower, index.upper, index.step) if part
    ]
    if any(part is ... for part in parts) or (pack.open and parts and not _drops_last(pack, index)):
        return Pack(pack.items, open=True)
    bounds = [part.value if isinstance(part, Constant) else None for part in (index.lower, index.upper, index.step)]
    try:
        return Pack(pack.items[slice(*bounds)], open=pack.open)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Pack(pack.items, open=True)


def _drops_last(pack: Pack, index: SliceValue) -> bool:
    """True for ``items[:-1]``, and where as many are known."""
    upper = index.upper.value if isinstance(index.upper, Constant) else None
    few = isinstance(upper, int) and -len(pack.items) < upper < 0
    return few and index.step is None and index.lower in (None, Constant(0))


def entry(machine: Machine, value: DictValue, key: Any, site: Site, missing: Value | None = None) -> Value:
    """An entry of a dict; with an unknown key every entry is a choice that is named by its key."""
    key = key_of(key)
    if isinstance(key, Constant):
        if key.value in value.slots:
            found: Value = value.slots[key.value]
            return found
        if missing is not None and not value.open:
            return missing
        if isinstance(value, Attributes) and isinstance(value.owner, Instance) and not value.layers:
            return machine.attribute(value.owner, str(key.value), site)
        return machine.unknown(f"the entry {key.value!r} of a dict is not known", site)
    if isinstance(value, Attributes) and isinstance(value.owner, Namespace) and isinstance(key, Unknown):
        return picked(machine, value.owner, key, _asked(site.node))
    if value.open or not value.slots or not isinstance(key, Unknown):
        return machine.unknown("an entry of a dict under an unknown key", site)
    asked = _asked(site.node)
    entries = list(value.slots.items())[: MOST_CHOICES + 1]
    return join_all((_chosen(key, name, f"{asked} == {name!r}"), item) for name, item in entries)


def _asked(node: ir.Node) -> str:
    """The expression for the key, in ``table[key]`` or ``table.get(key)``."""
    if isinstance(node, ir.Subscript):
        return show_expression(node.index)
    return show_expression(node.arguments[0].value) if isinstance(node, ir.Call) and node.arguments else "the key"


def _chosen(key: Unknown, name: object, said: str) -> Any:
    return frozenset({Test(key.key, name, True, said, selects=True)})


def _of_container(machine: Machine, value: Instance, index: Any, site: Site) -> Value:
    machine.pay(len(value.slots))
    kind = container(value)
    children = children_of(value)
    if kind is None or children is None:
        method = machine.attribute(value, "__getitem__", site)
        return machine.call(method, Arguments((index,)), site)
    if kind == "torch.nn.ModuleDict":
        return entry(machine, DictValue(value.slots, open="*" in value.slots), index, site)
    if isinstance(index, SliceValue):
        part = _slice(children, index)
        made = Instance(External(kind), value.made_at, {str(i): child for i, child in enumerate(part.items)})
        if part.open:
            made.slots["*"] = Constant(True)
        return made
    return _item(machine, children, index, False, site)
