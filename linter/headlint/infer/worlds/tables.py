"""Dicts that are a view of something else: ``obj.__dict__``, ``vars(obj)``, ``globals()`` and ``net._modules``."""

from __future__ import annotations

from dataclasses import dataclass, field

from headlint.infer.domain.modules import is_module
from headlint.infer.domain.slots import Holder, Slots
from headlint.infer.domain.values import DictValue, External, Instance, Value
from headlint.infer.state.parameters import OPTION

RECORD = "argparse.Namespace"  # an object that has any attributes, and no methods
_NO_ATTRIBUTES = frozenset({"*", "training"})  # a mark of headlint's own, and what every network has


def attributes_of(holder: Holder) -> dict[str, Value]:
    """What a program has given names in an object, a class or a module: without what Python and torch keep there."""
    slots = {key: value for key, value in holder.slots.items() if isinstance(key, str)}
    found = {key.removeprefix(OPTION): value for key, value in slots.items() if key.startswith(OPTION)}
    hidden = (OPTION, "__")
    return found | {k: v for k, v in slots.items() if not k.startswith(hidden) and k not in _NO_ATTRIBUTES}


def _is_record(owner: Holder) -> bool:
    return isinstance(owner, Instance) and isinstance(owner.cls, External) and owner.cls.name == RECORD


@dataclass(slots=True, eq=False)
class Attributes(DictValue):
    """The attributes of ``owner`` as a dict; ``layers`` says that it shows the children of a network alone. Who writes
    to ``held`` writes to the object."""

    owner: Holder = field(init=False)
    layers: bool = False

    def __init__(self, owner: Holder, layers: bool = False) -> None:
        self.held = owner.held
        self.open = (layers and "*" in owner.held) or _is_record(owner)
        self.owner, self.layers = owner, layers

    @property
    def slots(self) -> Slots:
        """What the dict shows, for reading alone."""
        if self.layers:
            return Slots({key: value for key, value in self.owner.slots.items() if is_module(value)})
        return Slots(attributes_of(self.owner)) if isinstance(self.owner, Instance) else self.owner.slots
