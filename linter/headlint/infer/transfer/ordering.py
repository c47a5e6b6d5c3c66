"""Items in another order: sorted where their values are known, else in one that nobody knows."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.heap import one_of
from headlint.infer.domain.slots import now
from headlint.infer.domain.values import Constant, Pack, Unknown
from headlint.infer.state.machine import Arguments

MOST_SHUFFLED = 4


def sorted_items(pack: Pack, arguments: Arguments) -> Pack:
    """What ``sorted()`` makes of items, and ``sort()`` of a list, called with these further arguments."""
    backwards = arguments.keywords.get("reverse", Constant(False))
    known = [item for item in pack.items if isinstance(item, Constant)]
    if pack.open or len(known) < len(pack.items) or "key" in arguments.keywords or not isinstance(backwards, Constant):
        return shuffled(pack)

    def value(item: Any) -> Any:
        return item.value

    try:
        return Pack(tuple(sorted(known, key=value, reverse=bool(backwards.value))))
    except TypeError:
        return shuffled(pack)


def shuffled(pack: Pack) -> Pack:
    """The items in an order that nobody knows: each of few may be at each place."""
    if len(pack.items) > MOST_SHUFFLED and len(set(pack.items)) > 1:
        return Pack(tuple(Unknown("an item of a list in another order") for _ in pack.items), open=pack.open)
    return Pack(tuple(one_of(pack.items, now()) for _ in pack.items), open=pack.open)
