"""What nobody can say more about, and the questions that were asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headlint.diagnostics import Span
from headlint.infer.domain.slots import now
from headlint.tensor import Grad, Guards, Kind, Shape, Tensor
from headlint.tensor.guard import Relation

if TYPE_CHECKING:
    from headlint.infer.domain.values import Value


@dataclass(slots=True, eq=False)
class Unknown:
    """A value nobody can say more about: ``why``, and where it came from. ``key`` identifies it, so that two looks
    at the same unknown are seen to be one. ``known`` is what holds of it should it be used as a tensor: the sizes that
    ``view`` gave it, or that no gradient runs from it. ``holder`` is the same of what it was read from."""

    why: str = "not followed"
    at: Span | None = None
    key: object = field(default_factory=now)
    known: Tensor | None = None
    holder: Tensor | None = None

    def part(self, how: str, which: object) -> Unknown:
        """Something read from this value: the same part twice is the same unknown. What is read from data is data."""
        kept = self.known if self.known is DATA else None
        return Unknown(self.why, self.at, (self.key, how, which), kept, self.known)


DATA = Tensor(grad=Grad.NONE)
"""Known of what a loader gives: numbers of any kind and layout, through which no gradient runs."""

SCALAR = Tensor(Kind.DATA, Shape((), open=False), grad=Grad.NONE)
"""Known of one number of Python's, whichever it is."""


_answers: dict[tuple[object, ...], int] = {}  # a number for each question, lest keys grow out of keys


def answer(name: str, arguments: tuple[Value, ...], why: str, at: Span | None, known: Tensor | None = None) -> Unknown:
    """What a pure function gives for values that are not all known: for the same ones the same unknown."""
    return Unknown(why, at, _answers.setdefault((name, *map(identity, arguments)), now()), known)


def forget_answers() -> None:
    """Let go of the values that somebody asked about: another program begins."""
    _answers.clear()


def identity(value: Value) -> object:
    """Equal for values that are known to be one, though nobody may know which."""
    return value.key if isinstance(value, Unknown) else value


@dataclass(frozen=True, slots=True)
class Equality:
    """The key of an unknown truth value that is a comparison of an unknown with a constant: ``arch == "unet"``; or,
    ``differs``, the opposite of one. See Test for the relations."""

    subject: object
    constant: object
    text: str = ""
    differs: bool = False
    relation: Relation = "=="


@dataclass(frozen=True, slots=True)
class Conjunction:
    """The key of an unknown truth value that holds where all of some tests do, or, ``negated``, where one of them does
    not: ``a and b`` is ``b and a``."""

    tests: Guards
    negated: bool = False
