"""Activation modules that are built with what they should be called with."""

from __future__ import annotations

from dataclasses import replace

from headlint.events import LayerBuilt
from headlint.infer.domain.values import Instance, Unknown, Value
from headlint.infer.state.machine import Arguments, Machine
from headlint.ir import expressions as ir
from headlint.tensor import Tensor
from headlint.torchlib.layers import ACTIVATIONS, TUNED_ACTIVATIONS

_NUMBERS = frozenset({"item", "tolist", "size", "dim", "numel"})


def takes_data(name: str, arguments: Arguments) -> bool:
    """True where an activation is built with a tensor. One that has a number to tune might be given that in a tensor,
    so there only what a network has computed counts."""
    value = next(iter(arguments.positional), None)
    if not isinstance(value, Tensor) or _is_number(arguments.nodes.get(0)):
        return False
    if value.shape.rank == 0:
        return False
    return name in ACTIVATIONS or (name in TUNED_ACTIVATIONS and value.kind.from_network)


def _is_number(node: ir.Node | None) -> bool:
    return isinstance(node, ir.Call) and isinstance(node.func, ir.Attribute) and node.func.attr in _NUMBERS


def remember(machine: Machine, made: Instance, built: LayerBuilt, arguments: Arguments) -> None:
    """Keep an activation that is built with something unknown, should the program take it for a tensor."""
    if built.name in ACTIVATIONS and arguments.positional and isinstance(arguments.positional[0], Unknown):
        machine.evidence.fed[made.number] = built


def operand(machine: Machine, value: Value | None) -> None:
    """Something is given to an operation as its tensor."""
    if isinstance(value, Instance) and value.number in machine.evidence.fed:
        machine.emission.emit(replace(machine.evidence.fed[value.number], data=True))
