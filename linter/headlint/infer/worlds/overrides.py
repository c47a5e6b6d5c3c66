"""What may have been replaced by something that is not known.

Files, command lines and environments carry plain data: numbers, texts, lists and dicts. So a dict or an object that is
updated with what is read from them keeps its functions, classes and networks, and nothing is known of its plain data
any more. Something known under a name that is not known may have replaced whatever is of its own sort.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from headlint.infer.domain.heap import mapped, options
from headlint.infer.domain.modules import UNKNOWN_CHILD, is_module
from headlint.infer.domain.slots import Holder
from headlint.infer.domain.texts import may_be
from headlint.infer.domain.values import (
    ABSENT,
    Class,
    Constant,
    DictValue,
    External,
    Instance,
    ListValue,
    Pack,
    Unknown,
    Value,
)
from headlint.infer.state.machine import Machine
from headlint.infer.worlds.names import overwrite
from headlint.infer.worlds.tables import Attributes, attributes_of
from headlint.tensor import ALWAYS, Guards, Tensor

WHY = "a value that may have been replaced by one that is not known"
ANY_NAME = Unknown("a name that is not known")
ANYTHING = Unknown("something that is not known")
DEEPEST = 3
_Sort = Literal["data", "layer", "tensor", "other"]


def replaced(old: Value, new: Value) -> Value:
    """What a slot holds once ``new`` may have been stored in it."""
    return mapped(old, lambda one: _replaced(one, new))


def _replaced(old: Any, new: Value) -> Value:
    wanted = {_sort(option) for _, option in options(new)}
    sort = _sort(old)
    if old is ABSENT or old == new or isinstance(old, Unknown) or sort not in wanted:
        return old  # type: ignore[no-any-return]
    return Unknown(UNKNOWN_CHILD if sort == "layer" else WHY)


def _sort(value: Any) -> _Sort:
    if is_module(value):
        return "layer"
    if isinstance(value, Tensor):
        return "tensor"
    return "data" if _is_plain(value, DEEPEST) else "other"


def _is_plain(value: Any, depth: int) -> bool:
    """True for what a file can hold; lists of networks and dicts of functions are none of that."""
    if isinstance(value, ListValue):
        value = value.slots["items"]
    if isinstance(value, Pack):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value.items)
    if isinstance(value, DictValue):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value.slots.values())
    return isinstance(value, (Constant, Unknown))


def override(
    machine: Machine, holder: Holder, new: Value = ANYTHING, name: Value = ANY_NAME, guards: Guards = ALWAYS
) -> None:
    """Something is stored in a dict, an object, a class or a module under a name that is not known."""
    if isinstance(holder, DictValue):
        machine.heap.open_up(holder)
    for key, old in list(_slots(holder)):
        after = replaced(old, new) if may_be(name, key) else old
        if after is not old:
            overwrite(machine, _own(holder).held, key, after, guards)


def _own(holder: Holder) -> Holder:
    return holder.owner if isinstance(holder, Attributes) else holder


def _slots(holder: Holder) -> Iterator[tuple[Any, Value]]:
    """The slots that a name may mean, those that an object has from its class among them."""
    own = _own(holder)
    if isinstance(own, DictValue) or (isinstance(holder, Attributes) and holder.layers):
        yield from holder.slots.items()
        return
    found: dict[str, Value] = {}
    line = own.ancestry if isinstance(own, Instance) else own.mro if isinstance(own, Class) else ()
    for place in (own, *line):
        if isinstance(place, Holder):
            found = attributes_of(place) | found
    yield from found.items()


def hand_over(machine: Machine, value: Value, depth: int = DEEPEST) -> None:
    """Something that nobody can follow gets a value, and may set anything in it: of the plain data in dicts and lists
    nothing is known any more."""
    for guards, option in options(value):
        if isinstance(option, DictValue) or (isinstance(option, Instance) and _is_record(option)):
            machine.pay(len(option.held))
            for inner in list(option.slots.values()) if depth else ():
                if isinstance(inner, (DictValue, ListValue, Instance)):
                    hand_over(machine, inner, depth - 1)
            override(machine, option, guards=guards)
        elif isinstance(option, ListValue):
            _hand_over_list(machine, option, guards, depth)


def _hand_over_list(machine: Machine, value: ListValue, guards: Guards, depth: int) -> None:
    pack = value.slots["items"]
    if not isinstance(pack, Pack):
        return
    machine.pay(len(pack.items))
    for item in pack.items if depth else ():
        hand_over(machine, item, depth - 1)
    items = tuple(item if isinstance(item, (DictValue, ListValue)) else replaced(item, ANYTHING) for item in pack.items)
    if any(after is not before for after, before in zip(items, pack.items, strict=True)):
        overwrite(machine, value.held, "items", Pack(items, open=True), guards)


def _is_record(value: Instance) -> bool:
    """True for an object that holds settings: of a class without a base in torch or another library of networks, or of
    a library's class that is none of networks."""
    return not is_module(value) and not (isinstance(value.cls, External) and value.cls.name.startswith("torch."))
