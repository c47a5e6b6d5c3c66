"""Which values are modules of torch, and the layers that a container holds."""

from __future__ import annotations

from headlint.infer.domain.values import Class, Constant, External, Instance, Pack, Unknown, Value
from headlint.tensor import Alternatives
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.models import known

CONTAINERS = frozenset({"torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict"})


def container(value: Instance) -> str | None:
    """The container of torch.nn that an instance is or derives from."""
    for cls in value.ancestry:
        if isinstance(cls, External) and cls.name in CONTAINERS:
            return cls.name
    return None


def children_of(value: Instance) -> Pack | None:
    """The modules in a container, in order; its keys for a ModuleDict."""
    kind = container(value)
    if kind is None:
        return None
    modules = [(key, child) for key, child in value.slots.items() if is_child(child)]
    if kind == "torch.nn.ModuleDict":
        return Pack(tuple(Constant(key) for key, _ in modules), open="*" in value.slots)
    return Pack(tuple(child for _, child in modules), open="*" in value.slots)


def is_child(value: Value) -> bool:
    """True for what counts in a container of networks: what a library makes must be one, or torch would refuse it."""
    return is_module(value) or (isinstance(value, Instance) and isinstance(value.cls, External))


def is_module(value: Value) -> bool:
    """True for what torch would register as a submodule (a choice counts if any option is one)."""
    if isinstance(value, Alternatives):
        return any(is_module(option) for _, option in value.options)
    if not isinstance(value, Instance):
        return isinstance(value, Unknown) and value.why == UNKNOWN_CHILD
    return any(isinstance(c, External) and _registers(c.name) for c in value.ancestry) or (
        isinstance(value.cls, Class) and value.cls.is_module
    )


def _registers(name: str) -> bool:
    return name.startswith("torch.nn.") or name in LAYERS or known(name) is not None


UNKNOWN_CHILD = "a layer that is not known"
