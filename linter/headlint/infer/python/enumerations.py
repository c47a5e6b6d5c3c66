"""Members of the project's enumerations: constants that have a name, a class and its methods."""

from __future__ import annotations

from headlint.infer.domain.values import (
    BuiltinMethod,
    Class,
    Constant,
    DictValue,
    External,
    Function,
    Instance,
    Member,
    Method,
    Value,
)
from headlint.infer.state.machine import Arguments, Machine, Site

_BASES = frozenset({f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")})
AUTO = "enum.auto"


def is_enumeration(cls: Class) -> bool:
    """True for a class that derives from one of Python's enumerations."""
    return any(isinstance(base, External) and base.name in _BASES for base in cls.mro)


def make_members(cls: Class) -> None:
    """Make members of the constants that the body of an enumeration binds."""
    if not is_enumeration(cls):
        return
    number = 0
    for name, value in list(cls.slots.items()):
        if name.startswith("_"):
            continue
        number += 1
        if isinstance(value, Instance) and value.cls == External(AUTO):
            named = any(base == External("enum.StrEnum") for base in cls.mro)
            value = Constant(name.lower() if named else number)
        if type(value) is Constant:
            cls.slots[name] = Member(value.value, cls, name)


def members(cls: Class) -> list[Member]:
    """The members of an enumeration, in order; none of another class."""
    return [value for value in cls.held.values() if isinstance(value, Member) and value.cls is cls]


def by_value(cls: Class) -> DictValue:
    """The members by value: what ``Loss("ce")`` looks up."""
    return DictValue({member.value: member for member in reversed(members(cls))})


def by_name(cls: Class) -> DictValue:
    """The members by name: what ``Loss["CE"]`` looks up."""
    return DictValue({member.name: member for member in members(cls)})


def attribute(machine: Machine, member: Member, name: str, site: Site) -> Value:
    """``Loss.CE.value``, its name, or what its class says."""
    if name in ("value", "_value_"):
        return Constant(member.value)
    if name in ("name", "_name_"):
        return Constant(member.name)
    found = next((cls.slots[name] for cls in member.cls.mro if isinstance(cls, Class) and name in cls.slots), None)
    if not isinstance(found, Function):
        return BuiltinMethod(Constant(member.value), name) if found is None else found
    if "property" in found.marks:
        return machine.call(Method(found, member), Arguments(), site)
    if "static" in found.marks:
        return found
    return Method(found, member.cls if "class" in found.marks else member)
