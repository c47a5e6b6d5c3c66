"""Everything that can change while a program runs, and how two branches of it are joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from headlint.infer.domain.slots import Slots, now
from headlint.infer.domain.values import ABSENT, NONE, Class, Constant, DictValue, Instance, Pack, Unknown, Value
from headlint.ir.statements import Function as FunctionNode
from headlint.tensor import ALWAYS, Alternatives, Guards, Tensor, Test
from headlint.tensor.guard import compatible

Change = tuple[Slots, Any, Any]  # the slots, the key, the value
Changes = dict[tuple[int, Any], Change]

MOST_ALTERNATIVES = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the journal: its length, and the horizon that held before."""

    at: int
    horizon: int


class Heap:
    """A journal of writes to slots: a branch is run, undone, and joined with its twin.

    What was made after the last mark (the ``horizon``) is not written down: once the branch that made it is undone,
    nothing but the branch's own values leads to it.
    """

    def __init__(self) -> None:
        self._horizon = 0
        self._log: list[Change] = []
        self.lasting = 0  # the number of changes that no branch takes back

    def write(self, slots: Slots, key: Any, value: Any) -> None:
        """Bind ``key`` in ``slots``, remembering what was there; nothing happens where that is the same."""
        old = slots.get(key, ABSENT)
        if old is value or _same(old, value):
            return
        if slots.made < self._horizon:
            self._log.append((slots, key, old))
        slots[key] = value
        slots.written = now()

    def open_up(self, value: DictValue) -> None:
        """From here on a dict may hold more than is known, whichever branch said so."""
        value.open = True
        value.held.written = now()
        self.lasting += 1

    def remove(self, slots: Slots, key: Any) -> None:
        """Unbind ``key``."""
        if key in slots:
            old = slots.pop(key)
            if slots.made < self._horizon:
                self._log.append((slots, key, old))
            slots.written = now()

    def mark(self) -> Mark:
        """A point to come back to: to ``undo`` what follows, or to ``keep`` it."""
        mark = Mark(len(self._log), self._horizon)
        self._horizon = now()
        return mark

    def keep(self, mark: Mark) -> None:
        """What follows ``mark`` stays as it is."""
        self._horizon = mark.horizon

    def reaches_back(self, mark: Mark, moment: int) -> bool:
        """Whether something that was made before ``moment`` was written since ``mark``."""
        return any(slots.made < moment for slots, _, _ in self._log[mark.at :])

    def forget(self) -> None:
        """Nothing before this point will be undone any more."""
        self._log.clear()
        self._horizon = 0

    def since(self, mark: Mark) -> Changes:
        """What each slot written since ``mark`` held at that point."""
        before: Changes = {}
        for slots, key, old in self._log[mark.at :]:
            before.setdefault((id(slots), key), (slots, key, old))
        return before

    def undo(self, mark: Mark) -> Changes:
        """Take back everything since ``mark``; answer what it had written."""
        self._horizon = mark.horizon
        # In the order of writing: the children of a Sequential are run in the order of its slots.
        written = {(id(slots), key): (slots, key, slots.get(key, ABSENT)) for slots, key, _ in self._log[mark.at :]}
        while len(self._log) > mark.at:
            slots, key, old = self._log.pop()
            _put(slots, key, old)
        return written

    def join(self, left: tuple[Guards, Changes], right: tuple[Guards, Changes]) -> None:
        """Make the state that two undone branches, each under its guards, lead to."""
        for place in dict.fromkeys([*left[1], *right[1]]):
            slots, key, _ = left[1].get(place) or right[1][place]
            now = slots.get(key, ABSENT)
            one = left[1][place][2] if place in left[1] else now
            two = right[1][place][2] if place in right[1] else now
            self.write(slots, key, join((left[0], one), (right[0], two)))


def _put(slots: Slots, key: Any, value: Any) -> None:
    if value is ABSENT:
        slots.pop(key, None)
    else:
        slots[key] = value
    slots.written = now()


def _same(old: Value, new: Value) -> bool:
    """True for values that nobody can tell apart, by their history either."""
    if isinstance(new, Constant):
        return isinstance(old, Constant) and old == new
    if isinstance(new, Tensor):
        return isinstance(old, Tensor) and old == new and old.history == new.history
    return False


def options(value: Value) -> Iterable[tuple[Guards, Any]]:
    """The guarded single values that a value may be."""
    return value.options if isinstance(value, Alternatives) else ((ALWAYS, value),)


