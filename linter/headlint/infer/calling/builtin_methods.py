"""Methods that no file of the project defines: of lists, dicts, strings, modules and tensors."""

from __future__ import annotations

from typing import Any

from headlint.infer.calling import list_methods, mappings, module_methods
from headlint.infer.calling.external import apply_row, call_object
from headlint.infer.domain.constants import constant, text_method
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.texts import composed
from headlint.infer.domain.values import (
    BuiltinMethod,
    Constant,
    DictValue,
    External,
    Instance,
    ListValue,
    Member,
    Pack,
    Super,
    Unknown,
    Value,
)
from headlint.infer.instances import in_place
from headlint.infer.instances.pretrained import initialise_network
from headlint.infer.python import enumerations, operators
from headlint.infer.state import readers
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row
from headlint.infer.transfer.tensor_methods import OPERATORS, OWN
from headlint.infer.transfer.terms import forgotten
from headlint.ir import expressions as ir
from headlint.tensor import Kind, Shape, Tensor
from headlint.torchlib.functions import METHODS


def call_method(machine: Machine, receiver: Value, name: str, arguments: Arguments, site: Site) -> Value:
    """The value of ``receiver.name(arguments)``."""
    result = mapped(receiver, lambda one: _call(machine, one, name, arguments, site))
    if name.endswith("_") and not name.endswith("__"):
        func = site.node.func if isinstance(site.node, ir.Call) else None
        in_place.overwrite(machine, func.value if isinstance(func, ir.Attribute) else None, receiver, result, site)
    return result


def _call(machine: Machine, receiver: Any, name: str, arguments: Arguments, site: Site) -> Value:
    if isinstance(receiver, Tensor):
        return _tensor_method(machine, receiver, name, arguments, site)
    if isinstance(receiver, Instance):
        return module_methods.call_module_method(machine, receiver, name, arguments, site)
    if isinstance(receiver, Super):
        return _super_method(machine, receiver, name, arguments, site)
    if isinstance(receiver, Pack) and name == "_replace" and not arguments.open:
        named = zip(receiver.names, receiver.items, strict=True)
        return Pack(tuple([arguments.keywords.get(field, item) for field, item in named]), receiver.names)
    if isinstance(receiver, (ListValue, Pack)):
        return list_methods.call_list_method(machine, receiver, name, arguments, site)
    if isinstance(receiver, DictValue):
        return mappings.call_dict_method(machine, receiver, name, arguments, site)
    if isinstance(receiver, Member):
        return machine.call(enumerations.attribute(machine, receiver, name, site), arguments, site)
    if isinstance(receiver, Constant) and isinstance(receiver.value, str):
        return _string_method(receiver.value, name, arguments)
    if isinstance(receiver, BuiltinMethod):
        return Unknown("an attribute of a method")
    return machine.unknown(f"{name}() of something that is not followed", site)


def _tensor_method(machine: Machine, receiver: Tensor, name: str, arguments: Arguments, site: Site) -> Value:
    """A method of Tensor by its row; ``sigmoid_`` and its like give what ``sigmoid`` gives."""
    own = OWN.get(name)
    if own is not None:
        return own(machine, receiver, arguments, site)
    operator = OPERATORS.get(name.removesuffix("_"))
    if operator is not None and len(arguments.positional) == 1 and not arguments.keywords and not arguments.open:
        return operators.binary(machine, operator, receiver, arguments.positional[0], site)
    row = METHODS.get(name) or METHODS.get(name.removesuffix("_"))
    if row is None:
        readers.rely(machine, receiver, *arguments.positional)
        receiver = forgotten(receiver)
        return receiver if receiver.kind is Kind.LOSS else receiver.but(kind=Kind.UNKNOWN, shape=Shape(), channel=None)
    bound = bound_row(row.params, arguments.with_first(receiver))
    return apply_row(machine, row, f"Tensor.{name}", bound, site, arguments)


def _super_method(machine: Machine, receiver: Super, name: str, arguments: Arguments, site: Site) -> Value:
    """``super().forward(x)`` and ``super().__init__(...)`` that end in a library's class."""
    instance = receiver.receiver
    if not isinstance(instance, Instance):
        return machine.unknown("super() outside of a method", site)
    line = instance.ancestry
    after = line[line.index(receiver.owner) + 1 :] if receiver.owner in line else ()
    base = next((cls.name for cls in after if isinstance(cls, External)), "builtins.object")
    if name == "__init__":
        initialise_network(machine, instance, base, arguments, site)
        return Constant(None)
    if name in ("forward", "__call__"):
        return call_object(machine, instance, base, arguments, site)
    if name == "__setattr__" and len(arguments.positional) == 2 and isinstance(arguments.positional[0], Constant):
        machine.heap.write(instance.slots, arguments.positional[0].value, arguments.positional[1])
        return Constant(None)
    return module_methods.call_module_method(machine, instance, name, arguments, site)


def _string_method(text: str, name: str, arguments: Arguments) -> Value:
    """The common methods of strings, where all arguments are known."""
    if name not in _STRING or arguments.open or arguments.keywords:
        return Unknown("a string that is not known")
    if name == "format" and any(not isinstance(value, Constant) for value in arguments.positional):
        return composed([Constant(text.partition("{")[0]), Unknown()], "a formatted string")
    values = [value.value if isinstance(value, Constant) else ... for value in arguments.positional]
    if any(value is ... for value in values):
        return Unknown("a string that is not known")
    try:
        result = text_method(text, name, values)
    except (TypeError, ValueError, IndexError, KeyError):
        return Unknown("a string method that fails")
    if isinstance(result, list):
        return ListValue.of(tuple(Constant(piece) for piece in result))
    return constant(result)


_STRING = frozenset(
    {
        *("lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "startswith", "endswith", "replace"),
        *("split", "rsplit", "format", "isdigit", "removeprefix", "removesuffix", "count", "find"),
    }
)
