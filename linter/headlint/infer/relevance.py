"""Which functions are worth running when nothing calls them.

Running every function of a library costs many times its parse, and most of them hold nothing that a rule could judge.
A function is worth it if it takes part in a judgement itself (a loss, a decision, an activation, a misspelt name of
torch), or calls by name something that computes a loss or takes a decision, which then gets the caller's real values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from headlint.infer.domain.heap import options
from headlint.infer.domain.values import Class, External, Function, Instance, Namespace, Value
from headlint.infer.state.machine import JUDGED
from headlint.infer.state.story import is_network
from headlint.infer.state.words import AMBIGUOUS, LOSS_WORDS, NETWORK, STRONG, WEAK, words_of
from headlint.torchlib import api
from headlint.torchlib.layers import ACTIVATIONS
from headlint.torchlib.modes import DROPOUTS

HOPS = 3
COMMON = 25  # a name that more functions mention than this says nothing about who calls what
# Modules of torch as they are read from another one.
_NESTED = {
    name.rpartition(".")[2]: name
    for name in ("torch.nn", "torch.nn.functional", "torch.nn.init", "torch.optim", "torch.optim.lr_scheduler")
}
_UNNAMED = "(_"  # behind the name of what is called with an argument by position


class Part(Enum):
    """The part of a function in a judgement, in the order in which they are run."""

    CALLS = (10_000, 4)  # it calls one that judges, with real values
    JUDGES = (100_000, 2)  # it computes a loss or takes a decision
    SAYS = (2_000, 1)  # rules may judge what it says itself

    @property
    def steps(self) -> int:
        """How many steps running one function may take."""
        return self.value[0]

    @property
    def fraction(self) -> int:
        """Of the steps that are left, one in so many may be spent on functions with this part."""
        return self.value[1]


class Said(NamedTuple):
    """What a function's words come to: it speaks of a loss, of a loss or a decision by a name that means nothing else,
    or perhaps of one; and which functions of the program it mentions."""

    loss: bool
    certain: bool
    judges: bool
    functions: frozenset[str]


class Relevance:
    """What the functions of a program say, and what follows from that."""

    def __init__(
        self, namespaces: Iterable[Namespace], functions: Sequence[Function], declared: Iterable[str] = ()
    ) -> None:
        self._losses = LOSS_WORDS.union(declared)
        self._strong = STRONG.union(declared)
        self._roots = {namespace: _torch_roots(namespace) for namespace in namespaces}
        self._functions = {id(f.node): f for f in functions}
        names = frozenset(name for function in functions for name in _names(function))
        self._said = {id(f.node): self._meaning(words_of(f), names) for f in functions}
        self._holders = {id(f.owner.node) for f in functions if f.owner and self.names_loss(f)}
        self._mark_users(functions)
        self._mentions = Counter(name for said in self._said.values() for name in said.functions)
        self.heirs = _heirs(self._roots)
        self._callers = self._closure()

    def is_certain(self, function: Function) -> bool:
        """True where a function speaks of a loss or a decision by a name that means nothing else."""
        return self._said[id(function.node)].certain

    def names_loss(self, function: Function) -> bool:
        """True where a function speaks of a loss by its own name."""
        return self._said[id(function.node)].loss

    def is_called_by_name(self, function: Function) -> bool:
        """True where another function mentions its name."""
        name = getattr(function.node, "name", "")
        return self._mentions[name] > (name in self._said[id(function.node)].functions)

    def part(self, function: Function) -> Part | None:
        """The part that a function takes in a judgement, None where running it cannot lead to a finding."""
        said = self._said[id(function.node)]
        if said.judges or self._in_class_with_loss(function):
            return Part.JUDGES
        if not self._callers.isdisjoint(said.functions):
            return Part.CALLS
        words = words_of(function)
        return Part.SAYS if not WEAK.isdisjoint(words) or self._uses(function, words) else None

    def _meaning(self, words: list[str], names: frozenset[str]) -> Said:
        certain = not self._strong.isdisjoint(words)
        unsure = not AMBIGUOUS.isdisjoint(words) and not NETWORK.isdisjoint(words)
        loss = certain and not self._losses.isdisjoint(words)
        return Said(loss, certain, certain or unsure, names.intersection(words))

    def _mark_users(self, functions: Sequence[Function]) -> None:
        """A function that mentions a variable of its module which holds a loss speaks of a loss; one that mentions a
        network and a word of decisions takes one, perhaps."""
        losses = {n: frozenset(name for name, v in n.held.items() if self._is_loss(v)) for n in self._roots}
        networks = {n: frozenset(name for name, v in n.held.items() if _is_network(v)) for n in self._roots}
        for function in functions:
            mine, nets = losses.get(function.namespace), networks.get(function.namespace)
            if not mine and not nets:
                continue
            words, said = words_of(function), self._said[id(function.node)]
            if mine and not mine.isdisjoint(words):
                self._said[id(function.node)] = Said(True, True, True, said.functions)
            elif nets and not nets.isdisjoint(words) and not AMBIGUOUS.isdisjoint(words):
                self._said[id(function.node)] = said._replace(judges=True)

    def _is_loss(self, value: Value) -> bool:
        for _, option in options(value):
            if isinstance(option, Instance):
                cls = option.cls
                own = isinstance(cls, Class) and id(cls.node) in self._holders
                if own or cls.name.rpartition(".")[2] in LOSS_WORDS:
                    return True
            elif isinstance(option, External) and option.name.rpartition(".")[2] in LOSS_WORDS:
                return True
        return False

    def _in_class_with_loss(self, function: Function) -> bool:
        """A method may call a loss that its class holds under a name of its own."""
        owner = function.owner
        is_init = getattr(function.node, "name", "") == "__init__"
        return owner is not None and id(owner.node) in self._holders and not is_init

    def _closure(self) -> frozenset[str]:
        """The names through which a loss or decision is reached in a few calls: the functions that take part in
        one, their classes, and what calls those by name."""
        telling = {name for name, count in self._mentions.items() if count <= COMMON}
        callers = [(_names(self._functions[key]), said.functions, said.certain) for key, said in self._said.items()]
        return names_reached(callers, telling)

    def _uses(self, function: Function, words: list[str]) -> bool:
        """True where a function of torch is used that is judged by how it is called, an activation is built with
        something, or a name or keyword is written that torch does not have."""
        roots = self._roots.get(function.namespace, {})
        return bool(roots) and any(_is_judged(word, roots) for word in words)


def _is_judged(word: str, roots: dict[str, str]) -> bool:
    """True for a word that names something of torch by which it may be judged."""
    said, _, keyword = word.partition("(")
    root, dot, attr = said.partition(".")
    if root not in roots:
        return False
    name = f"{roots[root]}.{attr}" if dot else roots[root]
    if name in JUDGED:
        return False
    if word.endswith(_UNNAMED):
        return name in ACTIVATIONS
    if not keyword:
        return name in DROPOUTS or not api.known(name)
    parameters = api.parameters(name)
    return parameters is not None and keyword[:-1] not in parameters.names


Caller = tuple[Collection[str], frozenset[str], bool]
"""The names of a function, the functions that it mentions, and whether it speaks of a loss or a decision itself."""


def names_reached(callers: Sequence[Caller], telling: Collection[str]) -> frozenset[str]:
    """Those of the ``telling`` names through which a loss or a decision is reached in a few calls."""
    reached: set[str] = set()
    waiting = [names for names, _, speaks in callers if speaks]
    for _ in range(HOPS):
        found = {name for names in waiting for name in names if name in telling} - reached
        reached |= found
        waiting = [names for names, mentioned, _ in callers if not found.isdisjoint(mentioned)]
    return frozenset(reached)


def _is_network(value: Value) -> bool:
    return any(isinstance(option, Instance) and is_network(option) for _, option in options(value))


def _heirs(namespaces: Iterable[Namespace]) -> dict[int, list[Class]]:
    """By id() of a class's node, the classes that derive from it."""
    found: dict[int, list[Class]] = {}
    for namespace in namespaces:
        for value in namespace.held.values():
            if isinstance(value, Class) and value.namespace is namespace:
                for ancestor in value.mro[1:]:
                    if isinstance(ancestor, Class):
                        found.setdefault(id(ancestor.node), []).append(value)
    return found


def _names(function: Function) -> list[str]:
    """The words by which other code calls a function."""
    own = getattr(function.node, "name", "")
    if function.owner is not None and own in ("forward", "__call__"):
        return [function.owner.name]
    return [own] if len(own) > 2 and not own.startswith("__") else []


def _torch_roots(namespace: Namespace) -> dict[str, str]:
    """The variables of a module that are modules of torch whose names are judged, or names of such a module."""
    roots = {
        name: value.name
        for name, value in namespace.slots.items()
        if isinstance(value, External) and (value.name in JUDGED or value.name.rpartition(".")[0] in JUDGED)
    }
    return _NESTED | roots if roots else roots
