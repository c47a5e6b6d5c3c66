"""The offsets of every node against the text that they point to."""

from collections.abc import Iterator
from typing import get_args

import pytest
from headlint.ir import expressions as ex
from headlint.ir import statements as st
from headlint.ir.walk import fields
from headlint.lower import lower_module

SOURCE = """\
# comment é
from .a import (b as c, d)  # why
import e.f as g

@deco(1)
class Net(nn.Module, metaclass = M):
    x: int = ( 3 )

    async def forward(self, x, /, *args, y = (1 , 2), **kw) -> "T":
        if x [ 1 : 2 ] . shape == 3 and not ( - y ) :
            return ( x
                + y ) * z   # tail
        for i , j in zip ( a , * b , k = 1 ) : pass
        with open("a") as f, g():
            z = [ q for q in r if q ], { 1 : 2 , ** s }, ( p for p in o )
        t = f"a{ u !r:>{ w }}" 'b' if v else lambda m = 1 : ( yield n )
        ( h := await k )
        l = ( ) , [ a , * b ]
        l = (  # in
            a ,  # here
        )
        del l [ 0 , ] , m [ ... ]
        try:
            raise E ( ) from None
        except (A, B) as e : e = { 1 , 2 }
        match s:
            case 1 | A.b as n if n > 2 : return 1_0
"""


def nodes(value: object) -> Iterator[ex.Node]:
    if isinstance(value, tuple):
        for each in value:
            yield from nodes(each)
    elif isinstance(value, ex.Node):
        yield value
        for part in fields(value):
            yield from nodes(part)


MODULE = lower_module(SOURCE)


def texts(kind: type[ex.Node]) -> list[str]:
    return [SOURCE[node.start : node.end] for node in nodes(MODULE.body) if type(node) is kind]


EXPECTED: list[tuple[type[ex.Node], str]] = [
    (ex.Name, "deco"),
    (ex.Constant, "1_0"),
    (ex.Attribute, "x [ 1 : 2 ] . shape"),
    (ex.Argument, "metaclass = M"),
    (ex.Argument, "* b"),
    (ex.Argument, "k = 1"),
    (ex.Call, "zip ( a , * b , k = 1 )"),
    (ex.Subscript, "x [ 1 : 2 ]"),
    (ex.Slice, "1 : 2"),
    (ex.Tuple, "(1 , 2)"),
    (ex.Tuple, "i , j"),
    (ex.Tuple, "( )"),
    (ex.Tuple, "(  # in\n            a ,  # here\n        )"),
    (ex.List, "[ a , * b ]"),
    (ex.Starred, "* b"),
    (ex.Opaque, "..."),
    (ex.Set, "{ 1 , 2 }"),
    (ex.Dict, "{ 1 : 2 , ** s }"),
    (ex.Unary, "- y"),
    (ex.Unary, "not ( - y )"),
    (ex.Binary, "x\n                + y"),
    (ex.Binary, "( x\n                + y ) * z"),
    (ex.Boolean, "x [ 1 : 2 ] . shape == 3 and not ( - y )"),
    (ex.Compare, "x [ 1 : 2 ] . shape == 3"),
    (ex.Conditional, """f"a{ u !r:>{ w }}" 'b' if v else lambda m = 1 : ( yield n )"""),
    (ex.Parameter, "y"),
    (ex.Parameter, "*args"),
    (ex.Lambda, "lambda m = 1 : ( yield n )"),
    (ex.Clause, "q in r if q"),
    (ex.Comprehension, "[ q for q in r if q ]"),
    (ex.Comprehension, "( p for p in o )"),
    (ex.Joined, """f"a{ u !r:>{ w }}" 'b'"""),
    (ex.Await, "await k"),
    (ex.Yield, "yield n"),
    (ex.Walrus, "h := await k"),
    (st.Assign, "x: int = ( 3 )"),
    (st.Return, "return ( x\n                + y ) * z"),
    (st.Return, "return 1_0"),
    (st.For, "for i , j in zip ( a , * b , k = 1 ) : pass"),
    (st.Function, "forward"),
    (st.Class, "Net"),
    (st.WithItem, 'open("a") as f'),
    (st.Alias, "b as c"),
    (st.Alias, "e.f as g"),
    (st.ImportFrom, "from .a import (b as c, d)"),
    (st.Import, "import e.f as g"),
    (st.Handler, "except (A, B) as e : e = { 1 , 2 }"),
    (st.Case, "case 1 | A.b as n if n > 2 : return 1_0"),
    (st.Raise, "raise E ( ) from None"),
    (st.Delete, "del l [ 0 , ] , m [ ... ]"),
]


@pytest.mark.parametrize(("kind", "expected"), EXPECTED)
def test_points_at(kind: type[ex.Node], expected: str) -> None:
    assert expected in texts(kind)


def test_every_kind_of_expression_is_looked_at() -> None:
    assert {*get_args(ex.Expression)} <= {kind for kind, _ in EXPECTED}


def test_children_lie_within_their_parents() -> None:
    for node in nodes(MODULE.body):
        assert 0 <= node.start <= node.end <= len(SOURCE)
        if isinstance(node, (st.Function, st.Class, ex.Parameter)):
            continue
        for part in fields(node):
            for inner in nodes(part):
                assert node.start <= inner.start, (node, inner)
                assert inner.end <= node.end, (node, inner)
