"""Patterns of ``match``: whether a value fits, as far as that can be decided, and what they bind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from headlint.infer.domain.heap import join_all
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import (
    ABSENT,
    Class,
    Constant,
    DictValue,
    External,
    Instance,
    ListValue,
    Unknown,
    Value,
    identity,
)
from headlint.infer.python import operators
from headlint.infer.python.instance_tests import is_a
from headlint.infer.state.machine import Frame, Machine, Site
from headlint.infer.worlds.tests import any_of, present, truth
from headlint.ir import expressions as ex
from headlint.ir.patterns import Pattern
from headlint.tensor import Alternatives
from headlint.tensor.guard import compatible

_YES, _NO = Constant(True), Constant(False)
_WHOLE = frozenset({"bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple"})  # case str(name)


@dataclass(slots=True)
class Matching:
    """Values held against patterns: ``bound`` is what the patterns bind where they fit. ``asked`` is the expression
    that gave a value, where there is one."""

    machine: Machine
    frame: Frame
    bound: dict[str, Value] = field(default_factory=dict)

    def fits(self, pattern: Pattern, value: Value, asked: ex.Expression | None = None) -> Value:
        """Whether a value fits: a constant, something unknown, or a choice of these."""
        if isinstance(value, Alternatives):
            verdict = self._each(pattern, value, asked)
        else:
            verdict = _FORMS[pattern.form](self, pattern, value, asked)
        if pattern.name is not None and pattern.form in ("any", "or"):
            self.bound[pattern.name] = value
        for name in pattern.names:
            self.bound.setdefault(name, Unknown("what a pattern binds"))
        return verdict

    def _each(self, pattern: Pattern, choice: Alternatives[Any], asked: ex.Expression | None) -> Value:
        found = []
        for guards, option in choice.options:
            if compatible(guards, self.machine.guards):
                own = Matching(self.machine, self.frame)
                found.append((guards, own.fits(pattern, option, asked), own.bound))
        for name in pattern.names:
            fitting = [(guards, bound[name]) for guards, verdict, bound in found if truth(verdict) is not False]
            self.bound[name] = join_all(fitting)
        return join_all((guards, verdict) for guards, verdict, _ in found)

    def undecided(self, pattern: Pattern, value: Value) -> Unknown:
        """The same question about the same value has the same answer."""
        return Unknown("a pattern", self.site(pattern).span, ("pattern", id(pattern), identity(value)))

    def site(self, node: ex.Node) -> Site:
        """A place in the frame."""
        return Site(node, self.frame)

    def all(self, pattern: Pattern, value: Value, verdicts: Iterable[Value]) -> Value:
        """Whether all parts fit."""
        found = list(verdicts)
        if any(truth(verdict) is False for verdict in found):
            return _NO
        left = [verdict for verdict in found if truth(verdict) is None]
        return _YES if not left else left[0] if len(left) == 1 else self.undecided(pattern, value)


def _compared(op: str) -> Callable[..., Value]:
    def compare(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
        assert pattern.value is not None
        wanted = matching.machine.evaluate(pattern.value, matching.frame)
        node = asked and ex.Compare(pattern.start, pattern.end, asked, (op,), (pattern.value,))
        verdict = operators.compare(matching.machine, op, value, wanted, matching.site(node or pattern))
        known = isinstance(verdict, (Constant, Unknown, Alternatives))
        return verdict if known else matching.undecided(pattern, value)

    return compare


def _any(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
    return _YES


def _or(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
    left = []
    for part in pattern.parts:
        verdict = matching.fits(part, value, asked)
        if truth(verdict) is not False:
            left.append(verdict)
        if truth(verdict):
            return verdict if len(left) == 1 else _YES
    unknown = [verdict for verdict in left if isinstance(verdict, Unknown)]
    if len(left) < 2:
        return left[0] if left else _NO
    return any_of(pattern, unknown) if len(unknown) == len(left) else matching.undecided(pattern, value)


def _sequence(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
    pack = sequence(value)
    if pack is None:
        return matching.undecided(pattern, value) if _may_be_collection(value) else _NO
    star = next((i for i, part in enumerate(pattern.parts) if part.form == "star"), None)
    fixed = len(pattern.parts) - (star is not None)
    if len(pack.items) < fixed or (star is None and len(pack.items) > fixed):
        return matching.undecided(pattern, value) if pack.open and len(pack.items) < fixed else _NO
    if pack.open:
        return matching.undecided(pattern, value)
    items = [*pack.items]
    if star is not None:
        rest = items[star : len(items) - (fixed - star)]
        items[star : star + len(rest)] = [ListValue.of(tuple(rest))]
    given = asked.items if isinstance(asked, ex.Tuple) and len(asked.items) == len(items) else [None] * len(items)
    parts = zip(pattern.parts, items, given, strict=True)
    return matching.all(pattern, value, [matching.fits(part, item, node) for part, item, node in parts])


def _may_be_collection(value: Any) -> bool:
    """True for what is unknown, and for objects of classes that derive from something unknown."""
    if isinstance(value, Instance):
        return not all(isinstance(c, Class) or c.name.startswith("torch.") for c in value.ancestry)
    return isinstance(value, (Unknown, External))


def _star(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
    if pattern.name is not None:
        matching.bound[pattern.name] = value
    return _YES


def _mapping(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
    if not isinstance(value, DictValue):
        return matching.undecided(pattern, value) if _may_be_collection(value) else _NO
    verdicts: list[Value] = []
    for key, part in zip(pattern.keys, pattern.parts, strict=True):
        name = matching.machine.evaluate(key, matching.frame)
        item = value.slots.get(name.value, ABSENT) if isinstance(name, Constant) else None
        if item is None or (item is ABSENT and value.open) or present(item, ABSENT) is not item:
            verdicts.append(matching.undecided(pattern, value))
        else:
            verdicts.append(_NO if item is ABSENT else matching.fits(part, item))
    return matching.all(pattern, value, verdicts)


def _class(matching: Matching, pattern: Pattern, value: Any, asked: ex.Expression | None) -> Value:
    assert pattern.value is not None
    cls = matching.machine.evaluate(pattern.value, matching.frame)
    belongs = is_a(value, cls)
    if belongs is not True:
        return _NO if belongs is False else matching.undecided(pattern, value)
    plain = len(pattern.parts) - len(pattern.fields)
    whole = isinstance(cls, External) and cls.name.removeprefix("builtins.") in _WHOLE
    verdicts: list[Value] = []
    for part in pattern.parts[:plain]:
        known = whole or (part.form == "any" and part.name is None)
        verdicts.append(matching.fits(part, value, asked) if known else matching.undecided(pattern, value))
    for name, part in zip(pattern.fields, pattern.parts[plain:], strict=True):
        verdicts.append(matching.fits(part, matching.machine.attribute(value, name, matching.site(pattern))))
    return matching.all(pattern, value, verdicts)


_FORMS: dict[str, Callable[[Matching, Pattern, Any, ex.Expression | None], Value]] = {
    "value": _compared("=="),
    "is": _compared("is"),
    "any": _any,
    "or": _or,
    "sequence": _sequence,
    "star": _star,
    "mapping": _mapping,
    "class": _class,
}
