"""Loops: unrolled where the items are known, else two turns that stand for any number of them."""

from __future__ import annotations

from collections.abc import Callable

from headlint.infer.domain.heap import Changes, widen
from headlint.infer.domain.values import ABSENT, Value
from headlint.infer.instances import updates
from headlint.infer.python.iteration import items
from headlint.infer.state.machine import Frame, Machine, Site
from headlint.infer.worlds.tests import truth
from headlint.ir import statements as ir

LEAVES = ("return", "raise")


def run_for(machine: Machine, node: ir.For, frame: Frame) -> str:
    """A for loop. It is taken to run at least once: an empty loader is no training."""
    iterable = machine.evaluate(node.iterable, frame)
    pack = items(machine, iterable, Site(node.iterable, frame))
    updates.walked(machine, iterable, Site(node.iterable, frame))
    if pack.open:
        item = pack.items[-1] if pack.items else machine.unknown("an item", Site(node.iterable, frame))

        def turn() -> str:
            machine.assign(node.target, item, frame)
            return _body(machine, node.body, frame)

        ends = updates.in_loop(machine, node, frame, lambda: _any_number(machine, turn), endless=True)
    else:
        ends = updates.in_loop(machine, node, frame, lambda: _each(machine, node, pack.items, frame), endless=False)
    return _after(machine, ends, node.orelse, frame)


def _each(machine: Machine, node: ir.For, values: tuple[Value, ...], frame: Frame) -> str:
    """A turn for each of some known items."""
    for item in values:
        machine.assign(node.target, item, frame)
        ends = _body(machine, node.body, frame)
        if ends in ("break", *LEAVES):
            return ends
    return "next"


def run_while(machine: Machine, node: ir.While, frame: Frame) -> str:
    """A while loop; not entered where its test is known to fail at once."""
    if truth(machine.evaluate(node.test, frame)) is False:
        return _after(machine, "next", node.orelse, frame)

    def turn() -> str:
        ends = _body(machine, node.body, frame)
        machine.evaluate(node.test, frame)
        return ends

    ends = updates.in_loop(machine, node, frame, lambda: _any_number(machine, turn), endless=True)
    return _after(machine, ends, node.orelse, frame)


def _body(machine: Machine, body: tuple[ir.Statement, ...], frame: Frame) -> str:
    """One turn. The guards that a ``continue`` or ``break`` leaves behind end with it."""
    with machine.under(frozenset()):
        return machine.execute(body, frame)


def _after(machine: Machine, ends: str, orelse: tuple[ir.Statement, ...], frame: Frame) -> str:
    if ends in LEAVES:
        return ends
    return "next" if ends == "break" else machine.execute(orelse, frame)


def _any_number(machine: Machine, turn: Callable[[], str]) -> str:
    """One turn, and a second one where the first changed something that it had found already there."""
    before = machine.heap.mark()
    ends = turn()
    if ends not in ("break", *LEAVES) and _carried(machine.heap.since(before)):
        between = machine.heap.mark()
        ends = turn()
        first, second = machine.heap.since(before), machine.heap.since(between)
        machine.heap.keep(between)
        _widen(machine, first, second)
    machine.heap.keep(before)
    return ends


def _carried(found: Changes) -> bool:
    return any(old is not ABSENT and slots.get(key, ABSENT) != old for slots, key, old in found.values())


def _widen(machine: Machine, first: Changes, second: Changes) -> None:
    for place, (slots, key, once) in second.items():
        before = first[place][2]
        if before is ABSENT or key not in slots:
            continue
        now = slots[key]
        wide = widen(before, once, now)
        if wide is not now:
            machine.heap.write(slots, key, wide)
