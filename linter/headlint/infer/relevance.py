"""Which functions are worth running when nothing calls them.

Running every function of a library costs many times its parse, and most of them hold nothing that a rule could judge.
A function is worth it if it takes part in a judgement itself (a loss, a decision, an activation, a misspelt name of
torch), or calls by name something that computes a loss or takes a decision, which then gets the caller's real values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from headlint.infer.values import External, Function, Namespace
from headlint.torchlib import api
from headlint.torchlib.losses import LOSSES

# The names of a function's body, read off its serialised form: a string follows a one-byte header above 0x9f there,
# and an attribute follows the name it is read from.
_WORD = re.compile(rb"(?<=[\xa0-\xbf\xd9])[A-Za-z_]\w*")
_PAIR = re.compile(rb"(?=[\xa1-\xbf]([A-Za-z_]\w*)[\xa1-\xbf]([A-Za-z_]\w*))")

LOSS_WORDS = frozenset(
    {loss.name for loss in LOSSES} | {loss.functional for loss in LOSSES} | {"criterion", "loss", "loss_fn", "backward"}
)
DECISIONS = frozenset({"argmax", "topk", "round", "max", "where"})
STRONG = LOSS_WORDS | DECISIONS | {"log"}
WEAK = frozenset(
    {
        *("softmax", "log_softmax", "sigmoid", "logsigmoid", "Softmax", "LogSoftmax", "Sigmoid", "Softmin"),
        *("add_module", "register_module", "size_average", "reduce", "reduction", "softmin"),
    }
)
_JUDGED = ("torch.nn", "torch.nn.functional", "torch.optim")


class Relevance:
    """The words of every function of a program, and what follows from them."""

    def __init__(self, namespaces: Iterable[Namespace], functions: Iterable[Function]) -> None:
        self._roots = {namespace: _torch_roots(namespace) for namespace in namespaces}
        self._encoded = {id(f.node): msgspec.msgpack.encode(f.node) for f in functions}
        self._functions = {id(f.node): f for f in functions}
        self.words = {key: frozenset(_WORD.findall(data)) for key, data in self._encoded.items()}
        self._callers = self._closure()

    def worth_running(self, function: Function) -> bool:
        """True where running the function may lead to a finding."""
        words = self.words[id(function.node)]
        return bool(words & _BYTES) or bool(words & self._callers) or self._misspells(function)

    def _closure(self) -> frozenset[bytes]:
        """The names through which a loss or decision is reached: functions that take part in one, their classes,
        and whatever mentions those by name."""
        reached: set[bytes] = set()
        waiting = {key for key, words in self.words.items() if words & _STRONG_BYTES}
        while waiting:
            names = {name for key in waiting for name in _names(self._functions[key])} - reached
            reached |= names
            waiting = {key for key, words in self.words.items() if words & names} - waiting if names else set()
        return frozenset(reached)

    def _misspells(self, function: Function) -> bool:
        """True where a name is read from a module of torch that does not have it."""
        roots = self._roots.get(function.namespace, {})
        for root, attr in _PAIR.findall(self._encoded[id(function.node)]):
            module = roots.get(root)
            if module is not None and not api.known(f"{module}.{attr.decode()}"):
                return True
        return False


def _names(function: Function) -> list[bytes]:
    """The words by which other code calls a function."""
    own = getattr(function.node, "name", "").encode()
    if function.owner is not None and own.startswith((b"forward", b"__")):
        return [function.owner.name.encode()]
    names = [own] if len(own) > 2 else []
    return [*names, function.owner.name.encode()] if function.owner is not None else names


def _torch_roots(namespace: Namespace) -> dict[bytes, str]:
    """The variables of a module that are modules of torch whose names are judged."""
    roots = {
        name.encode(): value.name
        for name, value in namespace.slots.items()
        if isinstance(value, External) and value.name in _JUDGED
    }
    return {b"nn": "torch.nn", b"functional": "torch.nn.functional", **roots} if roots else roots


_STRONG_BYTES = frozenset(word.encode() for word in STRONG)
_BYTES = _STRONG_BYTES | frozenset(word.encode() for word in WEAK)
