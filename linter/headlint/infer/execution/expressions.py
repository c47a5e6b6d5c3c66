"""What an expression evaluates to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.events import NoneUse
from headlint.infer.calling.mappings import merge
from headlint.infer.calling.storing import store_item
from headlint.infer.domain import constants
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.texts import composed
from headlint.infer.domain.values import (
    NONE,
    Constant,
    DictValue,
    Function,
    ListValue,
    Pack,
    SliceValue,
    Unknown,
    Value,
    key_of,
)
from headlint.infer.execution import comprehensions
from headlint.infer.python import iteration, operators
from headlint.infer.python.indexing import subscript
from headlint.infer.state import readers
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.infer.worlds.names import lookup
from headlint.infer.worlds.tests import asks_for_names, both, branch_value, truth
from headlint.ir import expressions as ir
from headlint.tensor import Alternatives


def _constant(machine: Machine, node: ir.Constant, frame: Frame) -> Value:
    return Constant(node.value)


def _opaque(machine: Machine, node: ir.Opaque, frame: Frame) -> Value:
    return Unknown("a literal that is not followed")


def _name(machine: Machine, node: ir.Name, frame: Frame) -> Value:
    return lookup(machine, node.id, frame, node)


def _attribute(machine: Machine, node: ir.Attribute, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    watch_none(machine, node.value, f".{node.attr}", frame)
    return machine.attribute(value, node.attr, Site(node, frame))


def _call(machine: Machine, node: ir.Call, frame: Frame) -> Value:
    func = machine.evaluate(node.func, frame)
    return machine.call(func, arguments_of(machine, node.arguments, frame), Site(node, frame))


def watch_none(machine: Machine, node: ir.Expression, use: str, frame: Frame) -> None:
    """The None that ``add_module`` returns is kept or used: whatever gets it does not get the module."""
    name = machine.nothing.get(id(node)) if machine.nothing else None
    if name is not None:
        machine.emission.emit(NoneUse(Site(node, frame).span, name, use))


def arguments_of(machine: Machine, nodes: tuple[ir.Argument, ...], frame: Frame) -> Arguments:
    """Evaluate the arguments of a call."""
    positional: list[Value] = []
    found = Arguments()
    for node in nodes:
        value = machine.evaluate(node.value, frame)
        watch_none(machine, node.value, "an argument", frame)
        if node.star == "*":
            _spread(machine, positional, found, value, Site(node.value, frame))
        elif node.star == "**":
            _spread_keywords(machine, found, value)
        elif node.name is not None:
            found.keywords[node.name] = value
            found.nodes[node.name] = node.value
        else:
            found.nodes[len(positional)] = node.value
            positional.append(value)
    found.positional = tuple(positional)
    return found


def _spread(machine: Machine, positional: list[Value], found: Arguments, value: Value, site: Site) -> None:
    pack = iteration.items(machine, value, site) if isinstance(value, Alternatives) else sequence(value)
    if pack is None or (pack.open and isinstance(value, Alternatives)):
        positional.append(Unknown("an argument of a sequence that is not known"))
        found.open = True
    else:
        machine.pay(len(pack.items))
        positional.extend(pack.items)
        found.open = found.open or pack.open


def _spread_keywords(machine: Machine, found: Arguments, value: Value) -> None:
    machine.pay(len(value.slots) if isinstance(value, DictValue) else 0)
    if isinstance(value, DictValue) and not value.open and all(isinstance(key, str) for key in value.slots):
        found.keywords.update(value.slots)
    else:
        found.open = True


def _items(machine: Machine, nodes: tuple[ir.Expression, ...], frame: Frame) -> Pack:
    items: list[Value] = []
    unknown_length = False
    for node in nodes:
        if not isinstance(node, ir.Starred):
            items.append(machine.evaluate(node, frame))
            watch_none(machine, node, "an item", frame)
            continue
        pack = sequence(machine.evaluate(node.value, frame))
        unknown_length = unknown_length or pack is None or pack.open
        machine.pay(len(pack.items) if pack else 0)
        items.extend(pack.items if pack else (Unknown("an item of a sequence that is not known"),))
    return Pack(tuple(items), open=unknown_length)


def _tuple(machine: Machine, node: ir.Tuple, frame: Frame) -> Value:
    return _items(machine, node.items, frame)


def _list(machine: Machine, node: ir.List | ir.Set, frame: Frame) -> Value:
    return ListValue({"items": _items(machine, node.items, frame)})


def _dict(machine: Machine, node: ir.Dict, frame: Frame) -> Value:
    made = DictValue({})
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.evaluate(value_node, frame)
        if key_node is None:
            merge(machine, made, value, Site(value_node, frame))
        else:
            key = key_of(machine.evaluate(key_node, frame))
            if isinstance(key, Constant):
                made.held[key.value] = value
            else:
                store_item(machine, made, key, value, Site(key_node, frame))
    return made


def _subscript(machine: Machine, node: ir.Subscript, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    index = machine.evaluate(node.index, frame)
    return subscript(machine, value, index, Site(node, frame))


def _slice(machine: Machine, node: ir.Slice, frame: Frame) -> Value:
    def part(piece: ir.Expression | None) -> Value | None:
        return None if piece is None else machine.evaluate(piece, frame)

    return SliceValue(part(node.lower), part(node.upper), part(node.step))


def _starred(machine: Machine, node: ir.Starred, frame: Frame) -> Value:
    machine.evaluate(node.value, frame)
    return Unknown("an unpacked sequence")


def _unary(machine: Machine, node: ir.Unary, frame: Frame) -> Value:
    if node.op == "-":
        machine.negated.add(id(node.operand))
    value = machine.evaluate(node.operand, frame)
    return mapped(value, lambda option: operators.unary(machine, node.op, option, Site(node, frame)))


def _binary(machine: Machine, node: ir.Binary, frame: Frame) -> Value:
    left = machine.evaluate(node.left, frame)
    right = machine.evaluate(node.right, frame)
    return operators.binary(machine, node.op, left, right, Site(node, frame))


def _compare(machine: Machine, node: ir.Compare, frame: Frame) -> Value:
    left = machine.evaluate(node.left, frame)
    results: list[Value] = []
    for op, right_node in zip(node.ops, node.rights, strict=True):
        right = machine.evaluate(right_node, frame)
        results.append(operators.compare(machine, op, left, right, Site(node, frame)))
        left = right
    return results[0] if len(results) == 1 else Unknown("a chain of comparisons")


def _boolean(machine: Machine, node: ir.Boolean, frame: Frame) -> Value:
    left = machine.evaluate(node.left, frame)
    holds = truth(left)
    if holds is not None:
        return machine.evaluate(node.right, frame) if holds is (node.op == "and") else left
    if node.op == "or" and not isinstance(left, Unknown):
        return mapped(left, lambda one: one if truth(one) else machine.evaluate(node.right, frame))
    rights: list[Value] = []

    def right() -> Value:
        rights.append(machine.evaluate(node.right, frame))
        return rights[0]

    ways = (right, lambda: left) if node.op == "and" else (lambda: left, right)
    value = branch_value(machine, node.left, left, frame, *ways)
    if isinstance(left, Unknown) and rights and isinstance(rights[0], Unknown):
        return both(node, left, rights[0], frame)
    return value


def _conditional(machine: Machine, node: ir.Conditional, frame: Frame) -> Value:
    test = machine.evaluate(node.test, frame)
    with machine.protected(asks_for_names(machine, node.test)):
        return branch_value(
            machine,
            node.test,
            test,
            frame,
            lambda: machine.evaluate(node.then, frame),
            lambda: machine.evaluate(node.orelse, frame),
        )


def _lambda(machine: Machine, node: ir.Lambda, frame: Frame) -> Value:
    defaults = tuple((p.name, machine.evaluate(p.default, frame)) for p in node.parameters if p.default is not None)
    return Function(node, frame.namespace, (frame.scope, *frame.closure), None, defaults)


def _joined(machine: Machine, node: ir.Joined, frame: Frame) -> Value:
    pieces = [machine.evaluate(part, frame) for part in node.parts]
    if all(isinstance(piece, Constant) for piece in pieces):
        return constants.text_of(piece.value for piece in pieces if isinstance(piece, Constant))
    readers.rely(machine, *pieces)
    return composed(pieces, "a formatted string")


def _await(machine: Machine, node: ir.Await, frame: Frame) -> Value:
    return machine.evaluate(node.value, frame)


def _yield(machine: Machine, node: ir.Yield, frame: Frame) -> Value:
    value = NONE if node.value is None else machine.evaluate(node.value, frame)
    if node.delegate:
        pack = sequence(value)
        frame.yields.extend(pack.items if pack else (Unknown("an item of a generator"),))
    else:
        frame.yields.append(value)
    return Unknown("what is sent to a generator")


def _walrus(machine: Machine, node: ir.Walrus, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    machine.assign(node.target, value, frame)
    return value


EVALUATORS: dict[type, Callable[[Any, Any, Frame], Value]] = {
    ir.Constant: _constant,
    ir.Opaque: _opaque,
    ir.Name: _name,
    ir.Attribute: _attribute,
    ir.Call: _call,
    ir.Subscript: _subscript,
    ir.Slice: _slice,
    ir.Tuple: _tuple,
    ir.List: _list,
    ir.Set: _list,
    ir.Dict: _dict,
    ir.Starred: _starred,
    ir.Unary: _unary,
    ir.Binary: _binary,
    ir.Boolean: _boolean,
    ir.Compare: _compare,
    ir.Conditional: _conditional,
    ir.Lambda: _lambda,
    ir.Comprehension: comprehensions.comprehension,
    ir.Joined: _joined,
    ir.Await: _await,
    ir.Yield: _yield,
    ir.Walrus: _walrus,
}
