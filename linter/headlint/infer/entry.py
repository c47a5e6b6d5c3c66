"""Entry points: what is run, in which order, with which arguments.

Every module's body is run, its ``__main__`` part too; then each function and method that nothing has called, with
its parameters at their defaults or unknown, so that no code is judged less than its author would run it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from headlint.infer.domain.heap import options
from headlint.infer.domain.slots import READS
from headlint.infer.domain.values import NONE, Class, Function, Method, Namespace, Scope, Unknown, Value
from headlint.infer.instances import modes, updates
from headlint.infer.interpreter import Interpreter
from headlint.infer.outline import Outline
from headlint.infer.relevance import Part, Relevance
from headlint.infer.state.budget import Budget, Exhausted
from headlint.infer.state.machine import IDLE_STEPS, Arguments, Frame, Site
from headlint.infer.state.words import speaks_of_loss, words_of
from headlint.ir.expressions import Parameter
from headlint.ir.statements import Function as FunctionNode
from headlint.link import Module

FEWEST_STEPS = 500_000  # of all bodies, however small the program is
FEWEST_STEPS_UNCALLED = 200_000  # of all functions that nothing calls; half of it where parsing takes long
FIRST_STEPS = 300  # at least, of each function that nothing calls
IDLE_STEPS_UNCALLED = 2_000  # of each of them, however little it has to do with tensors
MORE = 4  # times the steps it had, for a function that did not come to its end
LOSS_STEPS = 1_500  # of a function with a loss in it that was left out
MOST_HEIRS = 2  # of a class that is never made itself: what it leaves to others they have
UNSURE_STEPS = 20_000  # of a function that may have nothing to do with a network
CHARACTERS_A_STEP = 25


def run(machine: Interpreter, modules: list[Module]) -> None:
    """Run every entry point of these modules, for about as long as it takes to parse them."""
    size = sum(module.ir.lines[-1] for module in modules)
    whole = size // CHARACTERS_A_STEP
    left = max(FEWEST_STEPS, whole)
    outline = Outline(modules)
    machine.allowance = lambda module: outline.steps(module, left - machine.importing)
    for module in modules:
        judged = _start(module) if speaks_of_loss(words_of(module)) else None
        budget = Budget(machine.allowance(module), IDLE_STEPS)
        _within(machine, budget, lambda module=module: machine.script(module), judged)  # type: ignore[misc]
        machine.importing += budget.taken  # beside what the imports have added on the way
    namespaces = [machine.namespaces[module] for module in modules if module in machine.namespaces]
    functions = [function for namespace in namespaces for function in _functions(namespace)]
    relevance = Relevance(namespaces, functions, machine.declared.names)
    fewest = FEWEST_STEPS_UNCALLED - min(whole, FEWEST_STEPS_UNCALLED) // 2
    left = max(fewest, whole - machine.importing)
    parts = [(relevance.part(function), function) for function in functions]
    for part in Part:
        chosen = [function for own, function in parts if own is part]
        left -= _enter_all(machine, _ordered(chosen, relevance), part, left // part.fraction, relevance)
    _enter_rest(machine, functions, relevance)
    updates.conclude(machine)
    modes.conclude(machine)


def _start(module: Module) -> Site:
    return Site(module.ir.body[0], Frame(Scope(), Namespace(module)))


def _enter_all(machine: Interpreter, functions: list[Function], part: Part, share: int, relevance: Relevance) -> int:
    """Run those of some functions that nothing has called; the number of steps it took. Each gets an equal share at
    first, so that one that never ends does not take it all; what needs more is run again with more."""
    taken, most = 0, max(FIRST_STEPS, share // max(len(functions), 1))
    while functions:
        again = []
        for function in functions:
            whole = part.steps if relevance.is_certain(function) else min(part.steps, UNSURE_STEPS)
            whole = min(whole, share - taken)
            if whole > 0 and id(function.node) not in machine.called:
                taken += _enter(machine, function, min(whole, most), relevance, last=whole <= most)
                again += [function] if most < whole else []
        functions, most = again, most * MORE
    return taken


def _enter_rest(machine: Interpreter, functions: list[Function], relevance: Relevance) -> None:
    """Whatever was spent before, a function that names a loss gets what a loss takes: also one that was called without
    something optional, so that no loss of it was reached."""
    trained = {happening.site.span for happening in machine.story.told if happening.what == "backward"}
    spans = {call.span for call in machine.losses} | machine.unfollowed.keys() | trained
    reached = {(span.path, span.cell, span.row) for span in spans}
    for function in functions:
        whole = not any(_is_optional(value) for _, value in function.defaults)
        complete = id(function.node) in machine.called and whole
        if relevance.names_loss(function) and not complete and not _has_reached(function, reached):
            _enter(machine, function, LOSS_STEPS, relevance, last=True)


def _has_reached(function: Function, reached: set[tuple[str, int | None, int]]) -> bool:
    """True where a loss in a function was met, or that it was not is known."""
    module, node = function.namespace.module, function.node
    first, last = module.span(node), module.span(node.body[-1]) if isinstance(node, FunctionNode) else module.span(node)
    return any((first.path, first.cell, row) in reached for row in range(first.row, last.end_row + 1))


def _is_optional(default: Value) -> bool:
    return default == NONE


def _within(machine: Interpreter, budget: Budget, run: Callable[[], object], site: Site | None = None) -> None:
    """Run an entry point within its budget. What is cut off at ``site`` is noted."""
    machine.budget = budget
    machine.story.begin()
    try:
        run()
        if site is not None:
            machine.unfollowed.pop(site.span, None)
    except Exhausted:
        machine.evidence.broken.add(machine.story.opening)
        if site is not None:
            steps = f"{budget.taken:,}"
            machine.unfollowed[site.span] = f"more than {steps} steps would be needed to follow this to its end"
        machine.stack.clear()
    except Exception as error:  # a defect of the interpreter must not hide what other entry points show
        if "HEADLINT_DEBUG" in os.environ:
            raise
        machine.failures.append((machine.where(), error))
        machine.stack.clear()
    machine.heap.forget()
    READS.forget()


def _functions(namespace: Namespace) -> Iterator[Function]:
    """The functions and methods that a module defines itself."""
    for value in list(namespace.slots.values()):
        for _, option in options(value):
            if isinstance(option, Function) and option.namespace is namespace:
                yield option
            elif isinstance(option, Class) and option.namespace is namespace:
                yield from _methods(option)


def _methods(cls: Class) -> Iterator[Function]:
    for value in list(cls.slots.values()):
        for _, option in options(value):
            if isinstance(option, Function) and option.owner is cls:
                yield option


def _ordered(functions: list[Function], relevance: Relevance) -> list[Function]:
    """What certainly judges first, and roots before others: a function whose name no other one mentions is called from
    outside, and runs the others with what they are really given. A module's forward comes last: somebody calls it
    through the module."""

    def rank(function: Function) -> tuple[bool, int]:
        name = getattr(function.node, "name", "")
        unsure = not relevance.is_certain(function)
        if name in ("forward", "__init__"):
            return unsure, 2
        return unsure, 1 if relevance.is_called_by_name(function) else 0

    return sorted(functions, key=rank)


def _enter(machine: Interpreter, function: Function, steps: int, relevance: Relevance, last: bool) -> int:
    """Run a function that nothing calls, on objects of its class if it has one; the number of steps it took. ``last``
    says that it gets no more: it has to do with an object that is not finished, and the ledger is told of what is not
    reached."""
    namespace = function.namespace
    site = Site(function.node, Frame(Scope(namespace.slots), namespace))
    certain = relevance.is_certain(function)
    judged = site if last and certain else None
    if function.owner is None or "static" in function.marks:
        budget = Budget(steps, IDLE_STEPS_UNCALLED)
        _within(machine, budget, lambda: machine.call(function, _arguments(function, 0, certain), site), judged)
        return budget.taken
    taken, owner = 0, id(function.owner.node)
    if not machine.instances.get(owner):
        for cls in relevance.heirs.get(owner, [])[:MOST_HEIRS] or [function.owner]:
            budget = Budget(steps, IDLE_STEPS_UNCALLED)
            _within(machine, budget, lambda cls=cls: machine.call(cls, _defaults(cls), site))  # type: ignore[misc]
            taken += budget.taken
            if function.name.endswith(".__init__"):
                return taken  # that has just been run
    unfinished = machine.unfinished.get(owner) if last else None
    for receiver in machine.instances.get(owner, [unfinished] if unfinished else [])[:2]:
        bound = Method(function, receiver)
        given = _arguments(function, 1, certain)
        budget = Budget(steps, IDLE_STEPS_UNCALLED)
        _within(machine, budget, lambda bound=bound, given=given: machine.call(bound, given, site), judged)  # type: ignore[misc]
        taken += budget.taken
        if budget.used_up:
            break  # another object of the class would not bring it further
    return taken


def _defaults(owner: Class) -> Arguments:
    """Arguments for a constructor that nobody calls: what has no default is unknown."""
    for cls in owner.mro:
        init = cls.held.get("__init__") if isinstance(cls, Class) else None
        if isinstance(init, Function):
            return _arguments(init, 1)
    return Arguments()


def _arguments(function: Function, skip: int, optional: bool = False) -> Arguments:
    """Unknown values for the parameters without a default, on demand also for those whose default is None; the others
    keep theirs."""
    defaults = {name for name, value in function.defaults if not (optional and _is_optional(value))}
    found = Arguments(spare=True)
    positional: list[Value] = []
    for parameter in function.node.parameters[skip:]:
        if parameter.name in defaults or parameter.kind in ("star", "double_star"):
            continue
        if parameter.kind == "keyword":
            found.keywords[parameter.name] = _argument(parameter)
        else:
            positional.append(_argument(parameter))
    found.positional = tuple(positional)
    return found


def _argument(parameter: Parameter) -> Value:
    return Unknown(f"the parameter {parameter.name} of a function that nothing calls")
