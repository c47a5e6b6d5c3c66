"""Which functions are worth running when nothing calls them.

Running every function of a library costs many times its parse, and most of them hold nothing that a rule could judge.
A function is worth it if it takes part in a judgement itself (a loss, a decision, an activation, a misspelt name of
torch), or calls by name something that computes a loss or takes a decision, which then gets the caller's real values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum

import msgspec

from headlint.infer.machine import JUDGED
from headlint.infer.values import Class, External, Function, Namespace
from headlint.ir.expressions import Node
from headlint.torchlib import api
from headlint.torchlib.layers import ACTIVATIONS
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.modes import DROPOUTS
from headlint.torchlib.third_party import NAMES as THIRD_PARTY

# The names of a function's body, read off its serialised form: there a header of one byte, or of two for 32 letters
# and more, stands in front of a string, an attribute follows the name it is read from, and an argument's name is
# followed by its empty star.
_HEADER = rb"(?:[\xa1-\xbf]|\xd9[\s\S])"
_WORD = re.compile(_HEADER + rb"([A-Za-z_]\w*)")
_PAIR = re.compile(rb"(?=" + _HEADER + rb"([A-Za-z_]\w*)" + _HEADER + rb"([A-Za-z_]\w*))")
_KEYWORD = re.compile(_HEADER + rb"([A-Za-z_]\w*)\xa0")

_LOSSES = frozenset({name for loss in LOSSES for name in (loss.name, loss.functional) if name}) | THIRD_PARTY
STRONG = _LOSSES | {"criterion", "loss", "loss_fn", "backward", "argmax", "topk"}
# Words of much else as well: they count in a function that has to do with a network.
AMBIGUOUS = frozenset({"round", "max", "where", "log", "item", "numpy"})
NETWORK = frozenset({"torch", "no_grad", "eval", "model", "net", "logits", "outputs", "output", "pred", "preds"})
WEAK = frozenset(
    {
        *("softmax", "log_softmax", "sigmoid", "logsigmoid", "Softmax", "LogSoftmax", "Sigmoid", "Softmin"),
        *("add_module", "register_module", "size_average", "reduce", "reduction", "softmin", "log"),
    }
)
HOPS = 3
COMMON = 25  # a name that more functions mention than this says nothing about who calls what


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


class Relevance:
    """The words of every function of a program, and what follows from them."""

    def __init__(
        self, namespaces: Iterable[Namespace], functions: Sequence[Function], declared: Iterable[str] = ()
    ) -> None:
        self._strong = _STRONG | _bytes(declared)
        self._roots = {namespace: _torch_roots(namespace) for namespace in namespaces}
        self._encoded = {id(f.node): msgspec.msgpack.encode(f.node) for f in functions}
        self._functions = {id(f.node): f for f in functions}
        self.words = {key: frozenset(_WORD.findall(data)) for key, data in self._encoded.items()}
        self.mentions = Counter(word for words in self.words.values() for word in words)
        self.heirs = _heirs(self._roots)
        self._losses = losses = _bytes((*_LOSSES, *declared))
        self._holders = {id(f.owner.node) for f in functions if f.owner and self.words[id(f.node)] & losses}
        self._callers = self._closure()

    def is_certain(self, function: Function) -> bool:
        """True where a function speaks of a loss or a decision by a name that means nothing else."""
        return bool(self.words[id(function.node)] & self._strong)

    def names_loss(self, function: Function) -> bool:
        """True where a function speaks of a loss by its own name."""
        return bool(self.words[id(function.node)] & self._losses)

    def part(self, function: Function) -> Part | None:
        """The part that a function takes in a judgement, None where running it cannot lead to a finding."""
        words = self.words[id(function.node)]
        if self._judges(words) or self._in_class_with_loss(function):
            return Part.JUDGES
        if words & self._callers:
            return Part.CALLS
        return Part.SAYS if words & _WEAK or self._uses(function) else None

    def _in_class_with_loss(self, function: Function) -> bool:
        """A method may call a loss that its class holds under a name of its own."""
        owner = function.owner
        is_init = getattr(function.node, "name", "") == "__init__"
        return owner is not None and id(owner.node) in self._holders and not is_init

    def _judges(self, words: frozenset[bytes]) -> bool:
        return bool(words & self._strong) or (bool(words & _AMBIGUOUS) and bool(words & _NETWORK))

    def _closure(self) -> frozenset[bytes]:
        """The names through which a loss or decision is reached in a few calls: the functions that take part in
        one, their classes, and what calls those by name."""
        reached: set[bytes] = set()
        waiting = {key for key, words in self.words.items() if words & self._strong}
        for _ in range(HOPS):
            found = {name for key in waiting for name in _names(self._functions[key]) if self.mentions[name] <= COMMON}
            names = found - reached
            reached |= names
            waiting = {key for key, words in self.words.items() if words & names}
        return frozenset(reached)

    def _uses(self, function: Function) -> bool:
        """True where a function of torch is used that is judged by how it is called, or a name or keyword that torch
        does not have; building activations is what constructors are for."""
        used = self._used(function)
        builds = getattr(function.node, "name", "") != "__init__" and bool(used & ACTIVATIONS)
        return builds or bool(used & DROPOUTS) or self._misspells(function, used)

    def _used(self, function: Function) -> frozenset[str]:
        """The names of torch's modules that a function reads."""
        roots = self._roots.get(function.namespace, {})
        encoded = self._encoded[id(function.node)]
        used = {f"{roots[root]}.{attr.decode()}" for root, attr in _PAIR.findall(encoded) if root in roots}
        used |= {roots[word] for word in self.words[id(function.node)] if word in roots and roots[word] not in JUDGED}
        return frozenset(used)

    def _misspells(self, function: Function, used: frozenset[str]) -> bool:
        """True where a name is read from a module of torch that does not have it, or a keyword is written beside one
        that nothing of torch takes."""
        encoded = self._encoded[id(function.node)]
        if any(not api.known(name) for name in used):
            return True
        taken = [parameters for name in used if (parameters := api.parameters(name))]
        keywords = {word.decode() for word in _KEYWORD.findall(encoded)} if taken else set()
        return not keywords <= {name for parameters in taken for name in parameters.names}


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


