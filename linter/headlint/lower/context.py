"""What lowering carries along, and how it finds its way from a node to the function that lowers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import libcst as cst

from headlint.ir.expressions import Expression
from headlint.ir.statements import Statement


@dataclass(slots=True)
class Context:
    """``at`` holds the offsets of the nodes by id, ``text`` the file; ``yields`` is set by a yield in the function
    body being lowered, ``words`` is what is said there so far (a dict for its order), ``inside`` is set in
    a function."""

    text: str
    at: dict[int, tuple[int, int]]
    yields: bool = False
    words: dict[str, None] = field(default_factory=dict)
    inside: bool = False

    def source(self, node: object) -> str:
        """The text of a node."""
        start, end = self.at[id(node)]
        return self.text[start:end]


_Lowering = TypeVar("_Lowering", bound=Callable[..., object])
_EXPRESSIONS: dict[type, Callable[[Any, Context], Expression]] = {}
_STATEMENTS: dict[type, Callable[[Any, Context], Statement]] = {}


def expressions(*kinds: type) -> Callable[[_Lowering], _Lowering]:
    """Registers the function that lowers expressions of these kinds."""
    return _registrar(_EXPRESSIONS, kinds)


def statements(*kinds: type) -> Callable[[_Lowering], _Lowering]:
    """Registers the function that lowers statements of these kinds."""
    return _registrar(_STATEMENTS, kinds)


def _registrar(table: dict[type, Any], kinds: tuple[type, ...]) -> Callable[[_Lowering], _Lowering]:
    def register(lowering: _Lowering) -> _Lowering:
        table.update(dict.fromkeys(kinds, lowering))
        return lowering

    return register


def lower_expression(node: cst.CSTNode, context: Context) -> Expression:
    """The expression that a node stands for."""
    return _EXPRESSIONS[type(node)](node, context)


def lower_optional(node: cst.CSTNode | None, context: Context) -> Expression | None:
    """As lower_expression, and None for nothing."""
    return None if node is None else _EXPRESSIONS[type(node)](node, context)


def lower_statement(node: cst.CSTNode, context: Context) -> Statement:
    """The statement that a node stands for."""
    return _STATEMENTS[type(node)](node, context)


def expression_kinds() -> frozenset[type]:
    """The node types that can be lowered to an expression."""
    return frozenset(_EXPRESSIONS)


def statement_kinds() -> frozenset[type]:
    """The node types that can be lowered to a statement."""
    return frozenset(_STATEMENTS)
