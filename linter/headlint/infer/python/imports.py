"""Imports: the project's own modules become namespaces, everything else an external name."""

from __future__ import annotations

from headlint.events import ApiUse
from headlint.infer.domain.values import ABSENT, External, ListValue, Namespace, Pack, Value
from headlint.infer.state.machine import JUDGED, Frame, Machine, Site
from headlint.infer.worlds.names import bind, noted
from headlint.infer.worlds.tests import present
from headlint.ir import statements as ir


def run_import(machine: Machine, node: ir.Import, frame: Frame) -> str:
    """``import a.b as c``."""
    for alias in node.names:
        if alias.asname is not None:
            bind(machine, alias.asname, load(machine, alias.name, 0, frame), frame)
            continue
        load(machine, alias.name, 0, frame)
        head = alias.name.split(".")[0]
        bind(machine, head, load(machine, head, 0, frame), frame)
    return "next"


def load(machine: Machine, dotted: str, level: int, frame: Frame) -> Value:
    """The module that a dotted name means: a namespace of the project, or an external name."""
    module = machine.program.imported(frame.namespace.module, dotted, level)
    if module is not None:
        return machine.namespace(module)
    return External(dotted)


def run_import_from(machine: Machine, node: ir.ImportFrom, frame: Frame) -> str:
    """``from a.b import c as d`` and ``from a.b import *``."""
    source = load(machine, node.module, node.level, frame)
    if node.star:
        if isinstance(source, Namespace):
            _star(machine, source, frame)
        return "next"
    for alias in node.names:
        if isinstance(source, External) and source.name in JUDGED:
            use = ApiUse(Site(alias, frame).span, f"{source.name}.{alias.name}", guarded=machine.guarded)
            machine.emission.emit(use)
        bind(machine, alias.asname or alias.name, member(machine, source, node, alias.name, frame), frame)
    return "next"


def member(machine: Machine, source: Value, node: ir.ImportFrom, name: str, frame: Frame) -> Value:
    """A name imported from a module: one that it binds, else a submodule."""
    if isinstance(source, External):
        nested = machine.program.imported(frame.namespace.module, f"{node.module}.{name}", node.level)
        if nested is not None:
            return machine.namespace(nested)
        return External(f"{source.name}.{name}" if source.name else name)
    assert isinstance(source, Namespace)
    value = present(noted(source.held, name), ABSENT)
    if value is not ABSENT:
        return value
    dotted = f"{node.module}.{name}" if node.module else name
    module = machine.program.imported(frame.namespace.module, dotted, node.level)
    if module is not None:
        return machine.namespace(module)
    return machine.unknown(f"{name} is not bound in {source.module.path}")


def _star(machine: Machine, source: Namespace, frame: Frame) -> None:
    exported = source.slots.get("__all__")
    pack = exported.slots["items"] if isinstance(exported, ListValue) else exported
    names = None
    if isinstance(pack, Pack) and not pack.open:
        names = {getattr(item, "value", None) for item in pack.items}
    for name, value in list(source.slots.items()):
        if (name in names) if names is not None else not name.startswith("_"):
            bind(machine, name, value, frame)
