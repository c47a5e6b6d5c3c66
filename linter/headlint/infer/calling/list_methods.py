"""Methods of lists, and what changes them in place."""

from __future__ import annotations

from collections.abc import Callable

from headlint.infer.calling.storing import delete_item, store_item
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import NONE, Constant, ListValue, Pack, Unknown, Value
from headlint.infer.python.iteration import row_of
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.transfer.ordering import shuffled, sorted_items
from headlint.tensor import Tensor


def call_list_method(machine: Machine, value: ListValue | Pack, name: str, arguments: Arguments, site: Site) -> Value:
    """``append``, ``extend``, ``insert``, ``pop`` and their like; what is not known leaves the length open."""
    given = arguments.positional
    if isinstance(value, Pack):
        return machine.unknown(f"{name}() of a tuple", site)
    if name in ("append", "extend") and given:
        machine.evidence.collect(id(value.held), given[0], machine.story.loop, site)
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
    elif name == "sort":
        _reorder(machine, value, lambda pack: sorted_items(pack, arguments))
    elif name == "reverse":
        _change(machine, value, lambda items: tuple(reversed(items)))
    elif name == "clear":
        _change(machine, value, lambda items: ())
    elif name == "__setitem__" and len(given) == 2:
        store_item(machine, value, given[0], given[1], site)
    elif name == "__delitem__" and given:
        delete_item(machine, value, given[0], site)
    else:
        return machine.unknown(f"{name}() of a list", site)
    return NONE


def shuffle(machine: Machine, value: Value) -> None:
    """The items of a list are put in an order that nobody knows."""
    if isinstance(value, ListValue):
        _reorder(machine, value, shuffled)


def _reorder(machine: Machine, value: ListValue, order: Callable[[Pack], Pack]) -> None:
    def changed(pack: object) -> Value:
        return order(pack) if isinstance(pack, Pack) else Unknown("a list that is not known")

    pack = value.slots["items"]
    machine.pay(len(pack.items) if isinstance(pack, Pack) else 0)
    machine.heap.write(value.held, "items", mapped(pack, changed))


def _change(machine: Machine, value: ListValue, change: object, open: bool = False) -> None:
    def changed(pack: object) -> Value:
        if not isinstance(pack, Pack):
            return Unknown("a list that is not known")
        machine.pay(len(pack.items))
        return Pack(change(pack.items), open=pack.open or open)  # type: ignore[operator]

    machine.heap.write(value.slots, "items", mapped(value.slots["items"], changed))


def _extend(machine: Machine, value: ListValue, more: Value) -> None:
    pack = Pack((row_of(more),), open=True) if isinstance(more, Tensor) else sequence(more)
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
