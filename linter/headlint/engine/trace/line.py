"""What is known at one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from headlint.engine.trace.networks import construction, unknowns
from headlint.engine.trace.reaching import merged, reach
from headlint.engine.trace.result import Known, Line, Sighting
from headlint.engine.trace.watching import Watching, Window, targets
from headlint.engine.trace.wording import Words
from headlint.infer.domain.heap import options
from headlint.infer.domain.values import (
    BuiltinMethod,
    Class,
    Constant,
    External,
    Function,
    Method,
    Namespace,
    Scope,
    Super,
    Value,
)
from headlint.infer.state.budget import Budget, Exhausted
from headlint.infer.state.machine import Frame, Site
from headlint.ir import expressions as ex
from headlint.ir import statements as ir
from headlint.link import Module
from headlint.project.errors import ProjectError
from headlint.tensor import Tensor

STEPS = 60_000
LONGEST = 200
MOST_WORLDS = 8
_PLAIN = (External, Function, Class, Namespace, BuiltinMethod, Method, Super, Constant)
_BODIES = ("body", "orelse", "handlers", "final", "cases")


def window_of(module: Module, row: int, cell: int | None) -> Window:
    """The statement at a row. Raises ProjectError where there is no such row, or nothing is evaluated there."""
    first = _first_row(module, cell)
    at, rows = first + row, len(module.ir.lines)
    where = f"{module.path}{'' if cell is None else f'#{cell}'}:{row}"
    if row < 1 or at > rows:
        raise ProjectError(f"no such line: {where} ({module.path} has {rows} lines)")
    rooms = [(node, *_rows(module, node)) for node in _statements(module.ir.body)]
    around = [(last - start, node) for node, start, last in rooms if start <= at <= last]
    if not around:
        behind = min((start for _, start, _ in rooms if start > at), default=None)
        hint = f"; the next statement begins at line {behind - first}" if behind is not None else ""
        raise ProjectError(f"nothing is evaluated at {where}{hint}")
    node = min(around, key=lambda one: one[0])[1]
    return Window(module.file, node.start, _header_end(node), node)


def _first_row(module: Module, cell: int | None) -> int:
    """The row before a cell's first one, in the whole text."""
    known = {one.index: one.first_row for one in module.ir.cells}
    if cell is None and not known:
        return 0
    if cell is None:
        raise ProjectError(f"a line of a notebook is named by its cell: {module.path}#{min(known)}:1")
    if cell not in known:
        raise ProjectError(f"no code cell {cell} in {module.path}")
    return known[cell]


def _statements(body: tuple[Any, ...]) -> Iterator[Any]:
    for node in body:
        if not isinstance(node, (ir.Handler, ir.Case, ir.Try)):
            yield node
        for name in _BODIES:
            yield from _statements(getattr(node, name, ()))


def _rows(module: Module, node: Any) -> tuple[int, int]:
    starts = module.ir.position(node.start)[0], module.ir.position(max(node.start, _header_end(node) - 1))[0]
    if not module.ir.cells:
        return starts
    first = {one.index: one.first_row for one in module.ir.cells}[module.ir.position(node.start)[2] or 0]
    return starts[0] + first, starts[1] + first


def _header_end(node: Any) -> int:
    """Where the part of a statement ends that is evaluated at once: a block's own lines are others."""
    if isinstance(node, (ir.If, ir.While)):
        return int(node.test.end)
    if isinstance(node, ir.For):
        return int(node.iterable.end)
    if isinstance(node, ir.With):
        return max(int(item.end) for item in node.items)
    if isinstance(node, ir.Match):
        return int(node.subject.end)
    if isinstance(node, ir.Function):
        return max([int(node.end), *(int(parameter.end) for parameter in node.parameters)])
    return int(node.end)


def line_of(machine: Watching, namespace: Namespace, window: Window, words: Words) -> Line:
    """What was seen in the window; a function that nothing has run is run with unknown arguments first."""
    if not machine.seen:
        _run_around(machine, namespace, window)
    module = namespace.module
    span = module.span(window.node)
    if not machine.seen:
        raise ProjectError(f"nothing is known at {span.path}:{span.row}: {_why_not(machine, window)}")
    rows = range(span.row, max(span.row, module.ir.position(window.end)[0]) + 1)
    heard = [c for c in machine.heard if c[0].span.path == span.path and c[0].span.row in rows]
    losses = merged(reach(call, guards, words) for call, guards in heard if call.span.cell == span.cell)
    end = ex.Name(window.node.start, window.end, "")
    return Line(span, words.source(module, end, LONGEST), tuple(_sightings(machine, module, window, words)), losses)


