"""Operators on values that are no tensors; what involves a tensor goes on to ``arithmetic``."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from headlint.infer.domain import constants
from headlint.infer.domain.heap import join_all, options
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.texts import composed
from headlint.infer.domain.unknown import SCALAR
from headlint.infer.domain.values import (
    Constant,
    DictValue,
    Equality,
    External,
    ListValue,
    Pack,
    Unknown,
    Value,
    identity,
)
from headlint.infer.state.machine import Machine, Site
from headlint.infer.transfer import arithmetic
from headlint.infer.worlds.tests import asked, truth
from headlint.ir import expressions as ir
from headlint.ir.show import show_expression
from headlint.tensor import Alternatives, Tensor
from headlint.tensor.guard import Relation, compatible

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def unary(machine: Machine, op: str, value: Value, site: Site) -> Value:
    """``op value``."""
    if op == "not":
        holds = truth(value)
        if holds is not None:
            return Constant(not holds)
        return asked(value, negated=True) if isinstance(value, Unknown) else Unknown("a test")
    if isinstance(value, Tensor):
        return arithmetic.unary(machine, op, value)
    if isinstance(value, Constant) and isinstance(value.value, (bool, int, float)):
        return Constant(-value.value if op == "-" else +value.value if op == "+" else ~int(value.value))
    return machine.unknown(f"the result of a unary {op}", site)


def pairs(machine: Machine, left: Value, right: Value) -> list[tuple[Any, Any, Any]]:
    """The pairs of options of two values that some run can meet, with their guards."""
    found = []
    for one, a in options(left):
        for two, b in options(right):
            if compatible(one, two) and compatible(one | two, machine.guards):
                found.append((one | two, a, b))
    return found[:32]


def binary(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    """``left op right``."""
    if not isinstance(left, Alternatives) and not isinstance(right, Alternatives):
        return _binary(machine, op, left, right, site)
    results = []
    with machine.emission.group():
        for guards, a, b in pairs(machine, left, right):
            with machine.emission.case(guards):
                results.append((guards, _binary(machine, op, a, b, site)))
    return join_all(results)


def _binary(machine: Machine, op: str, left: Any, right: Any, site: Site) -> Value:
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return arithmetic.binary(machine, op, left, right, site)
    if isinstance(left, Constant) and isinstance(right, Constant):
        return constants.fold(op, left.value, right.value)
    one, two = sequence(left), sequence(right)
    if op == "+" and one and two:
        machine.pay(len(one.items) + len(two.items))
        pack = Pack(one.items + two.items, open=one.open or two.open)
        return ListValue({"items": pack}) if isinstance(left, ListValue) else pack
    if op in _NUMERIC and _is_number(left) and _is_number(right):
        return Unknown(f"the result of an unknown operand of {op}", site.span, known=SCALAR)
    if op in ("+", "%") and (isinstance(left, Constant) or isinstance(right, Constant)):
        return _text(op, left, right, site)
    if op == "*" and one and isinstance(right, Constant) and isinstance(right.value, int):
        return _repeated(machine, left, one, right.value)
    return machine.unknown(f"the result of an unknown operand of {op}", site)


_NUMERIC = frozenset({"+", "-", "*", "/", "//", "%"})


def _is_number(value: Value) -> bool:
    """True for a number of Python's, whether or not it is known."""
    if isinstance(value, Constant):
        return isinstance(value.value, (int, float))
    return isinstance(value, Unknown) and value.known is SCALAR


def _text(op: str, left: Value, right: Value, site: Site) -> Value:
    """``"layer" + name`` and ``"layer%d" % number``: where a text is made, its beginning is known."""
    why = f"the result of an unknown operand of {op}"
    if op == "%":
        if not isinstance(left, Constant) or not isinstance(left.value, str):
            return Unknown(why, site.span)
        left, right = Constant(left.value.partition("%")[0]), Unknown(why)
    texts_only = all(isinstance(side.value, str) for side in (left, right) if isinstance(side, Constant))
    return composed([left, right], why) if texts_only else Unknown(why, site.span)


def _repeated(machine: Machine, value: Value, pack: Pack, times: int) -> Value:
    count = max(0, min(times, 64))
    machine.pay(len(pack.items) * count)
    repeated = Pack(pack.items * count, open=pack.open or times > 64)
    return ListValue({"items": repeated}) if isinstance(value, ListValue) else repeated


def compare(machine: Machine, op: str, left: Value, right: Value, site: Site) -> Value:
    """``left op right`` for one comparison."""
    if not isinstance(left, Alternatives) and not isinstance(right, Alternatives):
        return _compare(machine, op, left, right, site)
    found = pairs(machine, left, right)
    with machine.emission.group():
        results = []
        for guards, a, b in found:
            with machine.emission.case(guards):
                results.append((guards, _compare(machine, op, a, b, site)))
    return join_all(results)


