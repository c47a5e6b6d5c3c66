"""``isinstance`` and ``issubclass``."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Class, Constant, DictValue, External, Instance, ListValue, Pack, Value
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.tensor import Tensor
from headlint.torchlib.bases import derives


def belongs(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``isinstance(value, classes)``."""
    if len(arguments.positional) != 2:
        return machine.unknown("isinstance()", site)
    value, wanted = arguments.positional
    classes = sequence(wanted)

    def asked(one: Any) -> Value:
        answers = [is_a(one, cls) for cls in (classes.items if classes else (wanted,))]
        if True in answers:
            return Constant(True)
        return machine.unknown("a test of a type", site) if None in answers else Constant(False)

    return mapped(value, asked)


def is_heir(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``issubclass(cls, classes)``."""
    if len(arguments.positional) == 2:
        cls, wanted = arguments.positional
        line = cls.mro if isinstance(cls, Class) else (cls,)
        classes = sequence(wanted)
        if any(one in line for one in (classes.items if classes else (wanted,))):
            return Constant(True)
    return machine.unknown("a test of a class", site)


MODULE = "torch.nn.Module"
_PLAIN = (Constant, ListValue, DictValue)
_TYPES = {str: "str", int: "int", float: "float", bool: "bool", type(None): "NoneType"}


def is_a(value: Value, cls: Value) -> bool | None:
    """Whether a value is an instance of a class, None where that is not known."""
    if isinstance(value, Instance) and isinstance(cls, (Class, External)):
        return _is_object_of(value, cls)
    if isinstance(cls, External) and cls.name.startswith("builtins."):
        wanted = cls.name[9:]
        if isinstance(value, Constant):
            return wanted in (_TYPES[type(value.value)], "int" if isinstance(value.value, bool) else "")
        if isinstance(value, (Pack, ListValue, DictValue)):
            return wanted == (
                "tuple" if isinstance(value, Pack) else "list" if isinstance(value, ListValue) else "dict"
            )
        return (
            False
            if isinstance(value, (Tensor, Instance)) and wanted in ("str", "int", "float", "list", "tuple", "dict")
            else None
        )
    if isinstance(cls, External) and cls.name == "torch.Tensor" and isinstance(value, (*_PLAIN, Pack, Tensor)):
        return isinstance(value, Tensor)
    plain = isinstance(value, (*_PLAIN, Tensor)) or (isinstance(value, Pack) and not value.names)
    if plain and isinstance(cls, Class) and _is_own(cls):
        return False
    return None


def _is_object_of(value: Instance, cls: Class | External) -> bool | None:
    if cls in value.ancestry:
        return True
    classes = [one for one in value.ancestry if isinstance(one, Class)]
    if not all(isinstance(base, (Class, External)) for one in classes for base in one.bases):
        return None
    libraries = [one.name for one in value.ancestry if isinstance(one, External)]
    if isinstance(cls, Class):
        return False if classes or all(derives(name, MODULE) for name in libraries) else None
    answers = {derives(name, cls.name) for name in libraries}
    return True if True in answers else None if None in answers else False


def _is_own(cls: Class) -> bool:
    """True for a class that derives from nothing but the project's classes and torch's modules."""
    return all(isinstance(c, Class) or c.name in ("builtins.object", "torch.nn.Module") for c in cls.mro)
