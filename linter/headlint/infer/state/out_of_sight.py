"""What goes to code that nobody reads: numbers that somebody may rely on there, and losses that are called there."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.diagnostics import Span
from headlint.infer.domain.values import External, Instance, Value
from headlint.infer.state import leaves, readers
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.tensor import Tensor
from headlint.torchlib.functions import FUNCTIONS
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.names import canonical
from headlint.torchlib.rows import Computes, Row

_DEEPEST = 2  # how far inside of what is given a loss is looked for


@dataclass(frozen=True, slots=True)
class GivenLoss:
    """A loss that was given to ``callee`` (its name, empty where it is not known); ``made_at`` is the place where a
    module of it was built, None for a function."""

    loss: str
    callee: str
    made_at: Span | None


def given(machine: Machine, callee: str, arguments: Arguments, site: Site) -> None:
    """Values are given to ``callee``, a full dotted name as far as it is known."""
    readers.handed_on(machine, callee, arguments)
    for value in (*arguments.positional, *arguments.keywords.values()):
        _note(machine, value, callee, site, _DEEPEST)


def _note(machine: Machine, value: Value, callee: str, site: Site, depth: int) -> None:
    if isinstance(value, Tensor):
        leaves.claimed(machine, value)
    row = _row(value)
    if row is not None:
        made_at = value.made_at if isinstance(value, Instance) else None
        machine.given_losses.setdefault(site.span, GivenLoss(row.loss.name, callee, made_at))
    elif depth:
        for part in readers.parts(value):
            _note(machine, part, callee, site, depth - 1)


def _row(value: Value) -> Computes | None:
    """The row of a loss: of an object, or of a function."""
    found: Row | None = None
    if isinstance(value, Instance):
        names = [cls.name for cls in value.ancestry if isinstance(cls, External)]
        layer = next((LAYERS[name] for each in names if (name := canonical(each)) in LAYERS), None)
        found = None if layer is None else layer.acts
    elif isinstance(value, External):
        found = FUNCTIONS.get(canonical(value.name))
    return found if isinstance(found, Computes) else None
