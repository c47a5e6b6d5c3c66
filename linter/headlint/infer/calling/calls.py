"""Calls: which body runs, with what bound to its parameters."""

from __future__ import annotations

from typing import Any

from headlint.infer.calling import builtin_methods, builtins, command_lines, construction, declared_calls, external
from headlint.infer.calling.memo import remembered
from headlint.infer.calling.unknown_methods import known_of_call
from headlint.infer.domain.heap import MOST_ALTERNATIVES, join_all
from headlint.infer.domain.values import (
    NONE,
    BuiltinMethod,
    Class,
    External,
    Function,
    Instance,
    Method,
    Pack,
    Partial,
    Scope,
    Unknown,
    Value,
    answer,
)
from headlint.infer.instances import in_place, modes, strangers
from headlint.infer.state import out_of_sight, readers
from headlint.infer.state.budget import Budget, Exhausted
from headlint.infer.state.machine import DEEPEST, Arguments, Frame, Machine, Site
from headlint.infer.state.parameters import bound_parameters
from headlint.infer.state.words import speaks_of_loss, words_of
from headlint.infer.worlds import choices
from headlint.ir.expressions import Lambda
from headlint.link import Module
from headlint.tensor import Alternatives, Cut
from headlint.tensor.guard import compatible

IMPORT_STEPS = 5_000  # of one call


def call(machine: Machine, func: Value, arguments: Arguments, site: Site) -> Value:
    """The value of calling ``func``. A choice of callees is one evaluation with a case for each."""
    machine.tick()
    if not isinstance(func, Alternatives):
        return _call_one(machine, func, arguments, site)
    ones = choices.callable_ones(func, arguments)
    if len(ones) > MOST_ALTERNATIVES:
        return _call_one(machine, Unknown("too many alternatives", site.span), arguments, site)
    results = []
    with machine.emission.group():
        for guards, option in ones:
            if not compatible(guards, machine.guards):
                continue
            with machine.emission.case(guards), machine.under(guards):
                results.append((guards, _call_one(machine, option, arguments, site)))
    return join_all(results)


def _call_one(machine: Machine, func: Any, arguments: Arguments, site: Site) -> Value:
    if machine.declared.names and (declaration := machine.declared.find(machine, func)) is not None:
        return declared_calls.apply(machine, declaration, func, arguments, site)
    if isinstance(func, Function):
        return run_function(machine, func, arguments, site)
    if isinstance(func, Method):
        return run_function(machine, func.function, arguments.with_first(func.receiver), site)
    if isinstance(func, External):
        if func.name.startswith("builtins."):
            return builtins.call_builtin(machine, func.name[9:], arguments, site)
        result = external.call_external(machine, func.name, arguments, site)
        return in_place.called(machine, func, func.name, arguments, site, result)
    if isinstance(func, BuiltinMethod):
        return builtin_methods.call_method(machine, func.receiver, func.name, arguments, site)
    if isinstance(func, Class):
        return construction.construct(machine, func, arguments, site)
    if isinstance(func, Instance):
        if machine.cut is not None and machine.evidence.noise is None:
            return modes.evaluated(machine, func, arguments, site, _call_instance)
        return _call_instance(machine, func, arguments, site)
    if isinstance(func, Partial):
        keywords = dict(func.kwargs) | arguments.keywords
        whole = Arguments((*func.args, *arguments.positional), keywords, arguments.open)
        return call(machine, func.func, whole, site)
    return _call_unknown(machine, func, arguments, site)


def _call_unknown(machine: Machine, func: Any, arguments: Arguments, site: Site) -> Value:
    machine.story.call_unknown(func, arguments, site, machine.guards)
    out_of_sight.given(machine, "", arguments, site)
    strangers.call_unknown(machine, func, arguments, site)
    if isinstance(func, Unknown) and _is_pure(func.key) and not arguments.keywords:
        return answer("a call", (func, *arguments.positional), func.why, site.span)
    if (record := command_lines.parsed(func, arguments, site)) is not None:
        return record
    if not isinstance(func, Unknown):
        return Unknown("something is called that is no function", site.span)
    return Unknown(func.why, site.span, known=known_of_call(machine, func, arguments, site))


