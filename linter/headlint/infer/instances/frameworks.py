"""Calls of training frameworks: what they hand back, and where they train."""

from __future__ import annotations

from headlint.infer.domain.values import NONE, External, Instance, Pack, Unknown, Value
from headlint.infer.instances import updates
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.torchlib import frameworks


def called(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value | None:
    """The value of calling a framework's function, None where it is none that is known."""
    does = frameworks.FUNCTIONS.get(name)
    return None if does is None else _done(machine, does, name, arguments, site)


def method(machine: Machine, instance: Instance, name: str, arguments: Arguments, site: Site) -> Value | None:
    """The value of calling a framework object's method, None where it is none that is known."""
    does = _does(instance, name)
    if does in ("steps", "steps first"):
        return _stepped(machine, does, instance, arguments, site)
    return None if does is None else _done(machine, does, name, arguments, site)


def _stepped(machine: Machine, does: frameworks.Does, instance: Instance, arguments: Arguments, site: Site) -> Value:
    if does == "steps":
        return updates.stepped(machine, instance, arguments, site)
    chosen = next(iter(arguments.positional), arguments.keywords.get("optimizer", NONE))
    return updates.stepped(machine, chosen, Arguments(), site)


def _does(instance: Instance, name: str) -> frameworks.Does | None:
    classes = (cls.name for cls in instance.ancestry if isinstance(cls, External))
    return next((does for cls in classes if (does := frameworks.METHODS.get((cls, name)))), None)


def _done(machine: Machine, does: frameworks.Does, name: str, arguments: Arguments, site: Site) -> Value:
    given = (*arguments.positional, *arguments.keywords.values()) if does == "first" else arguments.positional
    if not given or arguments.open:
        return Unknown(f"{name}() of arguments that are not known", site.span)
    if does == "backward":
        return machine.call(machine.attribute(given[0], "backward", site), Arguments(), site)
    if does == "first" or len(given) == 1:
        return given[0]
    return Pack(given)
