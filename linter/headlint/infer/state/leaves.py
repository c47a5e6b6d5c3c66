"""New leaves: tensors that ask for their own gradient, and that nothing joins to what their numbers were taken from."""

from __future__ import annotations

from headlint.infer.domain.gradients import cut, rewrapped
from headlint.infer.domain.mentions import attributes
from headlint.infer.state.machine import Machine, Site
from headlint.tensor import Grad, Kind, Tensor

_OWN = "grad"  # who reads a tensor's own gradient has made the leaf on purpose


def copied(machine: Machine, value: Tensor, how: str, site: Site) -> Tensor:
    """``torch.tensor(x, requires_grad=True)``: what no network gave is trained itself. A copy of a network's answer is
    taken for its loss or its output, unless the program trains the copy."""
    if value.kind is Kind.LOSS:
        return rewrapped(value, how, site.span)
    found = cut(value, how, site.span)
    if found.grad is not Grad.CUT:
        return value if value.grad is Grad.FLOWS else value.but(grad=Grad.FLOWS)
    return _leaf(machine, found.but(grad=Grad.UNKNOWN) if _trains_copies(site) else found.but())


def asked(machine: Machine, value: Tensor) -> Tensor:
    """``x.requires_grad_()``: a tensor that asks for its gradient is trained itself, whatever it was made from; but
    nobody trains a decision that was taken on the answer of a network."""
    decision = value.grad is Grad.CUT and value.kind in (Kind.INDEX, Kind.HARD)
    if decision or value.grad is Grad.FLOWS or value.kind is Kind.LOSS:
        return value
    made = value.but(grad=Grad.UNKNOWN)
    return _leaf(machine, made) if value.grad is Grad.CUT else made


def _leaf(machine: Machine, value: Tensor) -> Tensor:
    machine.evidence.leaves[id(value)] = value
    return value


def is_leaf(machine: Machine, value: Tensor) -> bool:
    """True for this very tensor, and not for what is computed from it."""
    return machine.evidence.leaves.get(id(value)) is value


def claimed(machine: Machine, value: Tensor) -> None:
    """A tensor goes where nobody can follow it, to an optimizer perhaps: then it is what is trained."""
    if is_leaf(machine, value) and value.cut is not None:
        machine.evidence.claimed.add(value.cut.span)


def _trains_copies(site: Site) -> bool:
    function = site.frame.function
    return _OWN in attributes(site.frame.namespace.module.ir.body if function is None else function.node)
