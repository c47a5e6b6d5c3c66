"""Each kind of statement, as the IR's own text."""

from textwrap import dedent

import pytest
from headlint.ir import statements as st
from headlint.ir.show import show_block
from headlint.lower import lower_module


def shown(source: str) -> str:
    return show_block(lower_module(dedent(source)).body)


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "x = y = z",
        "(a, *b) = c",
        "[a, b] = c",
        "a.b[0] = c",
        "x: int = 1",
        "x: int",
        "self.x: list[int] = []",
        "return",
        "return x",
        "raise",
        "raise E",
        "assert x",
        "del a, b.c, d[0]",
        "break",
        "continue",
        "pass",
        "global a, b",
        "nonlocal a, b",
        "import a",
        "import a.b.c as d, e",
        "from a import b",
        "from a.b import c as d, e",
        "from . import a",
        "from ...a.b import c",
        "from .. import *",
    ],
)
def test_lines_that_read_as_they_are_written(source: str) -> None:
    assert shown(source) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("raise E from cause", "raise E"),
        ("assert x, 'message'", "assert x"),
        ("del (a, b)", "del a, b"),
        ("from a import (b, c,)", "from a import b, c"),
        ("a; b; c", "a\nb\nc"),
        ("type X = int", "X = int"),
        ("type X[T] = list[T]", "X = list[T]"),
        ("lazy import a", "import a"),
        ("lazy from a import b", "from a import b"),
        ("x = *a, b", "x = (*a, b)"),
    ],
)
def test_lines_that_read_otherwise(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "|", "&", "^"])
def test_augmented_assignment(op: str) -> None:
    assert shown(f"x {op}= y") == f"x {op}= y"
    [statement] = lower_module(f"x {op}= y").body
    assert isinstance(statement, st.Augment)
    assert statement.op == op


def test_an_annotation_alone_has_no_value() -> None:
    [statement] = lower_module("x: int\n").body
    assert isinstance(statement, st.Assign)
    assert statement.value is None
    assert statement.annotation is not None


def test_import_from_fields() -> None:
    [relative, star] = lower_module("from ..a.b import c as d\nfrom x import *\n").body
    assert isinstance(relative, st.ImportFrom)
    assert (relative.module, relative.level, relative.star) == ("a.b", 2, False)
    assert [(each.name, each.asname) for each in relative.names] == [("c", "d")]
    assert isinstance(star, st.ImportFrom)
    assert (star.module, star.level, star.star, star.names) == ("x", 0, True, ())


BLOCKS = [
    """\
    if a:
        b
    else:
        if c:
            d
        else:
            e
    """,
    """\
    for (a, b) in c:
        d
    else:
        e
    """,
    """\
    while a:
        b
    else:
        c
    """,
    """\
    with a as b, c, d() as (e, f):
        g
    """,
    """\
    try:
        a
    except (B, C) as d:
        e
    except F:
        g
    except:
        h
    else:
        i
    finally:
        j
    """,
    """\
    @a.b(1)
    @c
    def f(a, /, b: int, c: str=1, *d, e, **g) -> int:
        return a
    """,
    """\
    def f(*, a):
        pass
    """,
    """\
    @a
    class A(B, *c, metaclass=M, **d):
        def f(self):
            class C():
                x = 1
    """,
]


@pytest.mark.parametrize("source", BLOCKS)
def test_blocks_that_read_as_they_are_written(source: str) -> None:
    assert shown(source) == dedent(source).rstrip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a: b; c\n", "if a:\n    b\n    c"),
        ("if a:\n  b\nelif c:\n  d\n", "if a:\n    b\nelse:\n    if c:\n        d"),
        ("try:\n  a\nexcept* B as c:\n  d\n", "try:\n    a\nexcept B as c:\n    d"),
        ("with (a as b, c,):\n  d\n", "with a as b, c:\n    d"),
        ("with (a, b): c\n", "with a, b:\n    c"),
        ("class A: pass\n", "class A():\n    pass"),
        ("class A[T](B): pass\n", "class A(B):\n    pass"),
        ("def f[T: int = str, *U, **P](): pass\n", "def f():\n    pass"),
        ("async def f():\n  async for a in b: c\n", "async def f():\n    for a in b:\n        c"),
        ("async def f():\n  async with a: b\n", "async def f():\n    with a:\n        b"),
    ],
)
def test_blocks_that_read_otherwise(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("body", "generates"),
    [
        ("yield 1", True),
        ("x = yield", True),
        ("yield from y", True),
        ("if a:\n        b((yield))", True),
        ("return 1", False),
        ("def g():\n        yield 1", False),
        ("lambda: (yield)", False),
        ("class A:\n        def g(self):\n            yield", False),
    ],
)
def test_a_function_knows_whether_it_is_a_generator(body: str, generates: bool) -> None:
    [function] = lower_module(f"def f():\n    {body}\n").body
    assert isinstance(function, st.Function)
    assert function.generator is generates


def test_a_yield_in_an_inner_function_does_not_hide_the_outer_one() -> None:
    [function] = lower_module("def f():\n    yield\n    def g():\n        return 1\n").body
    assert isinstance(function, st.Function)
    assert function.generator


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("1", "case 1:"),
        ("-1", "case (-1):"),
        ("'a' | 'b'", "case 'a' | 'b':"),
        ("('a' | 'b') as x", "case ('a' | 'b' as x):"),
        ("None | True", "case None | True:"),
        ("a.b.C", "case a.b.C:"),
        ("_", "case _:"),
        ("x", "case x:"),
        ("1 | _", "case 1 | _:"),
        ("1 | [2]", "case 1 | [2]:"),
        ("[a, *b]", "case [a, *b]:"),
        ("(a, 1)", "case [a, 1]:"),
        ("a, b", "case [a, b]:"),
        ("[1, *_]", "case [1, *_]:"),
        ("{'k': v, **rest}", "case {'k': v, **rest}:"),
        ("{'k': 1}", "case {'k': 1}:"),
        ("A()", "case A():"),
        ("A(x, B(y), k=z)", "case A(x, B(y), k=z):"),
        ("A() as a", "case (A() as a):"),
        ("A(x) | B(x)", "case A(x) | B(x):"),
        ("1 if c", "case 1 if c:"),
    ],
)
def test_cases(pattern: str, expected: str) -> None:
    rows = shown(f"match s:\n  case {pattern}:\n    pass\n").splitlines()
    assert rows == ["match s:", f"    {expected}", "        pass"]
