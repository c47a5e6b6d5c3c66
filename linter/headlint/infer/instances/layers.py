"""Layers and containers of torch.nn as objects: making them, their attributes."""

from __future__ import annotations

from headlint.events import LayerBuilt
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.modules import CONTAINERS, UNKNOWN_CHILD
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import (
    BuiltinMethod,
    Constant,
    DictValue,
    External,
    Instance,
    ListValue,
    Pack,
    Unknown,
    Value,
)
from headlint.infer.instances import misplaced_data
from headlint.infer.python.iteration import items
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import OPTION as OPTION
from headlint.infer.state.parameters import bound_row
from headlint.infer.worlds.tables import RECORD, Attributes
from headlint.tensor import Grad, Kind, Tensor
from headlint.torchlib.arrays import OBJECTS
from headlint.torchlib.frameworks import METHODS as FRAMEWORKS
from headlint.torchlib.layers import LAYERS, WRAPPERS
from headlint.torchlib.names import canonical

PARAMETERS = frozenset({"weight", "bias"})


def initialise_base(machine: Machine, made: Instance, base: str, arguments: Arguments, site: Site) -> None:
    """What ``__init__`` of a library's class does to an object that derives from it."""
    name = canonical(base)
    if name in CONTAINERS:
        fill_container(machine, made, name, arguments, site)
    elif name in WRAPPERS:
        machine.heap.write(
            made.slots, OPTION + "module", bound_row(("module",), arguments).get("module", Constant(None))
        )
    elif name in LAYERS:
        fill_options(machine, made, name, arguments, site)
    else:
        for key, value in arguments.keywords.items():
            machine.heap.write(made.slots, OPTION + key, value)


def build(machine: Machine, name: str, arguments: Arguments, site: Site) -> Instance:
    """A new layer, container or other object of torch."""
    machine.budget.earn()
    made = Instance(External(name), site.span)
    initialise_base(machine, made, name, arguments, site)
    if name.startswith("torch.nn."):
        _announce(machine, made, name, arguments, site)
    return made


def _announce(machine: Machine, made: Instance, name: str, arguments: Arguments, site: Site) -> None:
    given = tuple(
        (key.removeprefix(OPTION), value.value if isinstance(value, Constant) else ...)
        for key, value in made.slots.items()
        if key.startswith(OPTION)
    )
    if name in LAYERS:
        built = LayerBuilt(site.span, name, given, arguments.open, misplaced_data.takes_data(name, arguments))
        misplaced_data.remember(machine, made, built, arguments)
        machine.emission.emit(built)


def fill_options(machine: Machine, made: Instance, name: str, arguments: Arguments, site: Site) -> None:
    """Keep the constructor arguments of a layer in slots of their own; left out, they keep torch's default."""
    layer = LAYERS[name]
    bound = bound_row(layer.options, arguments)
    for key, value in bound.items():
        machine.heap.write(made.slots, OPTION + key, value)
    for key, default in layer.defaults.items():
        if key not in bound and not arguments.open:
            machine.heap.write(made.slots, OPTION + key, Constant(default))


def fill_container(machine: Machine, made: Instance, kind: str, arguments: Arguments, site: Site) -> None:
    """The children of a Sequential, ModuleList or ModuleDict."""
    given = arguments.positional
    if kind == "torch.nn.Sequential" and len(given) != 1:
        children = [(str(at), child) for at, child in enumerate(given)]
    elif given and isinstance(given[0], DictValue):
        children = [(str(key), child) for key, child in given[0].slots.items()]
        arguments.open = arguments.open or given[0].open
    elif given and (kind != "torch.nn.Sequential" or isinstance(given[0], (ListValue, Pack))):
        pack = sequence(given[0]) or items(machine, given[0], site)
        children = [(str(at), child) for at, child in enumerate(pack.items)]
        arguments.open = arguments.open or pack.open
    else:
        children = [(str(at), child) for at, child in enumerate(given)]
    for key, child in children:
        machine.heap.write(made.slots, key, as_child(child))
    if arguments.open:
        machine.heap.write(made.slots, "*", Constant(True))


def as_child(value: Value) -> Value:
    """A child of a container; one that nobody can say anything of stays a child."""
    return mapped(value, lambda one: Unknown(UNKNOWN_CHILD, one.at, one.key) if isinstance(one, Unknown) else one)


def add_child(machine: Machine, made: Instance, name: Value | None, child: Value) -> None:
    """Append a child: by its name, or by the next number."""
    number = len(made.slots)
    while str(number) in made.held:
        number += 1
    key = str(name.value) if isinstance(name, Constant) else str(number)
    machine.heap.write(made.slots, key, as_child(child))


def layer_attribute(machine: Machine, value: Instance, base: str, name: str, site: Site) -> Value:
    """An attribute that torch gives to a layer or module."""
    option = value.slots.get(OPTION + name)
    if option is not None:
        found: Value = option
        return found
    if base == RECORD:
        return _part(value, name, site)
    if name in PARAMETERS:
        return Tensor(Kind.UNKNOWN, bare=True, grad=Grad.FLOWS)
    if name == "training":
        return Constant(True)
    if name == "module":
        return value  # DataParallel and its like are seen through
    if name == "_modules":
        return Attributes(value, layers=True)
    if name in _METHODS or (base, name) in FRAMEWORKS or name in OBJECTS.get(base, ()):
        return BuiltinMethod(value, name)
    if base in CONTAINERS or canonical(base) in LAYERS or not base.startswith("torch.nn."):
        return BuiltinMethod(value, name) if base in CONTAINERS else _part(value, name, site)
    return machine.unknown(f"the attribute {name} of {value.cls.name} is set nowhere that was read", site)


def part_of(value: Value) -> Instance | None:
    """The object that something unknown is a part of, as far as that is known."""
    key = value.key if isinstance(value, Unknown) else None
    return key[0] if isinstance(key, tuple) and len(key) == 2 and isinstance(key[0], Instance) else None


def _part(value: Instance, name: str, site: Site) -> Unknown:
    return Unknown(f"the attribute {name} of {value.cls.name}", site.span, (value, name))


_METHODS = frozenset(
    {
        *("to", "cuda", "cpu", "half", "float", "double", "bfloat16", "type", "train", "eval", "requires_grad_"),
        *("parameters", "named_parameters", "children", "named_children", "modules", "named_modules", "buffers"),
        *("state_dict", "load_state_dict", "apply", "add_module", "register_module", "register_buffer"),
        *("register_parameter", "register_forward_hook", "zero_grad", "compile", "share_memory", "forward"),
        *("get_submodule", "__call__", "append", "extend", "insert", "items", "keys", "values", "update", "pop"),
        *("get_classifier", "reset_classifier", "forward_features", "extract_features"),
        *("__len__", "named_buffers", "extra_repr", "set_submodule", "get_parameter", "to_empty", "clear"),
        *("register_forward_pre_hook", "__delitem__", "__setitem__"),
    }
)
