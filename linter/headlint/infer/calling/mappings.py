"""Dicts: filling one from another, and their methods."""

from __future__ import annotations

from headlint.infer.calling.storing import delete_item, store_item
from headlint.infer.domain.heap import mapped, options
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.spare import Spare
from headlint.infer.domain.values import ABSENT, NONE, Constant, DictValue, Pack, Unknown, Value, of_key
from headlint.infer.python.indexing import entry
from headlint.infer.python.iteration import items
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.worlds.names import narrowed, overwrite
from headlint.infer.worlds.overrides import ANYTHING, override
from headlint.tensor import Guards


def merge(machine: Machine, into: DictValue, given: Value, site: Site) -> None:
    """``into.update(given)``: of what an unknown mapping holds, every entry may be one that is there already."""
    for guards, option in options(narrowed(machine, given)):
        if isinstance(option, DictValue):
            machine.pay(len(option.held))
            if option.open and not isinstance(option, Spare):
                override(machine, into, guards=guards)
            for key, found in list(option.slots.items()):
                overwrite(machine, into.held, key, found, guards)
        else:
            _merge_pairs(machine, into, items(machine, option, site), guards)


def _merge_pairs(machine: Machine, into: DictValue, pairs: Pack, guards: Guards) -> None:
    if pairs.open:
        override(machine, into, guards=guards)
    for pair in pairs.items:
        both = sequence(pair)
        if both is None or len(both.items) != 2:
            override(machine, into, guards=guards)
        elif isinstance(both.items[0], Constant):
            overwrite(machine, into.held, both.items[0].value, both.items[1], guards)
        else:
            override(machine, into, both.items[1], both.items[0], guards)


def update(machine: Machine, into: DictValue, arguments: Arguments, site: Site) -> None:
    """``into.update(*arguments)``, or what ``dict(*arguments)`` is filled with."""
    for given in arguments.positional:
        merge(machine, into, given, site)
    if arguments.open:
        override(machine, into)
    for key, found in arguments.keywords.items():
        machine.heap.write(into.held, key, found)


def call_dict_method(machine: Machine, value: DictValue, name: str, arguments: Arguments, site: Site) -> Value:
    """What a method of a dict gives; the dict is changed by those that change it."""
    given = arguments.positional
    if name in ("items", "keys", "values", "copy"):
        machine.pay(len(value.held))
        return _listed(value, name)
    if name in ("get", "pop", "setdefault") and given:
        return _looked_up(machine, value, name, arguments, site)
    if name == "update":
        update(machine, value, arguments, site)
    elif name == "popitem":
        return _last(machine, value)
    elif name == "clear":
        for key in list(value.slots):
            machine.heap.remove(value.held, key)
    elif name == "__setitem__" and len(given) == 2:
        store_item(machine, value, given[0], given[1], site)
    elif name == "__delitem__" and given:
        delete_item(machine, value, given[0], site)
    elif name == "__getitem__" and given:
        return mapped(given[0], lambda key: entry(machine, value, key, site))
    else:
        return machine.unknown(f"{name}() of a dict", site)
    return NONE


def _listed(value: DictValue, name: str) -> Value:
    """The entries, keys or values; those of an open dict end with one that stands for all that are not known."""
    found, open = value.slots, value.open and not isinstance(value, Spare)
    if name == "copy":
        return DictValue(dict(found), value.open)
    pairs: list[tuple[Value, Value]] = [(of_key(key), entry) for key, entry in found.items()]
    if open:
        pairs.append((Unknown("a key of a dict"), Unknown("an entry of a dict")))
    if name == "items":
        return Pack(tuple(Pack(pair) for pair in pairs), open=open)
    return Pack(tuple(pair[name == "values"] for pair in pairs), open=open)


def _looked_up(machine: Machine, value: DictValue, name: str, arguments: Arguments, site: Site) -> Value:
    """``get``, ``pop`` and ``setdefault``."""
    given = arguments.positional
    missing = given[1] if len(given) > 1 else NONE
    found = mapped(given[0], lambda key: entry(machine, value, key, site, missing))
    if name == "pop":
        delete_item(machine, value, given[0], site)
    elif name == "setdefault" and isinstance(given[0], Constant) and value.slots.get(given[0].value, ABSENT) is ABSENT:
        machine.heap.write(value.held, given[0].value, found)
    return found


def _last(machine: Machine, value: DictValue) -> Value:
    found = value.slots
    if value.open or not found:
        override(machine, value, ANYTHING)
        return Unknown("an entry of a dict")
    key, last = list(found.items())[-1]
    machine.heap.remove(value.held, key)
    return Pack((Constant(key), last))
