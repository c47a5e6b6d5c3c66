"""Choices by a name that is not known, and those that a call settles: what cannot be called like this was not meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headlint.infer.domain.heap import join
from headlint.infer.domain.texts import ends_of, may_be, unknown_part
from headlint.infer.domain.values import (
    Class,
    Constant,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Method,
    Namespace,
    Pack,
    SliceValue,
    Unknown,
    Value,
)
from headlint.infer.state.machine import Arguments, Machine
from headlint.tensor import Alternatives, Guards, Tensor, Test
from headlint.torchlib import models

MOST_CHOICES = 40  # of which a call leaves fewer
_UNCALLABLE = (Constant, Pack, ListValue, DictValue, Namespace, SliceValue, Tensor)


def callable_ones(func: Alternatives[Any], arguments: Arguments) -> list[tuple[Guards, Any]]:
    """The options that a call with these arguments can mean; all of them where it can mean none."""
    found = [(guards, option) for guards, option in func.options if _takes(option, arguments)]
    return found or list(func.options)


def _takes(option: Any, arguments: Arguments) -> bool:
    if isinstance(option, _UNCALLABLE):
        return False
    if arguments.open or arguments.spare:
        return True
    if isinstance(option, Function):
        return fits(option, arguments)
    if isinstance(option, Method):
        return fits(option.function, arguments.with_first(option.receiver))
    if isinstance(option, Class):
        return _found_fits(option, option.mro, ("__init__",), arguments)
    if isinstance(option, Instance) and isinstance(option.cls, Class) and "forward" not in option.slots:
        names = ("forward", "__call__") if option.cls.is_module else ("__call__", "forward")
        return _found_fits(option, option.cls.mro, names, arguments)
    return True


def _found_fits(receiver: Value, line: tuple[Any, ...], names: tuple[str, ...], arguments: Arguments) -> bool:
    """Whether the method that a class finds first takes the arguments, and its receiver in front."""
    for cls in line:
        if not isinstance(cls, Class) or "__new__" in cls.slots or "dataclass" in cls.marks:
            return True
        method = next((cls.slots[name] for name in names if name in cls.slots), None)
        if method is not None:
            plain = isinstance(method, Function) and not method.marks & {"static", "class", "property"}
            return not plain or fits(method, arguments.with_first(receiver))
    return True


def fits(function: Function, arguments: Arguments) -> bool:
    """False where Python would refuse these arguments: too many, one that nobody asked for, or one too few."""
    parameters = function.node.parameters
    kinds = {parameter.kind for parameter in parameters}
    in_order = [parameter for parameter in parameters if parameter.kind in ("positional", "normal")]
    taken = {parameter.name for parameter in in_order[: len(arguments.positional)]}
    named = {parameter.name for parameter in parameters if parameter.kind in ("normal", "keyword")}
    if "star" not in kinds and len(arguments.positional) > len(in_order):
        return False
    if "double_star" not in kinds and any(name not in named for name in arguments.keywords):
        return False
    given = taken | arguments.keywords.keys()
    needed = (parameter for parameter in parameters if parameter.default is None and "star" not in parameter.kind)
    return not (taken & arguments.keywords.keys()) and all(parameter.name in given for parameter in needed)


def picked(machine: Machine, namespace: Namespace, key: Unknown, asked: str) -> Value:
    """What a program picks from a module by a name that is not known: a class or a function, each a choice that is
    named; none that is being run."""
    running = {id(frame.function.node) for frame in machine.stack if frame.function is not None}
    begins, ends = ends_of(key)
    found: list[tuple[Guards, Value]] = []
    for name, value in _pickable(namespace):
        if may_be(key, name) and not (isinstance(value, Function) and id(value.node) in running):
            part = name.removeprefix(begins).removesuffix(ends)
            test = Test(unknown_part(key), part, True, f"{asked} == {part!r}", selects=True)
            found.append((frozenset({test}), value))
    return _choice(found) if found else Unknown("a name of a module that is not known")


def any_of_shelf(shelf: str, key: Unknown) -> External:
    """A factory of a library by a name that is not known, as far as its beginning is."""
    return External(f"{shelf}.{ends_of(key)[0]}{models.ANY}")


def _pickable(namespace: Namespace) -> Iterator[tuple[str, Value]]:
    for name, value in namespace.slots.items():
        if name.startswith("_"):
            continue
        network = isinstance(value, External) and models.known(value.name) is not None
        if network or isinstance(value, (Class, Function)):
            yield name, value


def _choice(found: list[tuple[Guards, Value]]) -> Value:
    if len(found) == 1:
        return found[0][1]
    return Alternatives.of(found) if len(found) <= MOST_CHOICES else join(*found)
