"""Methods of lists and dicts."""

from __future__ import annotations

from headlint.infer.heap import mapped, options
from headlint.infer.indexing import entry
from headlint.infer.machine import Arguments, Machine, Site
from headlint.infer.operators import sequence
from headlint.infer.values import NONE, Constant, DictValue, ListValue, Pack, Unknown, Value


def call_list_method(machine: Machine, value: ListValue | Pack, name: str, arguments: Arguments, site: Site) -> Value:
    """``append``, ``extend``, ``insert``, ``pop`` and their like; what is not known leaves the length open."""
    given = arguments.positional
    if isinstance(value, Pack):
        return machine.unknown(f"{name}() of a tuple", site)
    if name in ("append", "add", "appendleft") and given:
        _change(machine, value, lambda items: (*items, given[0]))
    elif name in ("extend", "update") and given:
        _extend(machine, value, given[0])
    elif name == "insert" and len(given) == 2 and isinstance(given[0], Constant) and isinstance(given[0].value, int):
        at = given[0].value
        _change(machine, value, lambda items: (*items[:at], given[1], *items[at:]))
    elif name == "pop":
        return _pop(machine, value, given[0].value if given and isinstance(given[0], Constant) else -1)
    elif name == "copy":
        return ListValue(dict(value.slots))
    elif name in ("sort", "reverse"):
        _change(machine, value, lambda items: tuple(reversed(items)) if name == "reverse" else items)
    elif name == "clear":
        _change(machine, value, lambda items: ())
    else:
        return machine.unknown(f"{name}() of a list", site)
    return NONE


def _change(machine: Machine, value: ListValue, change: object, open: bool = False) -> None:
    def changed(pack: object) -> Value:
        if not isinstance(pack, Pack):
            return Unknown("a list that is not known")
        machine.pay(len(pack.items))
        return Pack(change(pack.items), open=pack.open or open)  # type: ignore[operator]

    machine.heap.write(value.slots, "items", mapped(value.slots["items"], changed))


def _extend(machine: Machine, value: ListValue, more: Value) -> None:
    pack = sequence(more)
    if pack is None:
        unknown = Unknown("an item of a sequence that is not known")
        _change(machine, value, lambda items: (*items, unknown), open=True)
    else:
        machine.pay(len(pack.items))
        _change(machine, value, lambda items: (*items, *pack.items), open=pack.open)


def _pop(machine: Machine, value: ListValue, at: object) -> Value:
    pack = value.slots["items"]
    if not isinstance(pack, Pack) or not isinstance(at, int) or not -len(pack.items) <= at < len(pack.items):
        return Unknown("an item that was taken out of a list")
    machine.pay(len(pack.items))
    items = list(pack.items)
    taken = items.pop(at)
    machine.heap.write(value.slots, "items", Pack(tuple(items), open=pack.open))
    return taken


def call_dict_method(machine: Machine, value: DictValue, name: str, arguments: Arguments, site: Site) -> Value:
    """``get``, ``items``, ``keys``, ``values``, ``update``, ``setdefault``, ``pop`` and ``copy``."""
    given = arguments.positional
    if name in ("items", "keys", "values", "copy"):
        machine.pay(len(value.slots))
    if name == "items":
        pairs = tuple(Pack((Constant(key), found)) for key, found in value.slots.items())
        return Pack(pairs, open=value.open)
    if name == "keys":
        return Pack(tuple(Constant(key) for key in value.slots), open=value.open)
    if name == "values":
        return Pack(tuple(value.slots.values()), open=value.open)
    if name in ("get", "pop", "setdefault") and given:
        missing = given[1] if len(given) > 1 else NONE
        return mapped(given[0], lambda key: entry(machine, value, key, site, missing))
    if name == "update":
        _update(machine, value, arguments)
        return NONE
    if name == "copy":
        return DictValue(dict(value.slots), value.open)
    return machine.unknown(f"{name}() of a dict", site)


def _update(machine: Machine, value: DictValue, arguments: Arguments) -> None:
    for given in arguments.positional:
        for _, option in options(given):
            if isinstance(option, DictValue):
                machine.pay(len(option.slots))
                for key, found in option.slots.items():
                    machine.heap.write(value.slots, key, found)
                value.open = value.open or option.open
            else:
                value.open = True
    for key, found in arguments.keywords.items():
        machine.heap.write(value.slots, key, found)
