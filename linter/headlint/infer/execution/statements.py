"""Running statements. Each answers how it ends: "next", "return", "raise", "break" or "continue"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.infer.calling import list_methods
from headlint.infer.calling.blocks import in_context
from headlint.infer.calling.storing import delete_item
from headlint.infer.domain.heap import Changes
from headlint.infer.domain.slots import Holder
from headlint.infer.domain.values import NONE, Conjunction, ListValue, Unknown
from headlint.infer.execution import definitions, loops
from headlint.infer.execution.expressions import arguments_of, watch_none
from headlint.infer.python import imports, operators
from headlint.infer.python.matching import Matching
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.infer.worlds.names import bind, overwrite
from headlint.infer.worlds.tests import asks_for_names, outcomes
from headlint.ir import expressions as ex
from headlint.ir import statements as ir
from headlint.tensor import Guards, Test

NEXT = "next"
ENDS = ("return", "raise", "break", "continue")


def _assign(machine: Machine, node: ir.Assign, frame: Frame) -> str:
    if node.annotation is not None and frame.owner is not None and frame.function is None:
        definitions.declare_field(machine, node, frame)
    if node.value is not None:
        value = machine.evaluate(node.value, frame)
        target = node.targets[0]
        dotted = f"self.{target.attr}" if isinstance(target, ex.Attribute) else getattr(target, "id", "a name")
        watch_none(machine, node.value, dotted, frame)
        if machine.nothing and _replaces_holder(machine, node):
            return NEXT
        for target in node.targets:
            machine.assign(target, value, frame)
    return NEXT


def _replaces_holder(machine: Machine, node: ir.Assign) -> bool:
    """``net = net.add_module(...)`` stops the program at the next use of ``net``. That is reported; going on with the
    network that was meant, no layer is missed that is added to it further on."""
    func = node.value.func if isinstance(node.value, ex.Call) and id(node.value) in machine.nothing else None
    holder = func.value if isinstance(func, ex.Attribute) else None
    target = node.targets[0]
    return isinstance(holder, ex.Name) and isinstance(target, ex.Name) and holder.id == target.id


def _augment(machine: Machine, node: ir.Augment, frame: Frame) -> str:
    left = machine.evaluate(node.target, frame)
    right = machine.evaluate(node.value, frame)
    if node.op == "+" and isinstance(left, ListValue):
        list_methods.call_list_method(machine, left, "extend", Arguments((right,)), Site(node.value, frame))
        return NEXT
    machine.assign(node.target, operators.binary(machine, node.op, left, right, Site(node.target, frame)), frame)
    return NEXT


def _evaluate(machine: Machine, node: ir.Evaluate, frame: Frame) -> str:
    # A stray comma behind a call makes a tuple that nobody keeps.
    for value in node.value.items if isinstance(node.value, ex.Tuple) else (node.value,):
        machine.dropped.add(id(value))
        machine.evaluate(value, frame)
    return "raise" if _exits(node.value) else NEXT


def _exits(node: ex.Expression) -> bool:
    """``sys.exit()`` and its like end the program here."""
    if not isinstance(node, ex.Call):
        return False
    func = node.func
    if isinstance(func, ex.Attribute) and isinstance(func.value, ex.Name):
        return (func.value.id, func.attr) in (("sys", "exit"), ("os", "_exit"))
    return isinstance(func, ex.Name) and func.id == "exit"


def _return(machine: Machine, node: ir.Return, frame: Frame) -> str:
    value = NONE if node.value is None else machine.evaluate(node.value, frame)
    if node.value is not None:
        watch_none(machine, node.value, "returned", frame)
    frame.returns.append((machine.guards, value))
    return "return"


def _raise(machine: Machine, node: ir.Raise, frame: Frame) -> str:
    return "raise"


def _assert(machine: Machine, node: ir.Assert, frame: Frame) -> str:
    machine.evaluate(node.test, frame)
    return NEXT


def _delete(machine: Machine, node: ir.Delete, frame: Frame) -> str:
    for target in node.targets:
        if isinstance(target, ex.Name):
            machine.heap.remove(frame.scope.slots, target.id)
        elif isinstance(target, ex.Attribute):
            value = machine.evaluate(target.value, frame)
            if isinstance(value, Holder):
                machine.heap.remove(value.held, target.attr)
        elif isinstance(target, ex.Subscript):
            holder, index = machine.evaluate(target.value, frame), machine.evaluate(target.index, frame)
            delete_item(machine, holder, index, Site(target, frame))
    return NEXT


def _jump(machine: Machine, node: ir.Jump, frame: Frame) -> str:
    return NEXT if node.word == "pass" else node.word


def _scope(machine: Machine, node: ir.Scope, frame: Frame) -> str:
    for name in node.names:
        if node.word == "global":
            frame.outer[name] = frame.namespace
        else:
            holder = next((scope for scope in frame.closure if name in scope.slots), None)
            if holder is not None:
                frame.outer[name] = holder
    return NEXT


def _if(machine: Machine, node: ir.If, frame: Frame) -> str:
    test = machine.evaluate(node.test, frame)
    yes, no = outcomes(machine, node.test, test, frame)
    with machine.protected(asks_for_names(machine, node.test)):
        return fork(machine, frame, (yes, node.body), (no, node.orelse))


def fork(
    machine: Machine,
    frame: Frame,
    left: tuple[Guards | None, tuple[ir.Statement, ...]],
    right: tuple[Guards | None, tuple[ir.Statement, ...]],
) -> str:
    """Run the branches that can be, each under its guards, and join what they leave behind.

    A branch that does not reach the end leaves no variables behind; where one does, the guards of the other hold
    from here to the end of the function.
    """
    if left[0] is None or right[0] is None:
        return machine.execute(right[1] if left[0] is None else left[1], frame)
    one, first, held = _branch(machine, frame, left[0], left[1])
    two, second, kept = _branch(machine, frame, right[0], right[1])
    if one in ENDS and two not in ENDS:
        first = _lasting(first, frame, one)
        machine.guards |= kept if one != "raise" else kept - right[0]
    elif two in ENDS and one not in ENDS:
        second = _lasting(second, frame, two)
        machine.guards |= held if two != "raise" else held - left[0]
    machine.heap.join((left[0], first), (right[0], second))
    if one in ENDS and two in ENDS:
        return one if one != "raise" else two
    return NEXT


def _branch(
    machine: Machine, frame: Frame, guards: Guards, body: tuple[ir.Statement, ...]
) -> tuple[str, Changes, Guards]:
    """How a branch ends, what it changes, and the guards that hold at its end."""
    machine.pay(len(machine.guards))
    mark = machine.heap.mark()
    with machine.under(guards):
        ends = machine.execute(body, frame)
        held = machine.guards
    return ends, machine.heap.undo(mark), held


def _lasting(changes: Changes, frame: Frame, ends: str) -> Changes:
    """What a branch that leaves the function does to the world outside it: nothing where it raises."""
    if ends == "raise":
        return {}
    own = id(frame.scope.slots) if frame.function is not None else None
    return {place: change for place, change in changes.items() if place[0] != own}


def _with(machine: Machine, node: ir.With, frame: Frame) -> str:
    return in_context(machine, node.items, node.body, frame)


def _try(machine: Machine, node: ir.Try, frame: Frame) -> str:
    with machine.protected(bool(node.handlers)):
        ends = machine.execute(node.body, frame)
    for handler in node.handlers:
        guards = frozenset({Test(id(handler), None, True, "an exception is raised", relation="true")})
        mark = machine.heap.mark()
        with machine.under(guards):
            if handler.name:
                bind(machine, handler.name, Unknown("an exception"), frame)
            machine.execute(handler.body, frame)
        machine.heap.undo(mark)
    if ends == NEXT and node.orelse:
        ends = machine.execute(node.orelse, frame)
    final = machine.execute(node.final, frame)
    return final if final in ENDS else ends


def _match(machine: Machine, node: ir.Match, frame: Frame) -> str:
    subject = machine.evaluate(node.subject, frame)
    return _cases(machine, node, node.cases, subject, frame)


def _cases(machine: Machine, node: ir.Match, cases: tuple[ir.Case, ...], subject: Any, frame: Frame) -> str:
    if not cases:
        return NEXT
    case = cases[0]
    yes, no = _fitting(machine, case, subject, node.subject, frame)
    if yes is None:
        return _cases(machine, node, cases[1:], subject, frame)
    rest = (ir.Match(node.start, node.end, node.subject, cases[1:]),) if cases[1:] else ()
    return fork(machine, frame, (yes, case.body), (no, rest))


def _fitting(
    machine: Machine, case: ir.Case, subject: Any, asked: ex.Expression, frame: Frame
) -> tuple[Guards | None, Guards | None]:
    """The guards under which a case is the one, what its pattern binds bound, and those under which it is not."""
    matching = Matching(machine, frame)
    yes, no = outcomes(machine, case.pattern, matching.fits(case.pattern, subject, asked), frame)
    if yes is None:
        return None, no
    for name, value in matching.bound.items():
        overwrite(machine, frame.outer.get(name, frame.scope).held, name, value, yes)
    if case.guard is None:
        return yes, no
    with machine.under(yes):
        also, but = outcomes(machine, case.guard, machine.evaluate(case.guard, frame), frame)
    if also is None or but is None or no is None:
        return (None, no) if also is None else (yes, no) if but is None else (also, but)
    both = Unknown("a pattern and its guard", key=Conjunction(yes | also))
    return outcomes(machine, case.pattern, both, frame)


def _class(machine: Machine, node: ir.Class, frame: Frame) -> str:
    arguments = arguments_of(machine, node.arguments, frame)
    bind(machine, node.name, definitions.make_class(machine, node, arguments, frame), frame)
    return NEXT


def _function(machine: Machine, node: ir.Function, frame: Frame) -> str:
    bind(machine, node.name, definitions.make_function(machine, node, frame), frame)
    return NEXT


EXECUTORS: dict[type, Callable[[Any, Any, Frame], str]] = {
    ir.Assign: _assign,
    ir.Augment: _augment,
    ir.Evaluate: _evaluate,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Assert: _assert,
    ir.Delete: _delete,
    ir.Jump: _jump,
    ir.Scope: _scope,
    ir.If: _if,
    ir.For: loops.run_for,
    ir.While: loops.run_while,
    ir.With: _with,
    ir.Try: _try,
    ir.Match: _match,
    ir.Function: _function,
    ir.Class: _class,
    ir.Import: imports.run_import,
    ir.ImportFrom: imports.run_import_from,
}
