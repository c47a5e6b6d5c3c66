"""Python's builtins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from headlint.events import Decode
from headlint.infer.calling import attribute_changes
from headlint.infer.calling.sequences import SEQUENCES, Builtin, first
from headlint.infer.domain.constants import constant
from headlint.infer.domain.gradients import combined, cut
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.slots import Holder
from headlint.infer.domain.unknown import SCALAR
from headlint.infer.domain.values import (
    NONE,
    Class,
    Constant,
    DictValue,
    External,
    Function,
    Instance,
    Namespace,
    Pack,
    Super,
    Unknown,
    Value,
)
from headlint.infer.instances.attributes import store
from headlint.infer.python import dynamic_imports, instance_tests
from headlint.infer.python.iteration import items
from headlint.infer.state import readers
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.operation import as_tensor
from headlint.infer.transfer import averages
from headlint.infer.transfer.batches import is_loader
from headlint.infer.worlds.choices import any_of_shelf, picked
from headlint.infer.worlds.tables import Attributes
from headlint.infer.worlds.tests import asked
from headlint.ir.expressions import Call
from headlint.ir.show import show_expression
from headlint.tensor import Axis, Grad, Kind, Tensor
from headlint.torchlib.models import SHELVES


def call_builtin(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value:
    """The value of calling a builtin; unknown where it is none that matters here."""
    readers.builtin_called(machine, name, arguments)
    if (handler := _BUILTINS.get(name)) is not None:
        return handler(machine, arguments, site)
    if name.startswith(("object.", "super.")) or name == "print":
        return NONE
    if name.startswith("dict.fromkeys"):
        return DictValue({}, open=True)
    machine.story.give_away(f"builtins.{name}", arguments, site, machine.guards)
    return machine.unknown(f"{name}() is not followed", site)


def _super(machine: Machine, arguments: Arguments, site: Site) -> Value:
    frame = next(
        (f for f in [site.frame, *reversed(machine.stack)] if f.function is not None and f.receiver), site.frame
    )
    if len(arguments.positional) == 2 and isinstance(arguments.positional[0], Class):
        return Super(arguments.positional[0], arguments.positional[1])
    if frame.owner is None or frame.receiver is None:
        return machine.unknown("super() outside of a method", site)
    return Super(frame.owner, frame.receiver)


def _static(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``staticmethod(f)`` as an expression: read through an object it is ``f``."""
    given = arguments.positional[0] if arguments.positional else machine.unknown("staticmethod of nothing", site)
    return replace(given, marks=given.marks | {"static"}) if isinstance(given, Function) else given


