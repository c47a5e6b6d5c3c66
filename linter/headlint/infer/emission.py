"""How events leave the interpreter: grouped by the evaluation they belong to, so that *must* can be told from *may*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from headlint.diagnostics import Span
from headlint.events import Activation, Decode, Event
from headlint.infer.held import Held
from headlint.tensor import ALWAYS, Guards
from headlint.torchlib.wants import Wants


@dataclass(slots=True)
class Case:
    """One of the worlds in which a call was evaluated: the guards that lead to it, and the events it gave."""

    guards: Guards
    events: list[Event] = field(default_factory=list)


Group = tuple[Case, ...]


def _maker(event: Event) -> object:
    return getattr(getattr(event, "input", None), "maker", None)


class Emission:
    """Collects the groups of a run, each distinct one once."""

    def __init__(self) -> None:
        self.groups: dict[object, Group] = {}
        self._open: list[list[Case]] = []
        self._case: Case | None = None

    @contextmanager
    def group(self) -> Iterator[None]:
        """Everything emitted in cases of this block is one evaluation of one place."""
        outer = self._case
        self._open.append([])
        try:
            yield
        finally:
            self._close(self._open.pop())
            self._case = outer

    def case(self, guards: Guards) -> Held:
        """One world of the group that is open."""
        case = Case(guards)
        self._open[-1].append(case)
        return Held(self, "_case", case)

    def apart(self) -> Held:
        """A call into the project: what it emits belongs to its own evaluations."""
        return Held(self, "_case", None)

    def emit(self, event: Event) -> None:
        """Add an event to the case that is open, or as a group of its own."""
        if self._case is not None:
            self._case.events.append(event)
        else:
            self._close([Case(ALWAYS, [event])])

    def _close(self, cases: list[Case]) -> None:
        if any(case.events for case in cases):
            key = tuple((case.guards, tuple((event, _maker(event)) for event in case.events)) for case in cases)
            self.groups.setdefault(key, tuple(cases))

    def settled(self, trained: Mapping[Span, frozenset[Wants]]) -> Iterator[Group]:
        """The groups once the whole program has run: each decision and activation told which losses the same layer's
        output goes to anywhere."""
        for group in self.groups.values():
            for case in group:
                case.events = [_told(event, trained) for event in case.events]
            yield group


def _told(event: Event, trained: Mapping[Span, frozenset[Wants]]) -> Event:
    if not isinstance(event, (Activation, Decode)) or event.input.maker is None:
        return event
    return replace(event, trained=trained.get(event.input.maker, frozenset()))
