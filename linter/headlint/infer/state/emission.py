"""How events leave the interpreter: grouped by the evaluation they belong to, so that *must* can be told from *may*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from headlint.diagnostics import Span
from headlint.events import Activation, Decode, Event
from headlint.infer.domain.held import Held
from headlint.tensor import ALWAYS, Guards
from headlint.tensor.guard import compatible
from headlint.torchlib.wants import Wants


@dataclass(slots=True)
class Case:
    """One of the worlds in which a call was evaluated: the guards that lead to it, and the events it gave; ``nested``
    are the groups that were evaluated on the way, ``agreed`` the guards on what has decided both what is called and
    what it is given."""

    guards: Guards
    events: list[Event] = field(default_factory=list)
    nested: list[list[Case]] = field(default_factory=list)
    agreed: Guards = ALWAYS


Group = tuple[Case, ...]
MOST_WORLDS = 64


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
            cases = self._open.pop()
            self._case = outer
            if outer is not None:
                outer.nested.append(cases)
            else:
                self._close(cases)

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

    def _close(self, nested: list[Case]) -> None:
        cases = self._worlds(nested)
        if any(case.events for case in cases):
            key = tuple((case.guards, tuple((event, _maker(event)) for event in case.events)) for case in cases)
            self.groups.setdefault(key, tuple(cases))

    def _worlds(self, cases: list[Case]) -> list[Case]:
        """The cases with those nested in them as worlds of their own; where that makes too many, the nested ones are
        evaluations of their own."""
        found: list[Case] = []
        for case in cases:
            worlds = [Case(case.guards, case.events)]
            for inner in map(self._worlds, case.nested):
                if len(worlds) * len(inner) > MOST_WORLDS:
                    self._close(inner)
                    continue
                pairs = [(one, two) for one in worlds for two in inner if compatible(one.guards, two.guards)]
                worlds = [_both(one, two) for one, two in pairs]
            found += worlds
        return found

    def settled(self, trained: Mapping[Span, frozenset[Wants]]) -> Iterator[Group]:
        """The groups once the whole program has run: each decision and activation told which losses the same layer's
        output goes to anywhere."""
        for group in self.groups.values():
            for case in group:
                case.events = [_told(event, trained) for event in case.events]
            yield group


def _both(one: Case, two: Case) -> Case:
    shared = {test.subject for test in one.guards} & {test.subject for test in two.guards}
    guards = one.guards | two.guards
    agreed = one.agreed | two.agreed | {test for test in guards if test.subject in shared}
    return Case(guards, [*one.events, *two.events], agreed=agreed)


def _told(event: Event, trained: Mapping[Span, frozenset[Wants]]) -> Event:
    if not isinstance(event, (Activation, Decode)) or event.input.maker is None:
        return event
    return replace(event, trained=trained.get(event.input.maker, frozenset()))
