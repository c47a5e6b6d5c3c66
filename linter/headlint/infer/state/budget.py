"""How long something may run, in steps: units of the interpreter's work, so that a run ends the same way everywhere.

Most of a budget has to be earned. What works on tensors gets to the end of its budget; a program that loads, prints and
checks versions without building a layer or computing a number is given up soon: it is not what headlint reads it for.
"""

from __future__ import annotations

EARNED_STEPS = 100  # by each layer that is built and each function of torch that is computed


class Exhausted(Exception):
    """The budget of an entry point is used up; what was cut off is unresolved, never guessed."""


class Budget:
    """``steps`` are those that may be taken at once, ``reserve`` those that are still to be earned."""

    __slots__ = ("_given", "reserve", "steps")

    def __init__(self, given: int, idle: int | None = None) -> None:
        """``given`` steps in all, of which ``idle`` need not be earned (all where it is left out)."""
        self._given = given
        self.steps = given if idle is None else min(given, idle)
        self.reserve = given - self.steps

    @property
    def left(self) -> int:
        """The steps that were not taken, earned or not."""
        return max(self.steps, 0) + self.reserve

    @property
    def taken(self) -> int:
        """The steps that were taken."""
        return self._given - self.left

    @property
    def used_up(self) -> bool:
        """It was too small for what ran."""
        return self.steps < 0

    def take(self, steps: int) -> None:
        """Take some steps at once; raises Exhausted where there are not so many."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted

    def earn(self) -> None:
        """A layer is built or numbers are computed."""
        if self.reserve:
            earned = min(self.reserve, EARNED_STEPS)
            self.steps += earned
            self.reserve -= earned
