"""Reading and writing attributes."""

from __future__ import annotations

from functools import partial
from typing import Any

from headlint.events import ApiUse
from headlint.infer.domain.heap import join_all, mapped, options, something
from headlint.infer.domain.modules import UNKNOWN_CHILD
from headlint.infer.domain.values import (
    ABSENT,
    BuiltinMethod,
    Class,
    Constant,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Member,
    Method,
    Namespace,
    Pack,
    Partial,
    Super,
    Unknown,
    Value,
)
from headlint.infer.instances.layers import layer_attribute, part_of
from headlint.infer.python import enumerations
from headlint.infer.python.dynamic_imports import Imported, defined_in_any
from headlint.infer.state.machine import JUDGED, Arguments, Machine, Site
from headlint.infer.state.story import READ
from headlint.infer.transfer.tensor_attributes import tensor_attribute
from headlint.infer.worlds.names import narrowed, noted, overwrite
from headlint.infer.worlds.tables import Attributes
from headlint.infer.worlds.tests import present
from headlint.tensor import Alternatives, Guards, Tensor
from headlint.torchlib.models import known

NEWEST = "2.99.0"  # a program is read as the torch of tomorrow would run it


def attribute(machine: Machine, value: Value, name: str, site: Site) -> Value:
    """``value.name``."""
    if isinstance(value, Alternatives):
        found = something(narrowed(machine, value))
        if isinstance(found, Alternatives):
            return join_all((guards, attribute(machine, option, name, site)) for guards, option in found)
        value = found
    return narrowed(machine, _attribute(machine, value, name, site))


def _attribute(machine: Machine, value: Any, name: str, site: Site) -> Value:
    if name in READ:
        machine.story.read(value, name, site, machine.guards)
    if isinstance(value, Instance):
        return _of_instance(machine, value, name, site)
    if isinstance(value, Tensor):
        return tensor_attribute(value, name, site)
    if isinstance(value, External):
        return _of_external(machine, value, name, site)
    if isinstance(value, Namespace):
        return _of_namespace(machine, value, name, site)
    if isinstance(value, Class):
        return _of_class(machine, value, value, name, site)
    if isinstance(value, Super):
        return _of_super(machine, value, name, site)
    if isinstance(value, Pack) and name in value.names:
        return value.items[value.names.index(name)]
    if isinstance(value, Member):
        return enumerations.attribute(machine, value, name, site)
    if isinstance(value, (ListValue, DictValue, Pack, Constant, BuiltinMethod)):
        return BuiltinMethod(value, name)
    if isinstance(value, Partial) and name == "func":
        return value.func
    if isinstance(value, Method):
        return _attribute(machine, value.function, name, site)
    if isinstance(value, Function):
        return Constant(value.name.rpartition(".")[2]) if name == "__name__" else Unknown("a function's attribute")
    if isinstance(value, Unknown):
        if name == "backward" and value.at is not None:
            machine.unfollowed.setdefault(value.at, value.why)
        defined = defined_in_any(machine, value.key, name) if isinstance(value.key, Imported) else None
        return value.part("attribute", name) if defined is None else defined
    return machine.unknown(f"the attribute {name} of something not followed", site)


def _of_instance(machine: Machine, value: Instance, name: str, site: Site) -> Value:
    own = present(value.slots.get(name, ABSENT), ABSENT)
    if own is not ABSENT:
        return own
    if name == "__dict__":
        return Attributes(value)
    if name == "__class__":
        return value.cls
    for cls in value.ancestry:
        if isinstance(cls, External):
            return layer_attribute(machine, value, cls.name, name, site)
        found = present(cls.slots.get(name, ABSENT), ABSENT)
        if found is not ABSENT:
            return mapped(found, partial(_bound, machine, value, cls, site))
        if "__getattr__" in cls.slots:
            break
    return machine.unknown(f"the attribute {name} of {_class_name(value)} is set nowhere that was read", site)


def _class_name(value: Instance) -> str:
    return value.cls.name


def _bound(machine: Machine, receiver: Any, cls: Any, site: Site, found: Any) -> Value:
    """What a class attribute is when read through an object: functions become methods, properties are run."""
    if not isinstance(found, Function):
        value: Value = found
        return value
    if "property" in found.marks:
        return machine.call(Method(found, receiver), Arguments(), site)
    if "static" in found.marks:
        return found
    if "class" in found.marks:
        return Method(found, receiver.cls if isinstance(receiver, Instance) else cls)
    return Method(found, receiver)


def _of_external(machine: Machine, value: External, name: str, site: Site) -> Value:
    dotted = f"{value.name}.{name}"
    if name == "__name__":
        return Constant(value.name.rpartition(".")[2])
    if dotted == "torch.__version__":
        return Constant(NEWEST)
    if value.name in JUDGED and dotted not in machine.patched:
        machine.emission.emit(ApiUse(site.span, dotted, guarded=machine.guarded))
    return machine.patched.get(dotted) or External(dotted)


def _of_namespace(machine: Machine, value: Namespace, name: str, site: Site) -> Value:
    found = present(noted(value.held, name), ABSENT)
    if found is not ABSENT:
        return found
    if name == "__dict__":
        return Attributes(value)
    nested = machine.program.imported(value.module, name, 1) if value.module.is_package else None
    if nested is not None:
        return machine.namespace(nested)
    return machine.unknown(f"{name} is not bound in {value.module.path}", site)


def _of_class(machine: Machine, cls: Class, receiver: Class, name: str, site: Site) -> Value:
    if name == "__name__":
        return Constant(cls.name)
    for ancestor in cls.mro:
        if isinstance(ancestor, External):
            return External(f"{ancestor.name}.{name}")
        found = present(ancestor.slots.get(name, ABSENT), ABSENT)
        if isinstance(found, Function) and "class" in found.marks:
            return Method(found, receiver)
        if found is not ABSENT:
            return found
    return machine.unknown(f"the attribute {name} of the class {cls.name} is not known", site)


def _of_super(machine: Machine, value: Super, name: str, site: Site) -> Value:
    receiver = value.receiver
    line = receiver.ancestry if isinstance(receiver, Instance) else value.owner.mro
    after = line[line.index(value.owner) + 1 :] if value.owner in line else value.owner.mro[1:]
    for cls in after:
        if isinstance(cls, External):
            return BuiltinMethod(value, name)
        found = present(cls.slots.get(name, ABSENT), ABSENT)
        if found is not ABSENT:
            return _bound(machine, receiver, cls, site, found)
    return BuiltinMethod(value, name)


def store(machine: Machine, value: Value, name: str, new: Value, site: Site) -> None:
    """``value.name = new``; for a choice of objects each may have been meant."""
    if name in READ:
        machine.story.read(value, name, site, machine.guards)
    for guards, option in options(narrowed(machine, value)):
        if isinstance(option, External):
            machine.patch(f"{option.name}.{name}", new)
        slots = getattr(option, "slots", None)
        if not isinstance(option, (Instance, Class, Namespace)) or slots is None:
            change_part(machine, option, guards)
            continue
        overwrite(machine, slots, name, new, guards)


def change_part(machine: Machine, value: Value, guards: Guards) -> None:
    """Something is set in what may be a part of a ready-made network (``net.classifier[6] = ...``), which nobody knows
    any more."""
    whole = part_of(value)
    if whole is not None and isinstance(value, Unknown) and known(whole.cls.name) is not None:
        overwrite(machine, whole.slots, value.key[1], Unknown(UNKNOWN_CHILD), guards)  # type: ignore[index]
