"""Reading and binding variables."""

from __future__ import annotations

import builtins
from typing import Any

from headlint.infer.domain.heap import join
from headlint.infer.domain.slots import READS, Slots
from headlint.infer.domain.values import ABSENT, External, Unknown, Value
from headlint.infer.state.machine import Frame, Machine, Site
from headlint.infer.worlds.tests import present
from headlint.ir.expressions import Node
from headlint.tensor import ALWAYS, Alternatives, Guards
from headlint.tensor.guard import elsewhere

MOST_TESTS = 4  # that choose an object among several, for it to be told in which worlds it was not meant
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
    outer = frame.outer.get(name) if frame.outer else None
    if outer is not None:
        return noted(outer.held, name)
    value: Value | None = frame.scope.held.get(name)
    if value is not None:
        return value
    for scope in frame.closure:
        if name in scope.held:
            return noted(scope.held, name)
    return noted(frame.namespace.held, name)


def noted(slots: Slots, name: str) -> Value:
    """A variable of a scope that a call did not make itself, as far as what the call gives rests on it."""
    value: Value = slots.get(name, ABSENT)
    READS.variables[id(slots), name] = (slots, name, value)
    return value


def narrowed(machine: Machine, value: Value) -> Value:
    """What remains of a choice under the guards that hold."""
    if not isinstance(value, Alternatives) or not machine.guards:
        return value
    kept = value.under(machine.guards)
    if len(kept) == 1:
        only: Value = kept.options[0][1]
        return only
    return kept if kept.options else Unknown("no branch leads here")


def overwrite(machine: Machine, slots: Slots, key: Any, new: Value, guards: Guards) -> None:
    """Bind a slot of an object that is the one meant under ``guards``: elsewhere it keeps what it holds."""
    if not guards <= machine.guards:
        others = elsewhere(guards) if len(guards) <= MOST_TESTS else [ALWAYS]
        old = slots.get(key, ABSENT)
        new = join((guards, new), *[(other, old) for other in others])
    machine.heap.write(slots, key, new)


def bind(machine: Machine, name: str, value: Value, frame: Frame) -> None:
    """Bind a variable in the scope that owns it."""
    machine.heap.write(frame.outer.get(name, frame.scope).held, name, value)
