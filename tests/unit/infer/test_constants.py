"""What one step computes stays small."""

from __future__ import annotations

from typing import Any

import pytest
from headlint.infer.domain.constants import fold, text_method, text_of
from headlint.infer.domain.values import Constant, Pack, Unknown
from headlint.infer.state.budget import Exhausted
from headlint.infer.state.machine import Machine
from headlint.link import Program


@pytest.mark.parametrize(
    ("left", "op", "right", "result"),
    [
        (2, "**", 10, 1024),
        (2, "**", -1, 0.5),
        (2.5, "**", 2, 6.25),
        (7, "//", 2, 3),
        (1, "<<", 20, 1 << 20),
        (1 << 20, ">>", 3, 1 << 17),
        ("a", "+", "b", "ab"),
        ("ab", "*", 3, "ababab"),
        (3, "*", "ab", "ababab"),
        ("layer%d", "%", 3, "layer3"),
        ("%5.2f", "%", 1.0, " 1.00"),
        (1e200, "*", 1e200, float("inf")),
    ],
)
def test_small_results_are_known(left: Any, op: str, right: Any, result: Any) -> None:
    assert fold(op, left, right) == Constant(result)


@pytest.mark.parametrize(
    ("left", "op", "right"),
    [
        (1, "/", 0),
        (1, "+", "a"),
        ("%s-%d", "%", 1),
        ("a" * 6_000, "+", "a" * 6_000),
        ("a", "*", 10**12),
        (10**12, "*", "a"),
        ("%1000000000d", "%", 1),
        ("%.1000000000f", "%", 1.0),
        ("%*d", "%", 1),
        ("%s" * 100, "%", "a" * 1_000),
        (10, "**", 10**8),
        (2**64, "**", 64),
        (1, "<<", 10**10),
        (2**100, "<<", 100),
        (10**30, "*", 10**30),
        (1e300, "**", 2),
    ],
)
def test_what_fails_or_is_large_is_not(left: Any, op: str, right: Any) -> None:
    assert isinstance(fold(op, left, right), Unknown)


def test_texts_stay_short() -> None:
    assert text_of(["a", 1, None]) == Constant("a1None")
    assert isinstance(text_of(["a" * 6_000] * 2), Unknown)


@pytest.mark.parametrize(
    ("text", "name", "values", "result"),
    [
        ("{}x{:>3}", "format", [1, 2], "1x  2"),
        ("a-b", "replace", ["-", "+"], "a+b"),
        ("a b", "split", [], ["a", "b"]),
    ],
)
def test_methods_of_texts(text: str, name: str, values: list[Any], result: Any) -> None:
    assert text_method(text, name, values) == result


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("{:>999999999}", "format", [1]),
        ("{:{}}", "format", [1, 999999999]),
        ("{0}" * 100, "format", ["a" * 1_000]),
        ("a" * 9_000, "replace", ["a", "bb"]),
        ("a " * 9_000, "split", []),
        ("abc", "find", ["c" * 20_000]),
    ],
)
def test_methods_that_would_take_long(text: str, name: str, values: list[Any]) -> None:
    with pytest.raises(ValueError, match="too long"):
        text_method(text, name, values)


def test_a_pack_does_not_grow_for_ever() -> None:
    pack = Pack((Constant(1),))
    for _ in range(60):
        pack = Pack((*pack.items, *pack.items), open=pack.open)
    assert pack.open
    assert len(pack.items) <= 20_000


def test_packs_within_packs_can_be_compared() -> None:
    one, two = Pack((Constant(1),)), Pack((Constant(1),))
    for _ in range(60):
        one, two = Pack((one, one)), Pack((two, two))
    assert one == two
    assert hash(one) == hash(two)


def test_going_over_many_items_takes_steps() -> None:
    machine = Machine(Program(lambda file: None, lambda file, dotted, level: None, str))
    before = machine.budget.left
    machine.pay(3)
    assert machine.budget.left == before
    machine.pay(1_600)
    assert machine.budget.left == before - 100
    with pytest.raises(Exhausted):
        machine.pay(10**9)
