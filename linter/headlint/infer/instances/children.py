"""The children of containers and networks, changed in place.

Facts: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html and ModuleList (children are numbered
anew where one is taken out or put between others), https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html
(``set_submodule``: "Set the submodule given by target if it exists, otherwise throw an error").
"""

from __future__ import annotations

from headlint.infer.domain.modules import UNKNOWN_CHILD, container, is_child
from headlint.infer.domain.values import ABSENT, Constant, Instance, SliceValue, Unknown, Value
from headlint.infer.instances.attributes import store
from headlint.infer.instances.layers import as_child
from headlint.infer.state.machine import Machine, Site
from headlint.infer.transfer.slicing import bounds
from headlint.infer.worlds.names import overwrite
from headlint.infer.worlds.overrides import override
from headlint.infer.worlds.tables import Attributes
from headlint.tensor import ALWAYS, Guards

ANY_LAYER = Unknown(UNKNOWN_CHILD)


def lose_children(machine: Machine, value: Instance, guards: Guards = ALWAYS) -> None:
    """Each child may be another one by now."""
    override(machine, Attributes(value, layers=True), ANY_LAYER, guards=guards)


def store_child(machine: Machine, value: Instance, index: Value, new: Value, guards: Guards) -> None:
    """``value[index] = new``."""
    keys = _keys(value)
    at = index.value if isinstance(index, Constant) else None
    if isinstance(at, str):
        overwrite(machine, value.held, at, new, guards)
    elif isinstance(at, int) and -len(keys) <= at < len(keys):
        overwrite(machine, value.held, keys[at], new, guards)
    elif at is None:
        override(machine, Attributes(value, layers=True), new, index, guards)


def delete_child(machine: Machine, value: Instance, index: Value, guards: Guards = ALWAYS) -> Value:
    """``del value[index]``; answers what was taken out."""
    keys = _keys(value)
    at = bounds(index) if isinstance(index, SliceValue) else index.value if isinstance(index, Constant) else None
    if container(value) == "torch.nn.ModuleDict" and at in keys:
        taken: Value = value.slots[at]
        take_out(machine, value, at, guards)
        return taken
    left = list(keys)
    if not isinstance(at, (int, slice)) or (isinstance(at, int) and not -len(keys) <= at < len(keys)):
        lose_children(machine, value, guards)
        return ANY_LAYER
    taken = value.slots[keys[at]] if isinstance(at, int) else ANY_LAYER
    del left[at]
    fill(machine, value, [value.slots[key] for key in left], guards)
    return taken


def insert_child(machine: Machine, value: Instance, index: Value, child: Value) -> None:
    """``value.insert(index, child)``."""
    children = [value.slots[key] for key in _keys(value)]
    if isinstance(index, Constant) and isinstance(index.value, int):
        children.insert(index.value, as_child(child))
        fill(machine, value, children)
    else:
        lose_children(machine, value)


def fill(machine: Machine, value: Instance, children: list[Value], guards: Guards = ALWAYS) -> None:
    """These are the children from here on. The slots that are there are used again, since they run in their order."""
    keys = _keys(value)
    for at, child in enumerate(children):
        overwrite(machine, value.held, keys[at] if at < len(keys) else str(at), child, guards)
    for key in reversed(keys[len(children) :]):
        take_out(machine, value, key, guards)


def take_out(machine: Machine, value: Instance, key: str, guards: Guards = ALWAYS) -> None:
    """A child is gone, at least where ``guards`` hold."""
    if guards <= machine.guards:
        machine.heap.remove(value.held, key)
    else:
        overwrite(machine, value.held, key, ABSENT, guards)


def set_submodule(machine: Machine, value: Instance, target: Value, new: Value, site: Site) -> None:
    """``value.set_submodule("features.3", new)``."""
    holder: Value = value
    path = target.value.split(".") if isinstance(target, Constant) and isinstance(target.value, str) else []
    for part in path[:-1]:
        holder = machine.attribute(holder, part, site)
    if not path or isinstance(holder, Unknown):
        lose_children(machine, value)
    else:
        store(machine, holder, path[-1], new, site)


def _keys(value: Instance) -> list[str]:
    return [key for key, child in value.slots.items() if is_child(child)]
