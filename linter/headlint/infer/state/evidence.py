"""What rules on training and evaluation are told once the whole program has run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headlint.diagnostics import Span
from headlint.events import Accumulation, LayerBuilt
from headlint.events.training import Noise
from headlint.infer.domain.values import Instance, Unknown, Value
from headlint.tensor import Grad, Tensor

if TYPE_CHECKING:
    from headlint.infer.state.machine import Site


@dataclass(slots=True, eq=False)
class Run:
    """A network in training mode is called inside ``block``, a ``no_grad()``. ``makers`` are the places of the layers
    that laid its answer, ``trained`` says that something was back-propagated before, ``loaded`` that the network's
    weights were loaded; ``loop`` is the run of a loop, ``opening`` tells the entry point."""

    network: Instance
    site: Site
    block: Span
    noise: tuple[Noise, ...]
    makers: frozenset[Span]
    loop: int
    opening: int
    trained: bool
    loaded: bool


@dataclass(slots=True, eq=False)
class Evidence:
    """``noise`` are the layers that take part in the answer that is being watched, None where none is; ``compared`` the
    places where an answer, by the layer that laid it and the ``no_grad()`` it was given in, is compared with something;
    ``asked`` by the number of a network the length of the story when its mode was set last; ``optimizers`` those that
    moved, by number; ``sure`` and ``doubtful`` the steps that find old gradients, in each turn and in some turns, with
    the opening of the entry point that made the optimizer (None: another one); ``fed`` by number the activations that
    were built with something unknown; ``broken`` are the
    openings of entry points that were not run to their end; ``answers`` tell of those that are put into a list in which
    run of which loop, into which list and where, ``others`` by such a run which lists get what no network made;
    ``leaves`` are copies of what a network gave that ask for their own gradient, by identity; ``claimed`` are the
    places of the cuts in front of those that somebody else may train; ``sums`` are losses one of whose terms trains
    nothing, by identity, each with that term."""

    noise: list[Noise] | None = None
    runs: list[Run] = field(default_factory=list)
    compared: dict[tuple[Span | None, Span], Span] = field(default_factory=dict)
    asked: dict[int, int] = field(default_factory=dict)
    optimizers: dict[int, Instance] = field(default_factory=dict)
    sure: list[tuple[int | None, Accumulation]] = field(default_factory=list)
    doubtful: list[tuple[int | None, Accumulation]] = field(default_factory=list)
    fed: dict[int, LayerBuilt] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    answers: dict[tuple[Span | None, Span], tuple[int, int, Span]] = field(default_factory=dict)
    others: dict[int, set[int]] = field(default_factory=dict)
    leaves: dict[int, Tensor] = field(default_factory=dict)
    claimed: set[Span] = field(default_factory=set)
    sums: dict[int, tuple[Tensor, Tensor]] = field(default_factory=dict)

    def collect(self, collection: int, value: Value, loop: int, site: Site) -> None:
        """A value goes into a list."""
        if isinstance(value, Tensor) and value.maker is not None and value.cut is not None:
            self.answers.setdefault((value.maker, value.cut.span), (loop, collection, site.span))
        elif isinstance(value, Unknown) or (isinstance(value, Tensor) and value.grad is Grad.NONE):
            self.others.setdefault(loop, set()).add(collection)

    def collected(self, maker: Span, block: Span) -> Span | None:
        """Where an answer is put into a list, while a list beside it gets what no network made: the labels."""
        loop, collection, place = self.answers.get((maker, block), (0, 0, None))
        return place if self.others.get(loop, set()) - {collection} else None

    def compare(self, left: Value, right: Value, site: Site) -> None:
        """Two values are compared number by number: an answer with its labels."""
        for side in (left, right):
            if isinstance(side, Tensor) and side.maker is not None and side.cut is not None:
                self.compared.setdefault((side.maker, side.cut.span), site.span)
