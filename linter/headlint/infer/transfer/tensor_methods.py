"""Methods of Tensor that do more than a row can say."""

from __future__ import annotations

from collections.abc import Callable

from headlint.events import Backward
from headlint.infer.domain.values import NONE, Constant, Unknown, Value
from headlint.infer.state import leaves
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.transfer import arithmetic, idle_terms
from headlint.infer.transfer.tensor_attributes import size_along, sizes
from headlint.tensor import Grad, Kind, Tensor

Own = Callable[[Machine, Tensor, Arguments, Site], Value]


def _backward(machine: Machine, value: Tensor, arguments: Arguments, site: Site) -> Value:
    """A loss is back-propagated: does the gradient get anywhere?"""
    if value.kind is Kind.LOSS and value.grad is Grad.CUT and value.cut is not None and value.trail is not None:
        if value.cut.of_loss or value.cut.span not in machine.evidence.claimed:
            machine.emission.emit(Backward(site.span, value.trail.step.span, value.cut, value.cut.of_loss))
    elif value.cut is not None and leaves.is_leaf(machine, value):
        machine.emission.emit(Backward(site.span, value.cut.span, value.cut, rewrapped=True))
    elif (term := idle_terms.term_of(machine, value)) is not None and term.cut is not None and term.trail is not None:
        machine.emission.emit(Backward(site.span, term.trail.step.span, term.cut, part=True))
    return NONE


def _size(machine: Machine, value: Tensor, arguments: Arguments, site: Site) -> Value:
    dim = arguments.positional[0] if arguments.positional else arguments.keywords.get("dim")
    if dim is None:
        return sizes(value)
    at = dim.value if isinstance(dim, Constant) and isinstance(dim.value, int) else None
    return size_along(value, None if at is None else value.shape.index(at))


def _dim(machine: Machine, value: Tensor, arguments: Arguments, site: Site) -> Value:
    return Unknown("a rank") if value.shape.rank is None else Constant(value.shape.rank)


def _requires_grad(machine: Machine, value: Tensor, arguments: Arguments, site: Site) -> Value:
    return leaves.asked(machine, value)


def _comparison(op: str) -> Own:
    def compare(machine: Machine, value: Tensor, arguments: Arguments, site: Site) -> Value:
        other = arguments.positional[0] if arguments.positional else arguments.keywords.get("other", NONE)
        return arithmetic.compare(machine, op, value, other, site)

    return compare


COMPARISONS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "lt": "<",
    "ge": ">=",
    "le": "<=",
    "greater": ">",
    "less": "<",
    "greater_equal": ">=",
    "less_equal": "<=",
}

OWN: dict[str, Own] = {
    "backward": _backward,
    "size": _size,
    "dim": _dim,
    "ndimension": _dim,
    "requires_grad_": _requires_grad,
    **{name: _comparison(op) for name, op in COMPARISONS.items()},
}

OPERATORS = {
    **dict.fromkeys(("add",), "+"),
    **dict.fromkeys(("sub", "subtract"), "-"),
    **dict.fromkeys(("mul", "multiply"), "*"),
    **dict.fromkeys(("div", "divide", "true_divide"), "/"),
    "pow": "**",
}
"""The methods that do what an operator does."""
