"""Each kind of expression, as the IR's own text."""

import pytest
from headlint.ir import expressions as ex
from headlint.ir.show import show_block, show_expression
from headlint.ir.statements import Evaluate
from headlint.lower import lower_module


def lowered(source: str) -> ex.Expression:
    [statement] = lower_module(source + "\n").body
    assert isinstance(statement, Evaluate)
    return statement.value


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x", "x"),
        ("True", "True"),
        ("None", "None"),
        ("...", "<...>"),
        ("1_000", "1000"),
        ("0xFF", "255"),
        ("0o17", "15"),
        ("0b1_1", "3"),
        ("00_0", "0"),
        ("1_0.5e1_0", "105000000000.0"),
        ("1e999", "inf"),
        ("3.5j", "<3.5j>"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "<9223372036854775808>"),
        ("a.b.c", "a.b.c"),
        ("f()", "f()"),
        ("f(a, *b, k=1, **c)", "f(a, *b, k=1, **c)"),
        ("f(x for x in y)", "f((x for x in y))"),
        ("a[1]", "a[1]"),
        ("a[1,]", "a[(1,)]"),
        ("a[(1,)]", "a[(1,)]"),
        ("a[:]", "a[:]"),
        ("a[1:2:3, ..., None, ::-1]", "a[(1:2:3, <...>, None, ::(-1))]"),
        ("a[*b]", "a[(*b,)]"),
        ("a[*b, 1]", "a[(*b, 1)]"),
        ("()", "()"),
        ("(a,)", "(a,)"),
        ("a, b", "(a, b)"),
        ("*a, b", "(*a, b)"),
        ("[]", "[]"),
        ("[a, *b]", "[a, *b]"),
        ("{a, *b}", "{a, *b}"),
        ("{}", "{}"),
        ("{a: 1, **b}", "{a: 1, **b}"),
        ("-x", "(-x)"),
        ("+x", "(+x)"),
        ("~x", "(~x)"),
        ("not x", "(not x)"),
        ("a + b * c", "(a + (b * c))"),
        ("(a + b) * c", "((a + b) * c)"),
        ("a ** -b", "(a ** (-b))"),
        ("a - b - c", "((a - b) - c)"),
        ("a and b or not c", "((a and b) or (not c))"),
        ("a < b <= c != d", "(a < b <= c != d)"),
        ("a is not b not in c is d in e", "(a is not b not in c is d in e)"),
        ("a if b else c", "(a if b else c)"),
        ("lambda: 0", "(lambda: 0)"),
        ("lambda a, /, b=1, *c, d, **e: a", "(lambda a, /, b=1, *c, d, **e: a)"),
        ("lambda *, a: a", "(lambda *, a: a)"),
        ("[x for x in y if x if z]", "[x for x in y if x if z]"),
        ("{x async for x in y for z in x}", "{x for x in y for z in x}"),
        ("{k: v for k, v in d}", "{k: v for (k, v) in d}"),
        ("(x for x in y)", "(x for x in y)"),
        ("[*x for x in y]", "[*x for x in y]"),
        ("{**x for x in y}", "{*x for x in y}"),
        ("(a := b)", "(a := b)"),
        ("((a))", "a"),
    ],
)
def test_expression(source: str, shown: str) -> None:
    assert show_expression(lowered(source)) == shown


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "|", "&", "^"])
def test_binary_operators(op: str) -> None:
    assert show_expression(lowered(f"a {op} b")) == f"(a {op} b)"


def test_dict_comprehension_has_key_and_value() -> None:
    node = lowered("{k: v for k in d}")
    assert isinstance(node, ex.Comprehension)
    assert node.kind == "dict"
    assert (show_expression(node.element), show_expression(node.value)) == ("k", "v")


def test_unpacking_dict_comprehension_is_a_dict() -> None:
    node = lowered("{**x for x in y}")
    assert isinstance(node, ex.Comprehension)
    assert (node.kind, node.value) == ("dict", None)
    assert isinstance(node.element, ex.Starred)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("await x", "(await x)"),
        ("x = yield", "x = (yield)"),
        ("x = yield a, b", "x = (yield (a, b))"),
        ("yield from x", "(yield from x)"),
    ],
)
def test_in_a_coroutine_or_generator(source: str, shown: str) -> None:
    body = lower_module(f"async def f():\n    {source}\n").body
    assert show_block(body).splitlines()[1].strip() == shown


def test_a_number_too_long_to_read_is_opaque() -> None:
    node = lowered("1" * 5000)
    assert isinstance(node, ex.Opaque)
    assert len(node.text) == 300


def test_parameters_know_how_they_can_be_passed() -> None:
    node = lowered("lambda a, /, b, *c, d, **e: 0")
    assert isinstance(node, ex.Lambda)
    assert [each.kind for each in node.parameters] == ["positional", "normal", "star", "keyword", "double_star"]
