"""One application of a row: what a handler is given, and the answers it gives most often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from headlint.infer.domain.gradients import combined
from headlint.infer.domain.values import Constant, Instance, Unknown, Value
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.ir.expressions import Node
from headlint.tensor import Axis, Cut, Grad, Kind, Tensor


@dataclass(slots=True)
class Operation:
    """A row applied at a place: ``bound`` holds single values by parameter name (a layer's options among them),
    ``instance`` the layer, if it is one."""

    row: Any
    name: str
    bound: dict[str, Any]
    site: Site
    arguments: Arguments
    instance: Instance | None = None

    @property
    def input(self) -> Any:
        """The first operand; unknown where there is none."""
        names = self.row.params
        return self.bound.get(names[0] if names else "input", Unknown("an operand that was not given"))

    @property
    def tensor(self) -> Tensor:
        """The first operand as a tensor; one of unknown numbers where it is something else."""
        return as_tensor(self.input)

    def constant(self, name: str, default: Any = None) -> Any:
        """The constant bound to a parameter, ``default`` where it is left out, ``...`` where it is not known."""
        value = self.bound.get(name)
        if value is None:
            return ... if self.arguments.open else default
        return value.value if isinstance(value, Constant) else ...

    def node(self, name: str) -> Node | None:
        """The expression passed for a parameter."""
        nodes = self.arguments.nodes
        params = self.row.params
        found = nodes.get(name)
        return found if found is not None else nodes.get(params.index(name)) if name in params else None

    @property
    def label(self) -> str:
        """How a person calls the operation: the last part of its name, as it is used."""
        short = self.name.rpartition(".")[2]
        return short if self.instance is not None or not self.name.startswith("torch.nn.functional") else f"F.{short}"


def as_tensor(value: Value) -> Tensor:
    """A value as an operand: numbers are data, what is not followed is a tensor of unknown numbers (and known sizes, if
    it was given some)."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Constant):
        return Tensor(Kind.DATA, grad=Grad.NONE)
    return value.known or Tensor() if isinstance(value, Unknown) else Tensor()


def axis_of(tensor: Tensor, dim: Any) -> Axis:
    """The axis that a ``dim`` argument means for a tensor (``...`` and None: not known)."""
    if not isinstance(dim, int) or isinstance(dim, bool):
        return Axis()
    return Axis(dim, tensor.shape.index(dim))


def mixed(operands: Iterable[Tensor]) -> Tensor:
    """Numbers nobody can say anything of, with the gradient of what they were made from."""
    flow = combined(operands)
    return Tensor(grad=flow.grad, cut=flow.cut)


def trained(machine: Machine) -> tuple[Grad, Cut | None]:
    """The gradient of what a layer with parameters gives: it flows, but for inside ``no_grad``."""
    return (Grad.FLOWS, None) if machine.cut is None else (Grad.CUT, machine.cut)
