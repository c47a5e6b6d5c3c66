"""The guarded union: what a value may be, and under which choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from headlint.tensor.guard import ALWAYS, Guards, compatible

T = TypeVar("T")
U = TypeVar("U")


@dataclass(slots=True, unsafe_hash=True)
class Alternatives(Generic[T]):
    """A set of possible values with the guards under which each one holds.

    The laws, which the tests check: joining is associative, commutative and idempotent up to order; nothing
    joined to a set changes it; a value stands once for each set of guards.
    """

    options: tuple[tuple[Guards, T], ...]

    @classmethod
    def one(cls, value: T) -> Alternatives[T]:
        """The set that is certain of its value."""
        return cls(((ALWAYS, value),))

    @classmethod
    def of(cls, options: Iterable[tuple[Guards, T]]) -> Alternatives[T]:
        """The set of these options, each kept once."""
        return cls(tuple(dict.fromkeys(options)))

    def __iter__(self) -> Iterator[tuple[Guards, T]]:
        return iter(self.options)

    def __len__(self) -> int:
        return len(self.options)

    def join(self, other: Alternatives[T]) -> Alternatives[T]:
        """The union of both."""
        return Alternatives.of(self.options + other.options)

    def under(self, guards: Guards) -> Alternatives[T]:
        """What remains possible where ``guards`` hold."""
        return Alternatives(tuple(o for o in self.options if compatible(o[0], guards)))

    def guarded(self, guards: Guards) -> Alternatives[T]:
        """The same values, each under ``guards`` as well."""
        return Alternatives.of((own | guards, value) for own, value in self.options if compatible(own, guards))

    def map(self, change: Callable[[T], U]) -> Alternatives[U]:
        """Each value changed, its guards kept."""
        return Alternatives.of((guards, change(value)) for guards, value in self.options)
