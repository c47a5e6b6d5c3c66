"""String literals of every kind against Python's own reading of them."""

import ast
import warnings

import pytest
from headlint.ir.expressions import Constant, Expression, Joined, Opaque
from headlint.ir.show import show_expression
from headlint.ir.statements import Evaluate
from headlint.lower import lower_module


def lowered(source: str) -> Expression:
    [statement] = lower_module(source + "\n").body
    assert isinstance(statement, Evaluate)
    return statement.value


@pytest.mark.parametrize(
    "source",
    [
        "'a'",
        '"a"',
        "''",
        "'''a\nb'''",
        '"""a "quoted" b"""',
        "u'a'",
        "U'a'",
        r"r'\n\x'",
        r"R'\''",
        r"'\n\t\r\a\b\f\v\\\'\" '",
        r"'\x41\u00e9\U0001F600\101\0\08'",
        r"'\N{EM DASH}x\N{bullet}'",
        "'a\\\nb'",
        r"'\d\q\ '",
        "'a' 'b'",
        "('a'\n  'b' \"c\"\n)",
        r"'a' r'\n' 'b'",
        "'é\u2028x'",
        r"'\8\9'",
        r"'\777'",
    ],
)
def test_same_as_python(source: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = ast.literal_eval(source)
    node = lowered(source)
    assert isinstance(node, Constant)
    assert node.value == expected


def test_windows_row_ends_inside_a_string_are_plain_ones() -> None:
    node = lowered("'''a\r\nb\rc\\\r\nd'''")
    assert isinstance(node, Constant)
    assert node.value == "a\nb\ncd"


def test_no_warning_about_unknown_escapes() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert show_expression(lowered(r"'\d'")) == repr(r"\d")


@pytest.mark.parametrize("source", ["b'a'", "rb'a'", "b'a' b'b'", "t'a{b}'", r"'\ud800'", "t'a' 'b'"])
def test_what_nobody_follows_is_opaque(source: str) -> None:
    node = lowered(source)
    assert isinstance(node, Opaque)
    assert node.text == source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("f''", "''"),
        ("f'a'", "'a'"),
        ("f'a{{b}}'", "'a{b}'"),
        ("f'a{b}c'", "joined('a', b, 'c')"),
        ("f'{a}{b.c(d)}'", "joined(a, b.c(d))"),
        ("'x' f'{a}' 'y' 'z'", "joined('x', a, 'yz')"),
        ("f'x' 'y'", "'xy'"),
        (r"f'\n{a}\x41'", r"joined('\n', a, 'A')"),
        (r"rf'\n{a}'", r"joined('\\n', a)"),
        (r"f'\N{EM DASH}{a}'", "joined('—', a)"),
        ("f'{a!r}'", "joined('{!r}'.format(a))"),
        ("f'{a:.3f}'", "joined('{:.3f}'.format(a))"),
        ("f'{a!s:>{w}.{p}}'", "joined('{!s:>{}.{}}'.format(a, w, p))"),
        ("f'{a=}'", "joined('a=', '{!r}'.format(a))"),
        ("f'{a + b = :.2f}'", "joined('a + b = ', '{:.2f}'.format((a + b)))"),
        ('f"{d["k"]}"', "joined(d['k'])"),
        ("f'{(lambda x: x)(1)}'", "joined((lambda x: x)(1))"),
        ("f'{a, b}'", "joined((a, b))"),
    ],
)
def test_formatted(source: str, shown: str) -> None:
    assert show_expression(lowered(source)) == shown


def test_a_formatted_string_of_text_alone_is_a_constant() -> None:
    assert isinstance(lowered("f'a' 'b'"), Constant)
    assert isinstance(lowered("f'a{b}'"), Joined)