def _is_pure(key: object) -> bool:
    return isinstance(key, tuple) and len(key) == 3 and key[1] == "attribute" and key[2] in _PURE


_PURE = frozenset({"lower", "upper", "strip", "startswith", "endswith", "split", "get", "casefold", "replace"})


def _call_instance(machine: Machine, instance: Instance, arguments: Arguments, site: Site) -> Value:
    """A module runs its ``forward``; any other object its ``__call__``."""
    patched = instance.slots.get("forward")
    if patched is not None:
        return machine.call(patched, arguments, site)
    for cls in instance.ancestry:
        if isinstance(cls, External):
            result = external.call_object(machine, instance, cls.name, arguments, site)
            return in_place.called(machine, instance, cls.name, arguments, site, result)
        for name in ("forward", "__call__") if cls.is_module else ("__call__", "forward"):
            method = cls.slots.get(name)
            if method is not None:
                return machine.call(machine.attribute(instance, name, site), arguments, site)
    return machine.unknown("an object is called whose class does not say how", site)


def run_function(machine: Machine, function: Function, arguments: Arguments, site: Site) -> Value:
    """Run the body of a function with its parameters bound, in a frame of its own."""
    if len(machine.stack) >= DEEPEST or _recursive(machine, function):
        machine.story.give_away("", arguments, site, machine.guards)
        machine.cut_off += 1
        return machine.unknown("a call that is too deep or recursive to follow", site)
    if machine.imports and not machine.stack and not _trains(machine, site.frame.namespace.module):
        return _within_limits(machine, function, arguments, site)
    return remembered(machine, function, arguments, lambda: _run(machine, function, arguments, site))


def _trains(machine: Machine, module: Module) -> bool:
    """True for a module that speaks of a loss or a decision as it is read."""
    known = machine.trains.get(module)
    if known is None:
        known = machine.trains[module] = speaks_of_loss(words_of(module))
    return known


def _within_limits(machine: Machine, function: Function, arguments: Arguments, site: Site) -> Value:
    """A call that a library makes as it is imported: what takes long there is no work on networks, and must not keep
    the definitions behind it from being read."""
    mark, whole = machine.heap.mark(), machine.budget
    machine.budget = own = Budget(min(whole.steps, IMPORT_STEPS))
    try:
        return remembered(machine, function, arguments, lambda: _run(machine, function, arguments, site))
    except Exhausted:
        if whole.steps <= IMPORT_STEPS:
            raise
        machine.heap.undo(mark)
        machine.story.give_away("", arguments, site, machine.guards)
        machine.cut_off += 1
        return machine.unknown("a call at import that takes too long to follow", site)
    finally:
        machine.heap.keep(mark)
        machine.budget = whole
        whole.steps -= own.taken


def _run(machine: Machine, function: Function, arguments: Arguments, site: Site) -> Value:
    scope = Scope(bound_parameters(function, arguments, site))
    receiver = arguments.positional[0] if arguments.positional and function.owner is not None else None
    frame = Frame(scope, function.namespace, function.closure, function, function.owner, receiver, caller=site)
    machine.stack.append(frame)
    guards, cut = machine.guards, machine.cut
    if "no_grad" in function.marks:
        machine.cut = Cut("a no_grad decorator", site.span)
    try:
        with machine.emission.apart():
            result = _result(machine, function, frame, guards)
        if site.node is function.node:
            readers.answered(machine, function, result)
        machine.called.add(id(function.node))  # not so where the budget ends before the function does
        return result
    finally:
        machine.stack.pop()
        machine.guards, machine.cut = guards, cut


def _recursive(machine: Machine, function: Function) -> bool:
    return sum(frame.function is not None and frame.function.node is function.node for frame in machine.stack) > 2


def _result(machine: Machine, function: Function, frame: Frame, guards: Any) -> Value:
    node = function.node
    if isinstance(node, Lambda):
        return machine.evaluate(node.body, frame)
    ends = machine.execute(node.body.statements, frame)
    if node.generator:
        return Pack(tuple(frame.yields), open="manager" not in function.marks)
    if ends == "next":
        frame.returns.append((machine.guards, NONE))
    if not frame.returns:
        return Unknown("a function that never returns")
    return join_all((own - guards, value) for own, value in frame.returns)