def words_of(nodes: Iterable[Node]) -> frozenset[bytes]:
    """The words of some statements."""
    return frozenset(word for node in nodes for word in _WORD.findall(msgspec.msgpack.encode(node)))


def speaks_of_loss(words: frozenset[bytes]) -> bool:
    """True for the words of statements that name a loss or a decision."""
    return not _STRONG.isdisjoint(words)


def runs_itself(words: frozenset[bytes]) -> bool:
    """True for the words of a module that is a script, or trains as it is read."""
    return b"__main__" in words or speaks_of_loss(words)


def _names(function: Function) -> list[bytes]:
    """The words by which other code calls a function."""
    own = getattr(function.node, "name", "").encode()
    if function.owner is not None and own in (b"forward", b"__call__"):
        return [function.owner.name.encode()]
    return [own] if len(own) > 2 and not own.startswith(b"__") else []


def _torch_roots(namespace: Namespace) -> dict[bytes, str]:
    """The variables of a module that are modules of torch whose names are judged, or names of such a module."""
    roots = {
        name.encode(): value.name
        for name, value in namespace.slots.items()
        if isinstance(value, External) and (value.name in JUDGED or value.name.rpartition(".")[0] in JUDGED)
    }
    return {b"nn": "torch.nn", b"functional": "torch.nn.functional", **roots} if roots else roots


def _bytes(words: Iterable[str]) -> frozenset[bytes]:
    return frozenset(word.encode() for word in words)


_STRONG, _AMBIGUOUS, _NETWORK, _WEAK = map(_bytes, (STRONG, AMBIGUOUS, NETWORK, WEAK))
