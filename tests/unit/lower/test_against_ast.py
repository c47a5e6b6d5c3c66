"""The nodes of the IR against those of Python's own parser: the same kinds at the same places."""

import ast
import sysconfig
import warnings
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from headlint.ir import expressions as ex
from headlint.ir import statements as st
from headlint.ir.walk import fields
from headlint.lower import lower_module

LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = ["argparse", "ast", "contextlib", "textwrap", "difflib", "fractions", "functools", "inspect", "random"]

KINDS: dict[type, type] = {
    ast.Name: ex.Name,
    ast.Attribute: ex.Attribute,
    ast.Call: ex.Call,
    ast.Subscript: ex.Subscript,
    ast.Slice: ex.Slice,
    ast.Tuple: ex.Tuple,
    ast.List: ex.List,
    ast.Set: ex.Set,
    ast.Dict: ex.Dict,
    ast.Starred: ex.Starred,
    ast.UnaryOp: ex.Unary,
    ast.BinOp: ex.Binary,
    ast.Compare: ex.Compare,
    ast.IfExp: ex.Conditional,
    ast.Lambda: ex.Lambda,
    ast.Await: ex.Await,
    ast.Yield: ex.Yield,
    ast.YieldFrom: ex.Yield,
    ast.NamedExpr: ex.Walrus,
    ast.Assign: st.Assign,
    ast.AugAssign: st.Augment,
    ast.Return: st.Return,
    ast.Raise: st.Raise,
    ast.Assert: st.Assert,
    ast.Delete: st.Delete,
    ast.If: st.If,
    ast.For: st.For,
    ast.AsyncFor: st.For,
    ast.AsyncWith: st.With,
    ast.While: st.While,
    ast.With: st.With,
    ast.Try: st.Try,
    ast.Import: st.Import,
    ast.ImportFrom: st.ImportFrom,
    ast.ExceptHandler: st.Handler,
}
Place = tuple[type, int, int]


def of_python(text: str) -> set[Place]:
    rows = text.encode().split(b"\n")
    begins = [0, *accumulate(len(row.decode()) + 1 for row in rows)]

    def offset(row: int, column: int) -> int:
        return begins[row - 1] + len(rows[row - 1][:column].decode())

    def walk(node: ast.AST) -> Iterator[Place]:
        if isinstance(node, ast.JoinedStr):
            return  # Python before 3.12 does not know where its parts are
        if type(node) in KINDS:
            start = offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
            yield KINDS[type(node)], start, offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        for name, value in ast.iter_fields(node):
            if (type(node), name) not in {(ast.Raise, "cause"), (ast.Assert, "msg")}:
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, ast.AST):
                        yield from walk(each)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return set(walk(ast.parse(text)))


def of_ir(value: object) -> Iterator[Place]:
    if isinstance(value, tuple):
        for each in value:
            yield from of_ir(each)
    elif isinstance(value, ex.Node) and not isinstance(value, ex.Joined):
        if type(value) in KINDS.values() and not (isinstance(value, st.Assign) and value.annotation is not None):
            yield type(value), value.start, value.end
        if isinstance(value, ex.Argument) and value.star == "*":
            yield ex.Starred, value.start, value.end
        for part in fields(value):
            yield from of_ir(part)


def differences(text: str) -> set[Place]:
    ours, theirs = set(of_ir(lower_module(text).body)), of_python(text)
    return ours ^ theirs


@pytest.mark.parametrize("name", MODULES)
def test_same_nodes_at_same_places(name: str) -> None:
    text = (LIBRARY / f"{name}.py").read_text(encoding="utf-8")
    assert [(kind.__name__, text[start:end]) for kind, start, end in differences(text)] == []
