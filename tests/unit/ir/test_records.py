"""Records of lowered files: whole again when they are read, and no sooner."""

from textwrap import dedent

from headlint.ir.records import decoded, encoded
from headlint.ir.statements import Function
from headlint.ir.walk import children, fields
from headlint.lower import lower_module

MODULE = lower_module(
    dedent("""
        def outer(x):
            def inner(y):
                return y + 1
            return inner(x)
    """)
)


def _outer() -> Function:
    [node] = decoded(encoded(MODULE)).body
    assert isinstance(node, Function)
    return node


def test_a_body_stays_a_record_until_it_is_read() -> None:
    body = _outer().body
    assert body.record
    assert len(body) == 2
    assert not body.record


def test_the_body_of_a_nested_function_is_a_record_of_its_own() -> None:
    inner = _outer().body[0]
    assert isinstance(inner, Function)
    assert inner.body.record


def test_what_is_read_once_keeps_its_identity() -> None:
    outer = _outer()
    assert outer.body[0] is outer.body.statements[0]


def test_a_record_gives_the_same_program_whether_it_was_read_before_or_not() -> None:
    module = decoded(encoded(MODULE))
    again = encoded(module)
    assert module == MODULE
    assert encoded(module) == again == encoded(MODULE)


def test_those_who_walk_a_program_see_the_bodies_of_functions() -> None:
    outer = _outer()
    assert [type(node).__name__ for node in children(outer)] == ["Parameter", "Function", "Return"]
    assert all(value is not outer.body for value in fields(outer))