def _why_not(machine: Watching, window: Window) -> str:
    if isinstance(window.node, (ir.Import, ir.ImportFrom, ir.Class, ir.Jump, ir.Scope)):
        return "the statement there has no values"
    if machine.unfollowed:
        return next(iter(machine.unfollowed.values()))
    return "no way that was followed leads there"


def _run_around(machine: Watching, namespace: Namespace, window: Window) -> None:
    """Run the function that holds the window."""
    for function in _functions(namespace):
        if not _holds(function, window.node):
            continue
        site = Site(function.node, Frame(Scope(namespace.slots), namespace))
        machine.budget = Budget(STEPS)
        try:
            _enter(machine, function, site)
        except Exhausted:
            machine.unfollowed.setdefault(site.span, f"more than {STEPS:,} steps would be needed to get there")
        finally:
            machine.stack.clear()


def _holds(function: Function, node: ir.Statement) -> bool:
    body = getattr(function.node, "body", ())
    return function.node is node or (isinstance(body, tuple) and any(one is node for one in _statements(body)))


def _enter(machine: Watching, function: Function, site: Site) -> None:
    owner = function.owner
    if owner is None or "static" in function.marks:
        machine.call(function, unknowns(function, 0), site)
        return
    made = machine.call(owner, construction(owner), site)
    given = unknowns(function, 1)
    if owner.is_module and function.name.endswith(".forward"):
        given.positional = tuple(Tensor() for _ in given.positional)
    machine.call(Method(function, made), given, site)


def _functions(namespace: Namespace) -> Iterator[Function]:
    for value in list(namespace.slots.values()):
        inside = list(value.slots.values()) if isinstance(value, Class) and value.namespace is namespace else [value]
        yield from (one for one in inside if isinstance(one, Function) and one.namespace is namespace)


def _sightings(machine: Watching, module: Module, window: Window, words: Words) -> Iterator[Sighting]:
    """The values of a statement in the order in which they come to be: what is read, what is computed, what is
    assigned."""
    done: set[str] = set()
    names = list(targets(window.node))
    own = getattr(window.node, "value", None) if len(names) == 1 else None
    for node, role in _expressions(window.node):
        values = machine.seen.get(node)
        text = words.source(module, node)
        is_target = any(node is name for name in names)
        if node is own or not values or text in done or is_target or _is_plain(values, role):
            continue
        done.add(text)
        yield Sighting(text, "read" if role == "holder" else role, module.span(node), _known(values, words))
    parameters = window.node.parameters if isinstance(window.node, ir.Function) else ()
    for name, key, role, node in [
        *((p.name, p.name, "parameter", p) for p in parameters),
        *((n.id, f"= {n.id}", "assigned", n) for n in names),
    ]:
        if values := machine.seen.get(key):
            yield Sighting(name, role, module.span(node), _known(values, words))


def _known(values: list[tuple[Any, Value]], words: Words) -> tuple[Known, ...]:
    """The value in every world; an unknown that some other run knows says nothing."""
    found: dict[Known, set[tuple[str, ...]]] = {}
    for guards, value in values:
        for one in words.known(value):
            conditions = tuple(sorted({*one.conditions, *words.conditions(guards)}))
            found.setdefault(replace(one, conditions=()), set()).add(conditions)
    each = [replace(one, conditions=sets.pop() if len(sets) == 1 else ()) for one, sets in found.items()]
    known = [one for one in each if one.kind is not None or one.what]
    return tuple((known or each)[:MOST_WORLDS])


def _is_plain(values: list[tuple[Any, Value]], role: str) -> bool:
    """True for what is no value that flows: modules, functions, classes, literals, objects asked for an attribute."""
    found = [option for _, value in values for _, option in options(value)]
    return all(isinstance(option, _PLAIN) for option in found) or (
        role == "holder" and not any(isinstance(option, Tensor) for option in found)
    )


def _expressions(node: Any, role: str = "read") -> Iterator[tuple[Any, str]]:
    """The expressions of a statement's own lines, operands first."""
    if isinstance(node, ex.Argument):
        yield from _expressions(node.value, "argument")
        return
    if isinstance(node, tuple):
        for item in node:
            yield from _expressions(item)
        return
    if not isinstance(node, ex.Node) or isinstance(node, ex.Lambda):
        return
    for name in node.__struct_fields__:
        if name not in _BODIES and name not in ("annotation", "parameters", "decorators", "returns"):
            yield from _expressions(getattr(node, name), "holder" if isinstance(node, ex.Attribute) else "read")
    if isinstance(node, (ex.Name, ex.Attribute, ex.Subscript, ex.Call, ex.Binary, ex.Compare)):
        yield node, "result" if isinstance(node, (ex.Call, ex.Binary, ex.Compare)) and role != "argument" else role