def single(choice: Alternatives[Any]) -> Value:
    """A choice of one unguarded value is that value; one with too many options is unknown."""
    if len(choice.options) == 1:
        return choice.options[0][1]  # type: ignore[no-any-return]
    if not choice.options:
        return Unknown("no branch leads here")
    if len(choice.options) > MOST_ALTERNATIVES:
        # Worlds that agree on the value are one; the guards of the first stand for all of them.
        first: dict[Any, Guards] = {}
        for guards, option in choice.options:
            first.setdefault(option, guards)
        if len(first) > MOST_ALTERNATIVES:
            return _fewer(first.items())
        return single(Alternatives(tuple((guards, option) for option, guards in first.items())))
    return choice


def _fewer(choice: Iterable[tuple[Any, Guards]]) -> Value:
    """Of too many networks that are chosen by name each class once, as far as there is room, those first that speak of
    an activation; all others are one that nobody knows. Unknown where there are none."""
    kept: dict[object, tuple[Guards, Any]] = {}
    rest: Guards = ALWAYS
    for option, guards in sorted(choice, key=lambda one: not _speaks_of_activation(one[0])):
        names = [test for test in guards if test.selects and test.holds]
        if _is_network(option) and len(names) == 1 and len(kept) < MOST_ALTERNATIVES - 1:
            if option.cls not in kept:
                rest |= {names[0].opposite}
            kept.setdefault(option.cls, (guards, option))
    others = Unknown("too many alternatives")
    return Alternatives((*kept.values(), (rest, others))) if kept else others


def _is_network(value: Any) -> bool:
    return isinstance(value, Instance) and isinstance(value.cls, Class) and value.cls.is_module


def _speaks_of_activation(value: Any) -> bool:
    body = value.cls.node.body if isinstance(value, Instance) and isinstance(value.cls, Class) else ()
    said = " ".join([one.words for one in body if isinstance(one, FunctionNode)]).lower()
    return "softmax" in said or "sigmoid" in said


def join(*branches: tuple[Guards, Value]) -> Value:
    """The value that is one of several, each under its guards; equal values need no guards."""
    first = branches[0][1]
    if all(value is first or _alike(value, first) for _, value in branches[1:]):
        return first
    packs = [value for _, value in branches]
    if all(isinstance(p, Pack) for p in packs) and len({(len(p.items), p.names, p.open) for p in packs}) == 1:  # type: ignore[union-attr]
        rows = zip(*(p.items for p in packs), strict=True)  # type: ignore[union-attr]
        items = tuple(join(*zip((g for g, _ in branches), row, strict=True)) for row in rows)
        return Pack(items, packs[0].names, packs[0].open)  # type: ignore[union-attr]
    return single(
        Alternatives.of(
            (own | guards, option)
            for guards, value in branches
            for own, option in options(value)
            if not own or guards <= own or compatible(own, guards)
        )
    )


def _alike(left: Value, right: Value) -> bool:
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return True
    return type(left) is type(right) and left == right


def widen(before: Value, once: Value, twice: Value) -> Value:
    """What a slot holds after a loop of unknown length: ``before`` it, after one turn and after two.

    Two turns stand for any number of them: what still changes in the second is not known any more, but for lists
    that grow, which keep the items of two turns and stay open.
    """
    if _alike(once, twice):
        return twice
    if isinstance(once, Pack) and isinstance(twice, Pack):
        return Pack(twice.items, twice.names, open=True)
    if isinstance(once, Tensor) and isinstance(twice, Tensor):
        return twice if (once.kind, once.share) == (twice.kind, twice.share) else join((ALWAYS, once), (ALWAYS, twice))
    if isinstance(once, Constant) and isinstance(twice, Constant) and isinstance(once.value, bool):
        return twice
    if isinstance(twice, (Constant, Unknown)):
        return Unknown("changes from turn to turn of a loop")
    return twice


def mapped(value: Value, change: Callable[[Any], Value]) -> Value:
    """Each option changed, guards kept, results joined."""
    if not isinstance(value, Alternatives):
        return change(value)
    return join_all((guards, change(option)) for guards, option in value.options)


def something(value: Value) -> Value:
    """A choice without None, which has no items and no methods: where it is None the program ends here."""
    if not isinstance(value, Alternatives):
        return value
    kept = tuple(option for option in value.options if option[1] != NONE)
    return value if not kept or len(kept) == len(value.options) else single(Alternatives(kept))


def join_all(results: Iterable[tuple[Guards, Value]]) -> Value:
    """The join of any number of guarded values; unknown where there is none."""
    found = list(results)
    return join(*found) if found else Unknown("no branch leads here")


def one_of(items: Iterable[Value], place: object) -> Value:
    """One of some items, at a place that is not known: the same ``place`` is the same choice."""
    return join_all((frozenset({Test(place, at, True, f"item {at}")}), item) for at, item in enumerate(items))
