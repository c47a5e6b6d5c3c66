"""How a value came to be: the steps it took, with their places, across files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

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
    mark: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Give the trail a mark, so that two long ones are compared at once: equal trails have the same."""
        object.__setattr__(self, "mark", hash((self.step, self.before.mark if self.before else None)))

    def __iter__(self) -> Iterator[Step]:
        """The steps, the last one first."""
        here: Trail | None = self
        while here is not None:
            yield here.step
            here = here.before
