"""What happens to networks and optimizers while a program runs, in the order in which it happens.

Unlike the heap the story is never undone: what one branch does has happened. So it answers *was this ever done between
here and there?* and its silence is evidence, which is what the rules on training need.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from headlint.infer.domain.mentions import attributes
from headlint.infer.domain.slots import now
from headlint.infer.domain.values import (
    BuiltinMethod,
    Class,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Method,
    Pack,
    Partial,
    Unknown,
    Value,
)
from headlint.tensor import Alternatives, Guards
from headlint.torchlib import models
from headlint.torchlib.frameworks import OPTIMIZERS

if TYPE_CHECKING:
    from headlint.infer.state.machine import Arguments, Site

What = Literal["backward", "step", "reset", "lost", "mode", "load", "answer"]
"""A loss is back-propagated; an optimizer moves its parameters; gradients are set back, or looked at by hand; an object
goes where nobody can follow it; ``train()`` or ``eval()`` is called; weights are loaded; a network in training mode
answers without gradients."""

READ: dict[str, What] = {"zero_grad": "reset", "grad": "reset", "_grad": "reset", "backward": "backward"}
"""Attributes by which the program reaches for gradients, whatever the object is."""

_RESETS = frozenset(name for name, what in READ.items() if what == "reset")
DEEPEST = 3  # how far inside an object that is given away another one is looked for
_MODULES_OWN = (".Module.eval", ".Module.train", ".Module.zero_grad", ".Module.apply")
_KEEPS = (
    *("torch.", "numpy.", "tqdm.", "transformers.get_", "transformers.optimization.get_"),
    *("wandb.", "torchsummary."),
)


@dataclass(slots=True, eq=False)
class Happening:
    """``whose`` is the number of the object it happens to, None where that is not known; ``loop`` is the run of a loop
    that it happens in, not counting the loops around that one."""

    what: What
    whose: int | None
    site: Site
    guards: Guards
    loop: int


@dataclass(slots=True, eq=False)
class Story:
    """``begun`` is the moment at which the entry point that runs was entered, ``opening`` where its story begins;
    ``loop`` the run of a loop that is under way; ``lost`` are the numbers of all objects that went out of sight;
    ``called_back`` are the openings of entry points that let gradients be set back at any time, by something that
    nobody can follow."""

    told: list[Happening] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    loop: int = 0
    called_back: set[int] = field(default_factory=set)
    begun: int = 0
    opening: int = 0
    _loops: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self) -> None:
        """An entry point is entered."""
        self.begun, self.opening, self.loop = now(), len(self.told), next(self._loops)

    def new_loop(self) -> int:
        """The number of a run of a loop that begins."""
        return next(self._loops)

    def tell(self, what: What, whose: Instance | None, site: Site, guards: Guards) -> None:
        """Something happens."""
        self.told.append(Happening(what, None if whose is None else whose.number, site, guards, self.loop))
        if what == "reset" and _in_generator(site):
            self.called_back.add(self.opening)

    def read(self, value: Value, name: str, site: Site, guards: Guards) -> None:
        """An attribute is read by which gradients are set back or looked at, or a loss is back-propagated."""
        what = READ[name]
        if what == "reset" or not isinstance(value, Instance):
            self.tell(what, value if isinstance(value, Instance) else None, site, guards)

    def give_away(self, callee: str, arguments: Arguments, site: Site, guards: Guards) -> None:
        """Something that nobody can follow is called, and may do anything to what it is given."""
        given = (*arguments.positional, *arguments.keywords.values())
        self.give_back(given)
        if callee in ("builtins.exec", "builtins.eval"):  # a program that nobody reads
            self.called_back.add(self.opening)
            self.tell("mode", None, site, guards)
        for value in () if callee.startswith(_KEEPS) and not callee.endswith(_MODULES_OWN) else given:
            self.lose(value, site, guards)

    def give_back(self, given: tuple[Value, ...]) -> None:
        """Values are handed to something that may call them at any time."""
        if any(_resets(value, DEEPEST) for value in given):
            self.called_back.add(self.opening)

    def call_unknown(self, func: Value, arguments: Arguments, site: Site, guards: Guards) -> None:
        """Something is called that is not known, but perhaps what it is called."""
        self.give_away("", arguments, site, guards)
        name = _name(func) or getattr(getattr(site.node, "func", None), "attr", "")
        if name in ("train", "eval"):
            self.tell("mode", None, site, guards)
        elif name in _RESETS:
            self.tell("reset", None, site, guards)

    def lose(self, value: Value, site: Site, guards: Guards) -> None:
        """A value goes out of sight, with the networks and optimizers in it."""
        for instance in _inside(value, DEEPEST):
            self.lost.add(instance.number)
            self.tell("lost", instance, site, guards)

    def this_run(self) -> list[Happening]:
        """What has happened since the entry point was entered."""
        return self.told[self.opening :]


def _in_generator(site: Site) -> bool:
    """True for what a generator does: nobody can say when."""
    here: Site | None = site
    while here is not None:
        function = here.frame.function
        if function is not None and getattr(function.node, "generator", False):
            return True
        here = here.frame.caller
    return False


def _inside(value: Value, depth: int) -> list[Instance]:
    """The networks and optimizers that a value is or holds."""
    if isinstance(value, Instance):
        if is_optimizer(value) or is_network(value):
            return [value]
        parts = list(value.slots.values())
    else:
        parts = _parts(value)
    return [found for part in parts for found in _inside(part, depth - 1)] if depth else []


def _parts(value: Value) -> list[Value]:
    if isinstance(value, Alternatives):
        return [option for _, option in value.options]
    if isinstance(value, Pack):
        return list(value.items)
    if isinstance(value, (ListValue, DictValue)):
        return list(value.slots.values())
    if isinstance(value, Method):
        return [value.receiver]
    return [value.func, *value.args, *(v for _, v in value.kwargs)] if isinstance(value, Partial) else []


def is_network(value: Instance) -> bool:
    """True for a module of torch, of the project or of a library of networks."""
    if isinstance(value.cls, Class):
        return value.cls.is_module
    return value.cls.name.startswith("torch.nn.") or models.known(value.cls.name) is not None


def is_optimizer(value: Value) -> bool:
    """True for an object of one of torch's optimizers, or of a class that derives from one."""
    return isinstance(value, Instance) and any(isinstance(c, External) and c.name in OPTIMIZERS for c in value.ancestry)


def _name(func: Value) -> str:
    """The attribute that something callable was read from, as far as that is remembered."""
    if isinstance(func, BuiltinMethod):
        return func.name
    key = func.key if isinstance(func, Unknown) else None
    return key[-1] if isinstance(key, tuple) and key and isinstance(key[-1], str) else ""


def _resets(value: Value, depth: int) -> bool:
    """True for what sets gradients back, or looks at them, when it is called."""
    if isinstance(value, Method):
        value = value.function
    if isinstance(value, Function):
        return bool(_RESETS & attributes(value.node))
    return _name(value) in _RESETS or (depth > 0 and any(_resets(part, depth - 1) for part in _parts(value)))
