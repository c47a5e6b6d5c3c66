"""Storage: the dict of what can change in a value, which knows when it was made and last written.

Whoever reads an object's slots through the object leaves a trace, so that a call can be remembered together with
everything that its outcome rests on.
"""

from __future__ import annotations

import itertools
from typing import Any

_moments = itertools.count(1)


def now() -> int:
    """A moment of the run, later than all before it; what is made from here on has greater numbers."""
    return next(_moments)


class Slots(dict[Any, Any]):
    """``made`` and ``written`` are moments: when it came to be, and when the heap changed it last."""

    __slots__ = ("made", "written")

    def __init__(self, *content: Any) -> None:
        super().__init__(*content)
        self.made = self.written = next(_moments)


Variable = tuple[Slots, str, Any]
"""The slots of a scope, a name in them, and what was read there."""


class Reads:
    """What has been read since a remembered call began: objects as a whole, and single variables of scopes.

    There is one for the process (``READS``); a program is interpreted by one machine at a time.
    """

    __slots__ = ("slots", "variables")

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing has been read."""
        self.slots: dict[int, Slots] = {}
        self.variables: dict[tuple[int, str], Variable] = {}


READS = Reads()


class Holder:
    """A value with slots. ``held`` are the slots themselves, for those who write, or look into what is their own."""

    __slots__ = ()
    held: Slots

    @property
    def slots(self) -> Slots:
        """The slots, for reading: noted."""
        held = self.held
        READS.slots[id(held)] = held
        return held


def stored(content: dict[Any, Any]) -> Slots:
    """These slots, or new ones with this content."""
    return content if type(content) is Slots else Slots(content)
