"""Copies of what a call made, so that each caller gets objects of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headlint.infer.domain.slots import Holder
from headlint.infer.domain.spare import Spare
from headlint.infer.domain.values import (
    BuiltinMethod,
    DictValue,
    Function,
    Instance,
    ListValue,
    Method,
    Pack,
    Partial,
    SliceValue,
    Super,
    Value,
)
from headlint.infer.worlds.tables import Attributes
from headlint.tensor import Alternatives


class NoTwin(Exception):
    """Something cannot be copied: a function with a scope of its own, or a class."""


class Twins:
    """Copies the objects that were made since the moment ``began``; older ones are shared. Each object has one copy,
    however often it is met."""

    def __init__(self, began: int) -> None:
        self._began = began
        self._seen: dict[int, Value] = {}

    def of(self, value: Any) -> Any:
        """The copy of a value; raises NoTwin."""
        if isinstance(value, Holder):
            return value if value.held.made < self._began else self._seen.get(id(value)) or self._copied(value)
        if isinstance(value, Pack):
            items = tuple([self.of(item) for item in value.items])
            return Pack(items, value.names, value.open)
        if isinstance(value, Alternatives):
            return Alternatives(tuple([(guards, self.of(option)) for guards, option in value.options]))
        if isinstance(value, Function):
            if any(scope.held.made >= self._began for scope in value.closure):
                raise NoTwin
            return value
        return self._bound(value)

    def _copied(self, value: Holder) -> Value:
        if isinstance(value, Instance):
            made: Instance | ListValue | DictValue = Instance(value.cls, value.made_at)
        elif isinstance(value, ListValue):
            made = ListValue({})
        elif isinstance(value, DictValue) and not isinstance(value, Attributes):
            made = Spare({}, value.open) if isinstance(value, Spare) else DictValue({}, value.open)
        else:
            raise NoTwin
        self._seen[id(value)] = made
        made.held.update({key: self.of(slot) for key, slot in value.held.items()})
        return made

    def _bound(self, value: Any) -> Any:
        if isinstance(value, Method):
            return Method(self.of(value.function), self.of(value.receiver))
        if isinstance(value, BuiltinMethod):
            return BuiltinMethod(self.of(value.receiver), value.name)
        if isinstance(value, Super):
            return replace(value, receiver=self.of(value.receiver))
        if isinstance(value, Partial):
            args = tuple([self.of(item) for item in value.args])
            return Partial(self.of(value.func), args, tuple([(name, self.of(item)) for name, item in value.kwargs]))
        if isinstance(value, SliceValue):
            raise NoTwin
        return value
