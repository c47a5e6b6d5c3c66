"""Tests and branches: what is decided, and what makes two worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from headlint.infer.domain.heap import join, options
from headlint.infer.domain.values import (
    ABSENT,
    Class,
    Conjunction,
    Constant,
    DictValue,
    Equality,
    External,
    Function,
    Instance,
    ListValue,
    Pack,
    Unknown,
    Value,
)
from headlint.infer.state.machine import Frame, Machine
from headlint.ir import expressions as ir
from headlint.ir.walk import fields
from headlint.tensor import Alternatives, Guards
from headlint.tensor.guard import compatible, ways

CERTAIN = (Function, Class, Instance, External)
MOST_TESTS = 12  # in one condition


def truth(value: Value) -> bool | None:
    """Whether a value counts as true, None where that is not known."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, ListValue):
        return truth(value.slots["items"])
    if isinstance(value, Pack):
        return bool(value.items) or (None if value.open else False)
    if isinstance(value, DictValue):
        return bool(value.slots) or (None if value.open else False)
    if isinstance(value, Instance) and isinstance(value.cls, Class):
        return None if _has_truth(value.cls) else True
    if isinstance(value, CERTAIN):
        return True
    if isinstance(value, Alternatives):
        found = {truth(option) for _, option in value.options}
        return found.pop() if len(found) == 1 else None
    return None


def _has_truth(cls: Class) -> bool:
    return any(isinstance(c, Class) and ("__len__" in c.slots or "__bool__" in c.slots) for c in cls.mro)


def outcomes(machine: Machine, node: ir.Node, value: Value, frame: Frame) -> tuple[Guards | None, Guards | None]:
    """The guards under which a test holds and fails; None for an outcome that cannot be, given the guards so far."""
    holds = truth(value)
    if holds is not None:
        return (frozenset(), None) if holds else (None, frozenset())
    yes, no = _worlds(node, value)
    return _possible(machine, yes), _possible(machine, no)


def _possible(machine: Machine, guards: Guards) -> Guards | None:
    return guards if compatible(guards, machine.guards) else None


def _worlds(node: ir.Node, value: Value) -> tuple[Guards, Guards]:
    chosen = _chosen(value)
    if chosen is not None:
        return chosen
    key = value.key if isinstance(value, Unknown) else id(node)
    if isinstance(key, Conjunction):
        all_of, fails = ways(key.tests, "true", None)
        holds = key.tests | all_of
        return (fails, holds) if key.negated else (holds, fails)
    if not isinstance(key, Equality):
        return ways(key, "true", None)
    yes, no = ways(key.subject, key.relation, key.constant, key.text)
    return (no, yes) if key.differs else (yes, no)


def both(node: ir.Boolean, left: Unknown, right: Unknown, frame: Frame) -> Unknown:
    """``left and right``, or ``left or right``, of two unknown truth values, in either order."""
    which = 0 if node.op == "and" else 1
    tests = _worlds(node.left, left)[which] | _worlds(node.right, right)[which]
    if len(tests) > MOST_TESTS:
        return Unknown("a long condition")
    return Unknown(left.why, left.at, Conjunction(tests, negated=node.op == "or"))


def any_of(node: ir.Node, values: list[Unknown]) -> Unknown:
    """True where one of several unknown truth values is."""
    fails = frozenset(test for value in values for test in _worlds(node, value)[1])
    if len(fails) > MOST_TESTS:
        return Unknown("a long condition")
    return Unknown(values[0].why, values[0].at, Conjunction(fails, negated=True))


def asked(value: Unknown, negated: bool = False) -> Unknown:
    """Whether something unknown counts as true, or does not."""
    key = value.key
    if isinstance(key, Conjunction):
        return Unknown(value.why, value.at, replace(key, negated=key.negated is not negated))
    test = key if isinstance(key, Equality) else Equality(key, None, relation="true")
    return Unknown(value.why, value.at, replace(test, differs=test.differs is not negated))


def _chosen(value: Value) -> tuple[Guards, Guards] | None:
    """A value that is true in one guarded world and false in the other brings its own guards; one that is so in one of
    several, that one's and the opposite."""
    worlds: dict[bool | None, list[Guards]] = {True: [], False: []}
    for guards, option in options(value):
        worlds.setdefault(truth(option), []).append(guards)
    yes, no = worlds[True], worlds[False]
    if not yes or not no or None in worlds:
        return None
    if len(yes) == len(no) == 1:
        return yes[0], no[0]
    if len(yes) == 1 == len(yes[0]):
        return yes[0], frozenset(test.opposite for test in yes[0])
    return (frozenset(test.opposite for test in no[0]), no[0]) if len(no) == 1 == len(no[0]) else None


def branch_value(
    machine: Machine,
    node: ir.Expression,
    test: Value,
    frame: Frame,
    then: Callable[[], Value],
    orelse: Callable[[], Value],
) -> Value:
    """The value of ``then`` or ``orelse``: one where the test is decided, both joined under guards where not."""
    yes, no = outcomes(machine, node, test, frame)
    if yes is None or no is None:
        return then() if no is None else orelse()
    mark = machine.heap.mark()
    with machine.under(yes):
        one = then()
    first = machine.heap.undo(mark)
    mark = machine.heap.mark()
    with machine.under(no):
        two = orelse()
    second = machine.heap.undo(mark)
    machine.heap.join((yes, first), (no, second))
    return join((yes, one), (no, two))


def present(value: Value, missing: Value) -> Value:
    """A slot's value with the branches that do not bind it left out; ``missing`` where no branch does."""
    if not isinstance(value, Alternatives):
        return missing if value is ABSENT else value
    kept = tuple(option for option in value.options if option[1] is not ABSENT)
    if len(kept) == len(value.options):
        return value
    return missing if not kept else kept[0][1] if len(kept) == 1 else Alternatives(kept)


def asks_for_names(machine: Machine, node: ir.Expression) -> bool:
    """True for a test of what a library offers: ``hasattr(nn, ...)``, of its version, or of what something takes:
    ``"mask" in inspect.signature(layer.forward).parameters``."""
    known = machine.asking.get(id(node))
    if known is None:
        known = machine.asking[id(node)] = any(_is_question(word) for word in _words(node))
    return known


_QUESTIONS = frozenset(
    {
        *("hasattr", "getattr", "inspect", "signature", "parameters", "getfullargspec", "kwonlyargs", "varkw"),
        *("__code__", "co_varnames", "__kwdefaults__"),
    }
)


def _is_question(word: str) -> bool:
    said = word.lower()
    return word in _QUESTIONS or "version" in said or ("torch" in said and said != "torch")


def _words(node: ir.Expression) -> Iterator[str]:
    waiting: list[object] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting.extend(here)
        elif isinstance(here, ir.Node):
            yield here.id if isinstance(here, ir.Name) else here.attr if isinstance(here, ir.Attribute) else ""
            waiting.extend(fields(here))
