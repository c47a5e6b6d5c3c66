"""Functions and classes as they are defined."""

from __future__ import annotations

from headlint.infer.calling.blocks import NO_GRAD
from headlint.infer.domain.values import (
    BuiltinMethod,
    Class,
    Constant,
    External,
    Function,
    Instance,
    Partial,
    Scope,
    Unknown,
    Value,
)
from headlint.infer.python import enumerations
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.ir import statements as ir
from headlint.ir.expressions import Name

_MARKS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "contextlib.contextmanager": "manager",
    "dataclasses.dataclass": "dataclass",
    "attr.s": "dataclass",
    "attrs.define": "dataclass",
}


MOST_DECORATED = 100  # a registry of more functions than this is not filled to its end


def make_function(machine: Machine, node: ir.Function, frame: Frame) -> Value:
    """A function, with its defaults evaluated and its decorators applied."""
    defaults = tuple((p.name, machine.evaluate(p.default, frame)) for p in node.parameters if p.default is not None)
    closure = frame.closure if frame.owner is not None and frame.function is None else (frame.scope, *frame.closure)
    if frame.function is None and frame.owner is None:
        closure = frame.closure
    made: Value = Function(node, frame.namespace, closure, frame.owner, defaults)
    for decorator in reversed(node.decorators):
        made = _decorated(machine, made, machine.evaluate(decorator, frame), Site(decorator, frame))
    return made


def _decorated(machine: Machine, made: Value, decorator: Value, site: Site) -> Value:
    """A decorator of the project is called; a library's keeps the function (and may mark it)."""
    if isinstance(decorator, BuiltinMethod) and decorator.name in ("setter", "deleter", "getter"):
        return decorator.receiver
    if isinstance(decorator, (Function, Partial)) or (
        isinstance(decorator, Instance) and isinstance(decorator.cls, Class)
    ):
        which = id(getattr(decorator, "node", decorator))
        machine.decorated[which] += 1
        if machine.decorated[which] > MOST_DECORATED:
            return made
        result = machine.call(decorator, Arguments((made,)), site)
        return made if isinstance(result, Unknown) else result
    name = _name(decorator)
    mark = "no_grad" if name in NO_GRAD else _MARKS.get(name)
    if mark and isinstance(made, Function):
        return Function(made.node, made.namespace, made.closure, made.owner, made.defaults, made.marks | {mark})
    return made


def _name(decorator: Value) -> str:
    if isinstance(decorator, Instance) and isinstance(decorator.cls, External):
        return decorator.cls.name
    return decorator.name if isinstance(decorator, External) else ""


def make_class(machine: Machine, node: ir.Class, arguments: Arguments, frame: Frame) -> Value:
    """A class: its body run in a scope of its own, its resolution order worked out, its decorators applied."""
    made = Class(node.name, node, frame.namespace, arguments.positional)
    made.mro = resolution(made)
    decorators = [(decorator, machine.evaluate(decorator, frame)) for decorator in node.decorators]
    names = [_name(decorator) for _, decorator in decorators]
    made.marks = frozenset(_MARKS[name] for name in names if name in _MARKS)
    body = Frame(Scope(made.slots), frame.namespace, _enclosing(frame), owner=made)
    machine.execute(node.body, body)
    enumerations.make_members(made)
    _tell_bases(machine, made, arguments, Site(node, frame))
    value: Value = made
    for at, decorator in reversed(decorators):
        value = _decorated(machine, value, decorator, Site(at, frame))
    return value


def _tell_bases(machine: Machine, made: Class, arguments: Arguments, site: Site) -> None:
    """``__init_subclass__`` of the first base that has one: a registry without decorators."""
    for base in made.mro[1:]:
        hook = base.slots.get("__init_subclass__") if isinstance(base, Class) else None
        if isinstance(hook, Function):
            machine.decorated[id(hook.node)] += 1
            if machine.decorated[id(hook.node)] <= MOST_DECORATED:
                keywords = {name: value for name, value in arguments.keywords.items() if name != "metaclass"}
                machine.call(hook, Arguments((made,), keywords, arguments.open), site)
            return


def _enclosing(frame: Frame) -> tuple[Scope, ...]:
    return (frame.scope, *frame.closure) if frame.function is not None else frame.closure


def resolution(cls: Class) -> tuple[Class | External, ...]:
    """The order in which attributes are looked up: the class, then its bases from left to right, each ancestor
    after everything that derives from it."""
    order: list[Class | External] = []
    for base in cls.bases:
        line = base.mro if isinstance(base, Class) else (base,) if isinstance(base, External) else ()
        for ancestor in line:
            if ancestor in order and isinstance(ancestor, (Class, External)):
                order.remove(ancestor)
            order.append(ancestor)
    return (cls, *order)


def declare_field(machine: Machine, node: ir.Assign, frame: Frame) -> None:
    """An annotated name in a class body: a field, should the class be a dataclass or named tuple."""
    target = node.targets[0]
    if isinstance(target, Name):
        names = frame.scope.slots.get("__fields__", Constant(""))
        machine.heap.write(frame.scope.slots, "__fields__", Constant(f"{names.value} {target.id}"))
