"""Terms of a loss through which no gradient runs: they change the number that is printed, and train nothing."""

from __future__ import annotations

from typing import Any

from headlint.infer.state.machine import Machine
from headlint.tensor import Grad, Kind, Tensor

_ON_PURPOSE = ("detach", ".data")


def watch(machine: Machine, op: str, left: Any, right: Any, result: Any) -> None:
    """Remember a sum with such a term in it, and what is computed from one."""
    sums = machine.evidence.sums
    term = _idle(left, right) or _idle(right, left) if op in ("+", "-") else None
    if term is None and sums:
        term = next((sums[id(side)][1] for side in (left, right) if id(side) in sums), None)
    if term is not None:
        sums[id(result)] = (result, term)


def _idle(term: Any, rest: Any) -> Tensor | None:
    """A loss that is added to what trains, where all that it was computed from was cut off, and nobody asked for
    that."""
    if not isinstance(term, Tensor) or not isinstance(rest, Tensor) or rest.grad is not Grad.FLOWS:
        return None
    if term.kind is not Kind.LOSS or term.grad is not Grad.CUT or term.cut is None or term.trail is None:
        return None
    meant = term.cut.of_loss or term.cut.by_block or any(word in term.cut.how for word in _ON_PURPOSE)
    return None if meant else term


def term_of(machine: Machine, loss: Tensor) -> Tensor | None:
    """The term of this very loss that trains nothing."""
    return machine.evidence.sums.get(id(loss), (loss, None))[1]
