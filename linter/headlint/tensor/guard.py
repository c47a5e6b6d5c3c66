"""Under which choices of a program a value is what it is.

A branch on something unknown makes two worlds. What they disagree on is kept as alternatives, each with the
tests that lead to it, so that a criterion and a model that are chosen by the same test never meet crosswise.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

Relation = Literal["==", "<", ">", "in", "true"]
_numbers = itertools.count()
_ANOTHER = object()  # a value that no test speaks of; it counts as true


@dataclass(slots=True, eq=False)
class Test:
    """An outcome of a test: ``subject`` identifies what was tested (equal subjects are the same unknown value),
    ``relation`` how: whether it is ``equals``, less or greater than that, one of those, or counts as true; and
    ``holds`` which way it went.

    ``text`` says it as a person would, for example ``arch == "unet3"``. ``selects`` tells a selection by name or
    number (a factory's entry, certainly somebody's choice) from a plain flag.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    subject: object
    equals: object
    holds: bool
    text: str = ""
    selects: bool = False
    relation: Relation = "=="
    number: int = field(init=False, compare=False, repr=False)  # grows from test to test
    about: int = field(init=False, compare=False, repr=False)  # the hash of the subject
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work the hash out once: a test is in many sets of guards."""
        self.number = next(_numbers)
        self.about = hash(self.subject)
        self._hash = hash((self.subject, self.relation, type(self.equals), self.equals, self.holds))

    def __eq__(self, other: object) -> bool:
        """Equal in all but the words: ``True`` is not ``1`` here."""
        if not isinstance(other, Test) or self._hash != other._hash:
            return False
        same = self.subject == other.subject and self._asks_the_same(other)
        return same and self.holds == other.holds and self.selects == other.selects

    def __hash__(self) -> int:
        return self._hash

    @property
    def opposite(self) -> Test:
        """The test gone the other way."""
        return Test(self.subject, self.equals, not self.holds, self.text, self.selects, self.relation)

    def contradicts(self, other: Test) -> bool:
        """True where the two outcomes cannot both be, of a value that somebody would choose: a number that is not
        greater than the one it is compared with is taken to be that one."""
        if self.subject != other.subject:
            return False
        if self._asks_the_same(other):
            return self.holds != other.holds
        return not any(self._met_by(value) and other._met_by(value) for value in (*self._near(), *other._near()))

    def _asks_the_same(self, other: Test) -> bool:
        return self.relation == other.relation and _same(self.equals, other.equals)

    def _near(self) -> list[object]:
        """Values that tell this test from others."""
        constants = self.equals if isinstance(self.equals, tuple) else (self.equals,)
        greater = [value + 1 for value in constants if _is_number(value)]
        return [*constants, *greater, None, _ANOTHER]

    def _met_by(self, value: object) -> bool:
        """True where this is the outcome for a value; False also where it cannot be tested."""
        if self.relation in ("<", ">"):
            if not _is_number(value) or not _is_number(self.equals):
                return False
            found = value < self.equals if self.relation == "<" else value > self.equals  # type: ignore[operator]
        elif self.relation == "in":
            found = isinstance(self.equals, tuple) and any(_same(one, value) for one in self.equals)
        else:
            found = bool(value) if self.relation == "true" else _same(self.equals, value)
        return found is self.holds


Guards = frozenset[Test]
ALWAYS: Guards = frozenset()
_FEW = 24  # pairs of tests that are compared one by one more quickly than looked up


def compatible(left: Guards, right: Guards) -> bool:
    """True where some run of the program can meet both sets of outcomes."""
    if not left or not right or left is right:
        return True
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    if len(few) * len(many) <= _FEW:
        for one in few:
            about = one.about
            for other in many:
                if other.about == about and other is not one and one.contradicts(other):
                    return False
        return True
    known = _by_subject(many)
    return not any(one.contradicts(other) for one in few for other in known.get(one.subject, ()))


def ways(subject: Any, relation: Relation, constant: Any, text: str = "") -> tuple[Guards, Guards]:
    """The two ways that a test can go, where it holds and where it does not: the same objects for the same test, so
    that sets of guards are quickly compared. A test that is said in words selects."""
    kind: Any = type(constant)  # True is not 1 here
    return _ways(subject, relation, kind, constant, text)


@lru_cache(maxsize=4096)
def _ways(
    subject: Hashable, relation: Relation, kind: Hashable, constant: Hashable, text: str
) -> tuple[Guards, Guards]:
    test = Test(subject, constant, True, text, bool(text), relation)
    return frozenset({test}), frozenset({test.opposite})


def forget_tests() -> None:
    """Let go of the values that tests are about: another program begins."""
    _ways.cache_clear()
    _by_subject.cache_clear()


def elsewhere(guards: Guards) -> list[Guards]:
    """The worlds in which not all of some outcomes hold, no two of which can be at once: in the order in which a run
    made the tests, which is the same each time (what they are about may be too long to be written out)."""
    found: list[Guards] = []
    held: Guards = ALWAYS
    for test in sorted(guards, key=attrgetter("number")):
        found.append(held | {test.opposite})
        held |= {test}
    return found


@lru_cache(maxsize=8192)  # the guards under which a program is, asked at each of its steps
def _by_subject(guards: Guards) -> dict[object, list[Test]]:
    found: dict[object, list[Test]] = {}
    for test in guards:
        found.setdefault(test.subject, []).append(test)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(left: object, right: object) -> bool:
    return type(left) is type(right) and left == right
