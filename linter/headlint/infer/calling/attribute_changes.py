"""Attributes that are set by other means than ``obj.name = value``: under a name that is not known, by a text, by a
function that gets every layer."""

from __future__ import annotations

from headlint.infer.calling.storing import store_under
from headlint.infer.domain.heap import options
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.slots import Holder, now
from headlint.infer.domain.values import Class, Constant, DictValue, Instance, Namespace, Unknown, Value
from headlint.infer.instances.children import lose_children
from headlint.infer.instances.layers import part_of
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.worlds.names import narrowed
from headlint.infer.worlds.overrides import override
from headlint.infer.worlds.tables import Attributes


def reached(holder: Value, site: Site) -> Unknown:
    """A part of an object under a name that is not known."""
    why = "getattr() with a name that is not known"
    known = part_of(holder) or holder
    return Unknown(why, site.span, (known, now())) if isinstance(known, Instance) else Unknown(why, site.span)


def store_unnamed(machine: Machine, holder: Value, name: Value, new: Value) -> None:
    """``setattr(holder, name, new)`` with a name that is not known."""
    for guards, option in options(narrowed(machine, holder)):
        if isinstance(option, (Instance, Class, Namespace)):
            store_under(machine, option, name, new, guards)
        elif (whole := part_of(option)) is not None:
            lose_children(machine, whole, guards)


def delete(machine: Machine, holder: Value, name: Value) -> None:
    """``delattr(holder, name)``."""
    for guards, option in options(narrowed(machine, holder)):
        if isinstance(option, Holder) and isinstance(name, Constant) and guards <= machine.guards:
            machine.heap.remove(option.held, name.value)
        elif isinstance(option, Instance) and is_module(option):
            lose_children(machine, option, guards)


def run_text(machine: Machine, arguments: Arguments, site: Site) -> None:
    """``exec(text)`` in a module sets its variables, ``exec(text, table)`` those of the table."""
    given = arguments.positional
    text = given[0] if given else None
    table: Value = given[1] if len(given) > 1 else Attributes(site.frame.namespace)
    if not isinstance(table, DictValue) or (len(given) < 2 and site.frame.function is not None):
        return
    for name in list(table.slots):
        if not isinstance(text, Constant) or str(name) in str(text.value):
            override(machine, table, name=Constant(name))
