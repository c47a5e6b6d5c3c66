"""Whether a gradient still runs from a tensor to the parameters of a network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headlint.diagnostics import Span
from headlint.tensor import Cut, Grad, Kind, Tensor


@dataclass(frozen=True, slots=True)
class Flow:
    """The gradient of a result of several operands, and what cut it if it is cut."""

    grad: Grad
    cut: Cut | None = None


def combined(operands: Iterable[Tensor | None]) -> Flow:
    """The gradient of what is computed from these operands (None: not known). It flows if it flows through one of
    them, and is cut only where every operand that came from a network is cut and no operand is unknown."""
    found = list(operands)
    grads = [Grad.UNKNOWN if operand is None else operand.grad for operand in found]
    if Grad.FLOWS in grads:
        return Flow(Grad.FLOWS)
    if Grad.UNKNOWN in grads:
        return Flow(Grad.UNKNOWN)
    if Grad.CUT in grads:
        return Flow(Grad.CUT, next((operand.cut for operand in found if operand is not None and operand.cut), None))
    return Flow(Grad.NONE)


def cut(tensor: Tensor, how: str, span: Span) -> Tensor:
    """The tensor without its gradient. What never had one stays as it is; the first cut is the one remembered."""
    if tensor.grad is not Grad.FLOWS:
        return tensor
    return tensor.but(grad=Grad.CUT, cut=Cut(how, span, of_loss=tensor.kind is Kind.LOSS))


def rewrapped(loss: Tensor, how: str, span: Span) -> Tensor:
    """A loss made into a new leaf: ``backward()`` then stops right there."""
    return loss.but(grad=Grad.CUT, cut=loss.cut or Cut(how, span, of_loss=True))
