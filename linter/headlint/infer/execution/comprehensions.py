"""Comprehensions, and walking over what can be iterated."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.infer.calling.storing import store_item
from headlint.infer.domain.values import DictValue, ListValue, Pack, Scope, Value
from headlint.infer.python.iteration import items
from headlint.infer.state.machine import Frame, Machine, Site
from headlint.infer.worlds.tests import truth
from headlint.ir import expressions as ir


def comprehension(machine: Machine, node: ir.Comprehension, frame: Frame) -> Value:
    """The list, set, dict or generator that a comprehension builds; unrolled where the items are known."""
    inner = Frame(Scope(), frame.namespace, (frame.scope, *frame.closure), frame.function, frame.owner, frame.receiver)
    state = _Open()
    elements: list[Value] = []
    made = DictValue({})
    for _ in _turns(machine, node.clauses, inner, state):
        element = machine.evaluate(node.element, inner)
        if node.value is None:
            elements.append(element)
            continue
        value = machine.evaluate(node.value, inner)
        store_item(machine, made, element, value, Site(node, inner))
    if node.kind == "dict":
        made.open = made.open or state.open
        return made
    pack = Pack(tuple(elements), open=state.open)
    return pack if node.kind == "generator" else ListValue({"items": pack})


class _Open:
    """Whether some clause runs over items that are not all known."""

    open = False


def _turns(machine: Machine, clauses: tuple[ir.Clause, ...], frame: Frame, state: _Open) -> Iterator[None]:
    if not clauses:
        yield
        return
    clause = clauses[0]
    pack = items(machine, machine.evaluate(clause.iterable, frame), Site(clause.iterable, frame))
    state.open = state.open or pack.open
    for item in pack.items:
        machine.assign(clause.target, item, frame)
        if _kept(machine, clause.tests, frame, state):
            yield from _turns(machine, clauses[1:], frame, state)


def _kept(machine: Machine, tests: tuple[ir.Expression, ...], frame: Frame, state: _Open) -> bool:
    for test in tests:
        holds = truth(machine.evaluate(test, frame))
        if holds is False:
            return False
        state.open = state.open or holds is None
    return True