def _compare(machine: Machine, op: str, left: Any, right: Any, site: Site) -> Value:
    if (isinstance(left, Tensor) or isinstance(right, Tensor)) and op in _COMPARE:
        return arithmetic.compare(machine, op, left, right, site)
    if op in ("is", "is not"):
        return _identity(op, left, right, site)
    if op in ("in", "not in"):
        return _membership(machine, op, left, right)
    if isinstance(left, Constant) and isinstance(right, Constant):
        try:
            return Constant(bool(_COMPARE[op](left.value, right.value)))
        except TypeError:
            return Unknown("a comparison that fails")
    if isinstance(left, Pack) and isinstance(right, Pack) and op in _COMPARE:
        machine.pay(len(left.items) + len(right.items))
        return _sequences(op, left, right)
    if op in ("==", "!="):
        return _equality(op, left, right, site)
    return _order(op, left, right, site)


_STRICT: dict[str, tuple[Relation, bool]] = {"<": ("<", False), ">=": ("<", True), ">": (">", False), "<=": (">", True)}
_TURNED: dict[Relation, Relation] = {"<": ">", ">": "<"}


def _order(op: str, left: Any, right: Any, site: Site) -> Value:
    """``a < b``, which is ``b > a`` and not ``a >= b``, whoever asks."""
    strict, differs = _STRICT[op]
    if isinstance(left, Constant):
        left, right, strict = right, left, _TURNED[strict]
    if isinstance(left, Unknown) and isinstance(right, Constant):
        key = Equality(left.key, right.value, differs=differs, relation=strict)
    else:
        less, more = (left, right) if strict == "<" else (right, left)
        key = Equality(("<", identity(less), identity(more)), None, differs=differs, relation="true")
    return Unknown("a comparison with something unknown", site.span, key)


def _sequences(op: str, left: Pack, right: Pack) -> Value:
    """Tuples of constants compare item by item."""
    one = [item.value for item in left.items if isinstance(item, Constant)]
    two = [item.value for item in right.items if isinstance(item, Constant)]
    if left.open or right.open or len(one) != len(left.items) or len(two) != len(right.items):
        return Unknown("a comparison with something unknown")
    try:
        return Constant(bool(_COMPARE[op](one, two)))
    except TypeError:
        return Unknown("a comparison that fails")


def _identity(op: str, left: Any, right: Any, site: Site) -> Value:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _equality("==" if op == "is" else "!=", left, right, site)
    same = left == right if isinstance(left, (Constant, External)) else left is right
    return Constant(same if op == "is" else not same)


def _membership(machine: Machine, op: str, left: Any, right: Any) -> Value:
    pack = sequence(right)
    if isinstance(left, Constant) and isinstance(right, Constant) and isinstance(right.value, str):
        short = constants.is_short(right.value)
        return Constant((str(left.value) in right.value) is (op == "in")) if short else Unknown("a long text")
    machine.pay(len(pack.items) if pack else 0)
    if pack and not pack.open and isinstance(left, Constant) and all(isinstance(i, Constant) for i in pack.items):
        return Constant((left in pack.items) is (op == "in"))
    slots = getattr(right, "slots", None)
    if isinstance(left, Constant) and slots is not None and isinstance(right, DictValue) and not right.open:
        return Constant((left.value in slots) is (op == "in"))
    differs = op != "in"
    if isinstance(left, Unknown) and pack and not pack.open and all(isinstance(i, Constant) for i in pack.items):
        values = tuple([item.value for item in pack.items if isinstance(item, Constant)])
        return Unknown("a membership that is not known", key=Equality(left.key, values, "", differs, "in"))
    question = ("in", identity(left), identity(pack or right))
    return Unknown("a membership that is not known", key=Equality(question, None, "", differs, "true"))


def _equality(op: str, left: Any, right: Any, site: Site) -> Value:
    if isinstance(left, Constant):
        left, right = right, left
    if isinstance(left, External):
        left = Unknown(f"{left.name} is known at run time only", site.span, left.name)
    if isinstance(left, Unknown) and isinstance(right, Constant) and isinstance(right.value, bool):
        return Unknown(left.why, left.at, Equality(left.key, None, "", (op == "!=") is right.value, "true"))
    if isinstance(left, Unknown) and isinstance(right, Constant):
        named = isinstance(right.value, (str, int)) and not isinstance(right.value, bool)
        text = f"{_subject(site)} == {right.value!r}" if named else ""
        return Unknown(left.why, left.at, Equality(left.key, right.value, text, op == "!="))
    if isinstance(right, Constant) and right.value is None and not isinstance(left, Unknown):
        return Constant(op == "!=")
    return Unknown("a comparison with something unknown")


def _subject(site: Site) -> str:
    """What a comparison is about, as the program writes it."""
    node = site.node
    if not isinstance(node, ir.Compare):
        return "it"
    return show_expression(node.rights[0] if isinstance(node.left, ir.Constant) else node.left)
