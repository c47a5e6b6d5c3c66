"""How a value came to be: the steps it took, with their places, across files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headlint.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a value: ``what`` in few words ("softmax", "detach()"), and where."""

    what: str
    span: Span


@dataclass(frozen=True, slots=True)
class Trail:
    """The last step and the trail before it. Trails share their tails, so adding a step costs one object."""

    step: Step
    before: Trail | None = None

    def __iter__(self) -> Iterator[Step]:
        """The steps, the last one first."""
        here: Trail | None = self
        while here is not None:
            yield here.step
            here = here.before
