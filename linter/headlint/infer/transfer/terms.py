"""What a sum is made of: just enough to know the KL divergence of a normal distribution, added up over the batch.

``0.5 * (mu ** 2 + logvar.exp() - logvar - 1).sum()`` is known by a square and an exponential of what a network gives,
added number by number and then over everything. Whatever scales such a sum by an amount that is not known, or makes it
small, is taken for its normalisation: nothing is remembered of it.
"""

from __future__ import annotations

import math
from typing import Any

from headlint.events.sums import LossSum
from headlint.infer.state.machine import Machine, Site
from headlint.tensor import Grad, Kind, Tensor

_SQUARE, _EXP = "square", "exp"
_DIVERGENCE = frozenset({_SQUARE, _EXP})
_LEAST, _MOST = 0.1, 10.0  # a weight outside of these is a normalisation


def terms_of(value: Tensor) -> frozenset[str]:
    """What a tensor brings into a sum."""
    return value.terms | ({_EXP} if _is_exp(value) else frozenset())


def _is_exp(value: Tensor) -> bool:
    return value.kind is Kind.RELU and value.trail is not None and value.trail.step.what == "exp"


def forgotten(value: Tensor) -> Tensor:
    """A tensor of which nobody knows any more how it was summed."""
    return value.but(terms=frozenset(), reduced=None) if value.terms or value.reduced else value


def powered(value: Tensor, exponent: Any, result: Tensor) -> Tensor:
    """The result of raising ``value`` to a power: squares are remembered, and an exponential squared is one again."""
    if exponent != 2 or value.grad is not Grad.FLOWS:
        return forgotten(result)
    made = {_EXP} if _is_exp(value) else {_SQUARE} if value.kind is Kind.RAW else set()
    return result.but(terms=frozenset(made), reduced=None)


def scaled(op: str, value: Tensor, number: Any, result: Tensor) -> Tensor:
    """The result of ``value op number`` or, where that is the same but for a sign, ``number op value``."""
    if op == "**":
        return powered(value, number, result)
    plain = op in ("+", "-") or (op == "*" and _moderate(number))
    halved = op == "/" and value.reduced is None and _moderate(number)
    return result.but(terms=terms_of(value), reduced=value.reduced) if plain or halved else forgotten(result)


def _moderate(number: Any) -> bool:
    return isinstance(number, (int, float)) and _LEAST <= abs(number) <= _MOST


def joined(op: str, left: Tensor, right: Tensor, result: Tensor) -> Tensor:
    """The result of ``left op right``: a sum is made of what its two sides are made of."""
    if op == "*" and left == right and left.trail is right.trail:
        return powered(left, 2, result)
    if (
        op not in ("+", "-")
        or left.reduced != right.reduced
        or (Kind.LOSS in (left.kind, right.kind) and not left.reduced)
    ):
        return forgotten(result)
    return result.but(terms=terms_of(left) | terms_of(right), reduced=left.reduced)


def reduced(how: str, value: Tensor, result: Tensor, everything: bool) -> Tensor:
    """The result of a reduction, over everything or along some axes."""
    terms = terms_of(value)
    if how != "sum" or not terms:
        return forgotten(result)
    return result.but(terms=terms, reduced="sum" if everything or value.reduced == "sum" else None)


def watch(machine: Machine, op: str, left: Tensor, right: Tensor, site: Site) -> None:
    """Emit the addition of an averaged loss and a divergence that was summed over everything."""
    for loss, term in ((left, right), (right, left)):
        averaged = loss.kind is Kind.LOSS and loss.reduced == "mean"
        summed = term.reduced == "sum" and term.terms >= _DIVERGENCE and term.grad is Grad.FLOWS
        if op in ("+", "-") and averaged and summed:
            machine.emission.emit(LossSum(site.span, loss, term, _numbers(machine, loss)))


def _numbers(machine: Machine, loss: Tensor) -> int | None:
    """How many numbers a loss is averaged over, by the call that computed it."""
    places = {step.span for step in loss.trail or ()}
    calls = [call for call in machine.losses if call.span in places][-1:]
    for shape in (shape for call in calls for shape in (call.input.shape, call.target.shape)):
        sizes = [size for size in shape.dims if size is not None]
        if shape.rank and len(sizes) == shape.rank:
            return math.prod(sizes)
    return None
