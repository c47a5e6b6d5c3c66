"""Entry points: what is run, in which order, with which arguments.

Every module's body is run, its ``__main__`` part too; then each function and method that nothing has called, with
its parameters at their defaults or unknown, so that no code is judged less than its author would run it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from headlint.infer.heap import options
from headlint.infer.interpreter import Interpreter
from headlint.infer.machine import Arguments, Exhausted, Frame, Site
from headlint.infer.relevance import Relevance
from headlint.infer.values import Class, Function, Instance, Method, Namespace, Scope, Unknown, Value
from headlint.ir.expressions import Parameter
from headlint.link import Module


def run(machine: Interpreter, modules: list[Module]) -> None:
    """Run every entry point of these modules."""
    for module in modules:
        _guarded(machine, lambda module=module: machine.namespace(module))  # type: ignore[misc]
    namespaces = [machine.namespaces[module] for module in modules if module in machine.namespaces]
    functions = [function for namespace in namespaces for function in _functions(namespace)]
    relevance = Relevance(namespaces, functions)
    for function in _ordered(functions, relevance):
        if id(function.node) not in machine.called and relevance.worth_running(function):
            _enter(machine, function)


def _guarded(machine: Interpreter, run: object) -> None:
    """Run an entry point within its budget."""
    machine.steps = 0
    depth = len(machine.stack)
    try:
        run()  # type: ignore[operator]
    except Exhausted:
        del machine.stack[depth:]


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
    """Roots first: a function whose name no other one mentions is called from outside, and runs the others with what
    they are really given. A module's forward comes last: somebody calls it through the module."""
    mentions = Counter(word for words in relevance.words.values() for word in words)

    def rank(function: Function) -> int:
        name = getattr(function.node, "name", "")
        if name in ("forward", "__init__"):
            return 2
        own = name.encode() in relevance.words[id(function.node)]
        return 1 if mentions[name.encode()] > own else 0

    return sorted(functions, key=rank)


def _enter(machine: Interpreter, function: Function) -> None:
    """Run a function that nothing calls: on the objects of its class that the program made, or on a new one."""
    namespace = function.namespace
    site = Site(function.node, Frame(Scope(namespace.slots), namespace))
    if function.owner is None or "static" in function.marks:
        _guarded(machine, lambda: machine.call(function, _arguments(function, 0), site))
        return
    for receiver in _receivers(machine, function.owner, site):
        bound = Method(function, receiver)
        _guarded(machine, lambda bound=bound: machine.call(bound, _arguments(function, 1), site))  # type: ignore[misc]


def _receivers(machine: Interpreter, owner: Class, site: Site) -> list[Value]:
    made = [
        instance for instances in machine.instances.values() for instance in instances if owner in instance.ancestry
    ]
    if made:
        return list(made[:2])
    fresh: list[Value] = []
    _guarded(machine, lambda: fresh.append(machine.call(owner, _defaults(owner), site)))
    return [value for value in fresh if isinstance(value, Instance)]


def _defaults(owner: Class) -> Arguments:
    """Arguments for a constructor that nobody calls: what has no default is unknown."""
    for cls in owner.mro:
        init = cls.slots.get("__init__") if isinstance(cls, Class) else None
        if isinstance(init, Function):
            return _arguments(init, 1)
    return Arguments()


def _arguments(function: Function, skip: int) -> Arguments:
    """Unknown values for the parameters without a default; the others keep theirs."""
    defaults = {name for name, _ in function.defaults}
    found = Arguments()
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
