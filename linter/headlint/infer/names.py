"""Reading and binding variables."""

from __future__ import annotations

import builtins

from headlint.infer.machine import Frame, Machine, Site
from headlint.infer.tests import present
from headlint.infer.values import ABSENT, External, Unknown, Value
from headlint.ir.expressions import Node
from headlint.tensor import Alternatives

_BUILTINS = frozenset(dir(builtins))


def lookup(machine: Machine, name: str, frame: Frame, node: Node) -> Value:
    """The value of a variable, as seen from a frame and under the guards that hold there."""
    value = _find(name, frame)
    if isinstance(value, Alternatives):
        value = narrowed(machine, present(value, ABSENT))
    if value is not ABSENT:
        return value
    if name in _BUILTINS:
        return External(f"builtins.{name}")
    return machine.unknown(f"the name {name} is bound nowhere that was read", Site(node, frame))


def _find(name: str, frame: Frame) -> Value:
    scope = frame.outer.get(name, frame.scope) if frame.outer else frame.scope
    value: Value | None = scope.slots.get(name)
    if value is None and scope is frame.scope:
        for scope in frame.closure:
            value = scope.slots.get(name)
            if value is not None:
                return value
        value = frame.namespace.slots.get(name)
    return ABSENT if value is None else value


def narrowed(machine: Machine, value: Value) -> Value:
    """What remains of a choice under the guards that hold."""
    if not isinstance(value, Alternatives) or not machine.guards:
        return value
    kept = value.under(machine.guards)
    if len(kept) == 1:
        only: Value = kept.options[0][1]
        return only
    return kept if kept.options else Unknown("no branch leads here")


def bind(machine: Machine, name: str, value: Value, frame: Frame) -> None:
    """Bind a variable in the scope that owns it."""
    machine.heap.write(frame.outer.get(name, frame.scope).slots, name, value)
