"""Where the nodes of a tree stand in the text it came from."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Any

import libcst as cst
from libcst._nodes.expression import _BaseParenthesizedNode
from libcst._nodes.internal import CodegenState

# A statement ends where the last of these inside it ends.
_ENDS = (
    *(cst.BaseStatement, cst.BaseSmallStatement, cst.BaseSuite, cst.MatchCase),
    *(cst.Else, cst.Finally, cst.ExceptHandler, cst.ExceptStarHandler),
)
_ENDING = frozenset(kind for kind in vars(cst).values() if isinstance(kind, type) and issubclass(kind, _ENDS))
# What libcst announces to record_syntactic_position; other nodes have to be caught on their way in and out.
_ANNOUNCED = (
    *(cst.BaseExpression, cst.SubscriptElement, cst.Arg, cst.Param, cst.Annotation, cst.MatchPattern),
    *(cst.WithItem, cst.ImportAlias, *_ENDS),
)
# Parentheses are a part of these, as the brackets are of a list.
_DISPLAYS = frozenset({cst.Tuple, cst.GeneratorExp})


def _parenthesize(self: _BaseParenthesizedNode, state: CodegenState) -> AbstractContextManager[None]:
    """As in libcst, without a generator where there are no parentheses: a quarter of the time of the counting."""
    return _with_parentheses(self, state) if self.lpar else state.record_syntactic_position(self)


_with_parentheses = _BaseParenthesizedNode._parenthesize
_BaseParenthesizedNode._parenthesize = _parenthesize  # type: ignore[assignment, method-assign]

_BLANKS = re.compile(r"[ \t\f]*")
_Opened = tuple[Any, int, cst.CSTNode | None, cst.CSTNode | None]


def offsets(module: cst.Module, text: str, wanted: tuple[type, ...]) -> tuple[dict[int, tuple[int, int]], bool]:
    """Character offsets of the nodes of the ``wanted`` types (and of statements), ``id(node)`` to ``(start, end)``;
    and whether they are the true ones, which is to be doubted where the tree does not give back the text.

    White space and redundant parentheses are left out, as in libcst's PositionProvider; unlike there, a tuple and
    a generator expression include their own parentheses. The ids are good for as long as ``module`` lives.
    """
    counter = (_Counter if all(issubclass(each, _ANNOUNCED) for each in wanted) else _EveryNode)(module, text, wanted)
    module._codegen(counter)
    if counter.offset == len(text):
        return counter.found, True
    follower = _Follower(module, text, wanted)
    module._codegen(follower)
    return follower.found, follower.offset == len(text) and not follower.lost


class _Counter(CodegenState):
    """A code generator that counts the characters it would write and remembers where the wanted nodes were.

    It is its own context manager, since one object a node would cost as much as the counting.
    """

    def __init__(self, module: cst.Module, text: str, wanted: tuple[type, ...]) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.tokens = [""]  # all that libcst asks is whether it wrote any
        self.wanted = _ENDING.union(wanted)
        self.offset = 1 if text.startswith("\ufeff") else 0  # libcst drops the mark
        self.last = 0
        self.indent = 0
        self.found: dict[int, tuple[int, int]] = {}
        self.opened: list[_Opened] = []

    def increase_indent(self, value: str) -> None:
        self.indent_tokens.append(value)
        self.indent += len(value)

    def decrease_indent(self) -> None:
        self.indent -= len(self.indent_tokens.pop())

    def add_indent_tokens(self) -> None:
        self.offset += self.indent

    def add_token(self, value: str) -> None:
        self.last = len(value)
        self.offset += self.last

    def pop_trailing_newline(self) -> None:
        self.offset -= self.last

    def record_syntactic_position(  # type: ignore[override]
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Counter:
        self.opened.append((node, self.offset, start_node, end_node))
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        node, start, start_node, end_node = self.opened.pop()
        kind = type(node)
        if kind not in self.wanted:
            return
        if start_node is not None:
            start = self.found[id(start_node)][0]
        end = self.offset if end_node is None else self.found.get(id(end_node), (0, self.offset))[1]
        if kind in _DISPLAYS and node.lpar:
            start, end = start - self.width(node.lpar[-1]), end + self.width(node.rpar[0])
        self.found[id(node)] = (start, end)

    def width(self, node: cst.CSTNode) -> int:
        """How many characters a node takes, where it stands."""
        offset = self.offset
        node._codegen(self)
        width = self.offset - offset
        self.offset = offset
        return width


class _EveryNode(_Counter):
    """Catches also the nodes that libcst does not announce, with the white space that they own."""

    def __init__(self, module: cst.Module, text: str, wanted: tuple[type, ...]) -> None:
        super().__init__(module, text, wanted)
        self.entered: list[int] = []

    def before_codegen(self, node: cst.CSTNode) -> None:
        if type(node) in self.wanted:
            self.entered.append(self.offset)

    def after_codegen(self, node: cst.CSTNode) -> None:
        if type(node) in self.wanted:
            self.found.setdefault(id(node), (self.entered.pop(), self.offset))


class _Follower(_EveryNode):
    """Follows the text token by token, over the white space that libcst 1.9 loses (``except A :``, form feeds)."""

    def __init__(self, module: cst.Module, text: str, wanted: tuple[type, ...]) -> None:
        super().__init__(module, text, wanted)
        self.text = text
        self.lost = False
        self.measuring = False

    def add_token(self, value: str) -> None:
        if not self.measuring and not self.text.startswith(value, self.offset):
            self.offset = self.after_blanks()
            self.lost |= not self.text.startswith(value, self.offset)
        super().add_token(value)

    def after_blanks(self) -> int:
        blanks = _BLANKS.match(self.text, self.offset)
        return blanks.end() if blanks else self.offset

    def record_syntactic_position(  # type: ignore[override]
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> _Counter:
        if start_node is None:  # a block begins before its indentation, everything else with a visible character
            self.offset = self.after_blanks()
        return super().record_syntactic_position(node, start_node=start_node, end_node=end_node)

    def width(self, node: cst.CSTNode) -> int:
        self.measuring = True
        width = super().width(node)
        self.measuring = False
        return width
