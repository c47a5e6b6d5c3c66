"""Methods that torch gives to modules, and those of other objects of libraries."""

from __future__ import annotations

from headlint.infer import frameworks, modes, out_of_sight, pretrained, supervised
from headlint.infer.external import call_object
from headlint.infer.iteration import children_of, container, is_module, items
from headlint.infer.layers import add_child
from headlint.infer.list_methods import call_dict_method
from headlint.infer.machine import Arguments, Machine, Site
from headlint.infer.values import (
    NONE,
    Constant,
    DictValue,
    External,
    Instance,
    Pack,
    Unknown,
    Value,
)
from headlint.torchlib.metrics import METRICS
from headlint.torchlib.models import known
from headlint.torchlib.trainers import METHODS

_SELF = frozenset(
    {
        *("to", "cuda", "cpu", "half", "float", "double", "bfloat16", "type", "requires_grad_", "apply", "compile"),
        *("share_memory", "to_empty", "xpu", "npu", "to_memory_format"),
    }
)
_CHILD = frozenset({"add_module", "register_module"})
_STORES = frozenset({"register_buffer", "register_parameter"})


def call_module_method(machine: Machine, value: Instance, name: str, arguments: Arguments, site: Site) -> Value:
    """The value of calling a method that torch (or another library) defines for an object."""
    modes.watch(machine, value, name, arguments, site)
    if name in METHODS:
        supervised.method(machine, value, name, arguments, site)
    for library in (pretrained.method, frameworks.method):
        own = library(machine, value, name, arguments, site)
        if own is not None:
            return own
    if name in _SELF:
        return value
    if name in ("train", "eval"):
        modes.asked_for_mode(machine, value, site)
        return _mode(machine, value, name, arguments)
    if name in _CHILD:
        machine.nothing[id(site.node)] = name
        return _add(machine, value, arguments)
    if name in _STORES and len(arguments.positional) >= 2 and isinstance(arguments.positional[0], Constant):
        machine.heap.write(value.slots, arguments.positional[0].value, arguments.positional[1])
        return NONE
    if name == "__call__":
        return machine.call(value, arguments, site)
    if name == "forward":
        base = next((cls.name for cls in value.ancestry if isinstance(cls, External)), "")
        return call_object(machine, value, base, arguments, site)
    if name == "update" and _is_metric(value):
        return machine.call(value, arguments, site)
    if name in ("children", "modules"):
        return Pack(tuple(child for child in value.slots.values() if is_module(child)), open=name == "modules")
    if name == "named_children":
        pairs = tuple(Pack((Constant(k), c)) for k, c in value.slots.items() if is_module(c))
        return Pack(pairs)
    if container(value):
        return _container_method(machine, value, name, arguments, site)
    out_of_sight.given(machine, f"{value.cls.name}.{name}", arguments, site)
    return Unknown(f"{name}() of {value.cls.name}", site.span)


def _is_metric(value: Instance) -> bool:
    return any(isinstance(cls, External) and cls.name in METRICS for cls in value.ancestry)


def _mode(machine: Machine, value: Instance, name: str, arguments: Arguments) -> Value:
    """``train()`` and ``eval()`` set the flag of the module and of everything in it."""
    mode = arguments.positional[0] if arguments.positional else arguments.keywords.get("mode", Constant(True))
    flag = Constant(False) if name == "eval" else mode
    _set_training(machine, value, flag, 0)
    return value


def _set_training(machine: Machine, value: Instance, flag: Value, depth: int) -> None:
    machine.evidence.asked[value.number] = len(machine.story.told)
    own = depth == 0 or "training" in value.slots
    if own or not isinstance(value.cls, External) or container(value) or known(value.cls.name):
        machine.heap.write(value.slots, "training", flag)
    if depth < 8:
        for child in list(value.slots.values()):
            if isinstance(child, Instance) and is_module(child):
                _set_training(machine, child, flag, depth + 1)


def _add(machine: Machine, value: Instance, arguments: Arguments) -> Value:
    given = [*arguments.positional, *(arguments.keywords[k] for k in ("name", "module") if k in arguments.keywords)]
    if len(given) >= 2:
        key = given[0].value if isinstance(given[0], Constant) else f"child {len(value.slots)}"
        machine.heap.write(value.slots, key, given[1])
    return NONE


def _container_method(machine: Machine, value: Instance, name: str, arguments: Arguments, site: Site) -> Value:
    given = arguments.positional
    if name == "append" and given:
        add_child(machine, value, None, given[0])
        return value
    if name == "extend" and given:
        pack = items(machine, given[0], site)
        for child in pack.items:
            add_child(machine, value, None, child)
        if pack.open:
            machine.heap.write(value.slots, "*", Constant(True))
        return value
    if name == "insert" and len(given) == 2:
        return _insert(machine, value, given[0], given[1])
    if name in ("items", "keys", "values", "update", "pop", "get"):
        children = {key: child for key, child in value.slots.items() if is_module(child)}
        if name == "update":
            for other in given:
                if isinstance(other, DictValue):
                    for key, child in other.slots.items():
                        machine.heap.write(value.slots, key, child)
            return NONE
        return call_dict_method(machine, DictValue(children, "*" in value.slots), name, arguments, site)
    if name == "__len__":
        pack = children_of(value) or Pack(open=True)
        return Unknown("a length") if pack.open else Constant(len(pack.items))
    return Unknown(f"{name}() of {value.cls.name}", site.span)


def _insert(machine: Machine, value: Instance, at: Value, child: Value) -> Value:
    children = [(key, found) for key, found in value.slots.items() if is_module(found)]
    if not isinstance(at, Constant) or not isinstance(at.value, int):
        machine.heap.write(value.slots, "*", Constant(True))
        return value
    for key, _ in children:
        machine.heap.remove(value.slots, key)
    ordered = [found for _, found in children]
    ordered.insert(at.value, child)
    for number, found in enumerate(ordered):
        machine.heap.write(value.slots, str(number), found)
    return value
