"""Methods that torch gives to modules, and those of other objects of libraries."""

from __future__ import annotations

from collections.abc import Callable

from headlint.infer.calling.attribute_changes import reached
from headlint.infer.calling.external import call_object
from headlint.infer.calling.mappings import call_dict_method
from headlint.infer.domain.heap import options
from headlint.infer.domain.modules import UNKNOWN_CHILD, children_of, container, is_module
from headlint.infer.domain.values import NONE, Constant, External, Instance, Pack, Unknown, Value
from headlint.infer.instances import children, frameworks, hooks, modes, pretrained, strangers, supervised
from headlint.infer.instances.layers import add_child
from headlint.infer.python.iteration import items
from headlint.infer.state import out_of_sight
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row
from headlint.infer.transfer import arrays
from headlint.infer.worlds.names import narrowed
from headlint.infer.worlds.tables import Attributes
from headlint.tensor import ALWAYS
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
    for library in (pretrained.method, frameworks.method, arrays.method):
        own = library(machine, value, name, arguments, site)
        if own is not None:
            return own
    if name == "apply":
        hooks.apply(machine, value, arguments, site)
    if name in _SELF:
        return value
    if name in _SURGERY:
        return _SURGERY[name](machine, value, arguments, site)
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
    strangers.call_method(machine, value, name)
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
        for slot in list(value.slots.values()):
            for _, child in options(narrowed(machine, slot)):
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
        children.insert_child(machine, value, given[0], given[1])
        return value
    if name in ("pop", "__delitem__") and given:
        return children.delete_child(machine, value, given[0])
    if name == "__setitem__" and len(given) == 2:
        children.store_child(machine, value, given[0], given[1], ALWAYS)
        return NONE
    if name in ("items", "keys", "values", "update", "get", "clear"):
        return call_dict_method(machine, Attributes(value, layers=True), name, arguments, site)
    if name == "__len__":
        pack = children_of(value) or Pack(open=True)
        return Unknown("a length") if pack.open else Constant(len(pack.items))
    return Unknown(f"{name}() of {value.cls.name}", site.span)


def _hook(machine: Machine, value: Instance, arguments: Arguments, site: Site) -> Value:
    hooks.register(machine, value, arguments, site)
    return Unknown("the handle of a hook", site.span)


def _set_submodule(machine: Machine, value: Instance, arguments: Arguments, site: Site) -> Value:
    bound = bound_row(("target", "module"), arguments)
    new = bound.get("module", Unknown(UNKNOWN_CHILD))
    children.set_submodule(machine, value, bound.get("target", Unknown("a path")), new, site)
    return NONE


def _get_submodule(machine: Machine, value: Instance, arguments: Arguments, site: Site) -> Value:
    """``net.get_submodule("features.3")``; of a path that is not known, some part of the network."""
    path = bound_row(("target",), arguments).get("target", Constant(""))
    if not isinstance(path, Constant) or not isinstance(path.value, str):
        return reached(value, site)
    found: Value = value
    for part in path.value.split(".") if path.value else ():
        found = machine.attribute(found, part, site)
    return found


_SURGERY: dict[str, Callable[[Machine, Instance, Arguments, Site], Value]] = {
    "register_forward_hook": _hook,
    "set_submodule": _set_submodule,
    "get_submodule": _get_submodule,
}
