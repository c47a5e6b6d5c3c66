"""An attribute that has another value inside of a block."""

from __future__ import annotations


class Held:
    """``with Held(holder, "guards", value):`` gives the attribute back what it was at the end of the block.

    A class, since blocks of this kind are entered at every fourth step, and a generator takes three times as long.
    """

    __slots__ = ("_before", "_holder", "_name", "_value")

    def __init__(self, holder: object, name: str, value: object) -> None:
        self._holder = holder
        self._name = name
        self._value = value

    def __enter__(self) -> None:
        self._before = getattr(self._holder, self._name)
        setattr(self._holder, self._name, self._value)

    def __exit__(self, *error: object) -> None:
        setattr(self._holder, self._name, self._before)