def _getattr(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if len(arguments.positional) < 2:
        return machine.unknown("getattr()", site)
    holder, name = arguments.positional[0], arguments.positional[1]
    default = arguments.positional[2] if len(arguments.positional) > 2 else None

    def read(key: Any) -> Value:
        if isinstance(holder, Namespace) and isinstance(key, Unknown):
            return picked(machine, holder, key, _asked(site))
        if isinstance(holder, External) and holder.name in SHELVES and isinstance(key, Unknown):
            return any_of_shelf(holder.name, key)
        if not isinstance(key, Constant):
            machine.story.lose(holder, site, machine.guards)
            return attribute_changes.reached(holder, site)
        if not isinstance(key.value, str):
            return Unknown("getattr() of a name that is no text", site.span)  # Python refuses it
        with machine.protected(default is not None):
            found = machine.attribute(holder, key.value, site)
        return default if default is not None and isinstance(found, Unknown) else found

    return mapped(name, read)


def _asked(site: Site) -> str:
    """The expression for the name in ``getattr(holder, name)``."""
    given = site.node.arguments[1].value if isinstance(site.node, Call) and len(site.node.arguments) > 1 else None
    return "the name" if given is None else show_expression(given)


def _setattr(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if len(arguments.positional) == 3:
        holder, name, new = arguments.positional
        if isinstance(name, Constant) and isinstance(name.value, str):
            store(machine, holder, name.value, new, site)
        else:
            attribute_changes.store_unnamed(machine, holder, name, new)
    return NONE


def _delattr(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if len(arguments.positional) == 2:
        attribute_changes.delete(machine, *arguments.positional)
    return NONE


def _exec(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """A text is run that nobody reads: it may set any variable of the module."""
    machine.story.give_away("builtins.exec", arguments, site, machine.guards)
    attribute_changes.run_text(machine, arguments, site)
    return NONE


def _number(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``int``, ``float``, ``bool``, ``str`` of a number; of a tensor, its numbers without their gradient."""
    value = first(arguments)
    if isinstance(value, Tensor):
        return cut(value, "a conversion to a Python number", site.span)
    return Unknown("a number that is not known", site.span, known=SCALAR)


def _convert(kind: Callable[[Any], Any]) -> Builtin:
    def convert(machine: Machine, arguments: Arguments, site: Site) -> Value:
        value = first(arguments)
        if isinstance(value, Constant) and len(arguments.positional) == 1:
            try:
                return constant(kind(value.value))
            except (TypeError, ValueError, OverflowError):
                return machine.unknown("a conversion that fails", site)
        known = _number(machine, arguments, site)
        return machine.unknown("a text that is not known", site) if kind is str else known

    return convert


def _bool(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments)
    if isinstance(value, Unknown) and len(arguments.positional) == 1:
        return asked(value)
    return _to_bool(machine, arguments, site)


_to_bool = _convert(bool)


def _abs(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments)
    return value.but(kind=Kind.UNKNOWN) if isinstance(value, Tensor) else _convert(abs)(machine, arguments, site)


def _round(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments)
    if isinstance(value, Tensor):
        machine.emission.emit(Decode(site.span, "round", value, None, Axis()))
        return cut(value, "round()", site.span).but(kind=Kind.HARD if value.kind.from_network else value.kind)
    return machine.unknown("a rounded number", site)


def _sum(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """The sum of losses is a loss."""
    pack = items(machine, first(arguments), site)
    numbers = [item.value for item in pack.items if isinstance(item, Constant)]
    if not pack.open and len(numbers) == len(pack.items) and all(isinstance(n, (int, float)) for n in numbers):
        return constant(sum(n for n in numbers if isinstance(n, (int, float))))
    tensors = [as_tensor(item) for item in pack.items]
    flow = combined(tensors)
    if tensors and all(tensor.kind is Kind.LOSS for tensor in tensors):
        return tensors[0].but(grad=flow.grad, cut=flow.cut)
    averaged = averages.summed(pack, site)
    if averaged is None and flow.grad in (Grad.FLOWS, Grad.CUT):
        return Tensor(grad=flow.grad, cut=flow.cut)
    return averaged or machine.unknown("a sum", site)


def _extreme(pick: Callable[..., Any]) -> Builtin:
    def extreme(machine: Machine, arguments: Arguments, site: Site) -> Value:
        pack = sequence(arguments.positional[0]) if len(arguments.positional) == 1 else Pack(arguments.positional)
        machine.pay(len(pack.items) if pack else 0)
        numbers = [item.value for item in pack.items if isinstance(item, Constant)] if pack and not pack.open else []
        if pack and numbers and len(numbers) == len(pack.items) and all(isinstance(n, (int, float)) for n in numbers):
            return Constant(pick(numbers))
        return machine.unknown("a largest or smallest", site)

    return extreme


def _vars(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments) if arguments.positional else site.frame.namespace
    return Attributes(value) if isinstance(value, Holder) else machine.unknown("vars()", site)


def _next(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments)
    pack = items(machine, value, site) if is_loader(value) else sequence(value)
    return pack.items[0] if pack and pack.items else machine.unknown("the next item", site)


def _type(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments)
    return value.cls if isinstance(value, Instance) else machine.unknown("a type", site)


def _same(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return first(arguments)


_BUILTINS: dict[str, Builtin] = {
    **SEQUENCES,
    "super": _super,
    "getattr": _getattr,
    "setattr": _setattr,
    "delattr": _delattr,
    "exec": _exec,
    "eval": dynamic_imports.evaluated,
    "__import__": dynamic_imports.imported_by_name,
    "isinstance": instance_tests.belongs,
    "issubclass": instance_tests.is_heir,
    "int": _convert(int),
    "float": _convert(float),
    "bool": _bool,
    "str": _convert(str),
    "abs": _abs,
    "round": _round,
    "sum": _sum,
    "max": _extreme(max),
    "min": _extreme(min),
    "vars": _vars,
    "globals": _vars,
    "next": _next,
    "iter": _same,
    "type": _type,
    "staticmethod": _static,
}
