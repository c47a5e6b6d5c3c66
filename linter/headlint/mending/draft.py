"""One file on its way to being changed: its text, its tree, and the pieces that are to be exchanged."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from headlint.diagnostics import Edit, Span
from headlint.ir.expressions import Node
from headlint.link import Module
from headlint.mending.names import Names
from headlint.mending.tree import Place, at

_ROW_END = re.compile(r"\r\n?|\n")
_TRAILING = re.compile(r"[ \t]+(?=[\r\n])")


class Unsure(Exception):
    """A change cannot be made with certainty in this file."""


@dataclass(frozen=True, slots=True, order=True)
class Patch:
    """The text from ``start`` up to ``end`` becomes ``content``."""

    start: int
    end: int
    content: str


@dataclass(slots=True, eq=False)
class Draft:
    """``text`` is the program that ``module`` was lowered from. Patches are collected until ``edits`` is asked for."""

    module: Module
    text: str
    names: Names
    patches: set[Patch] = field(default_factory=set)

    @classmethod
    def of(cls, module: Module, text: str) -> Draft:
        """A fresh draft. Raises Unsure where the positions in the file are in doubt."""
        if not module.ir.exact:
            raise Unsure
        return cls(module, text, Names(module.ir))

    def afresh(self) -> Draft:
        """Another draft of the same text, without patches."""
        return Draft(self.module, self.text, self.names)

    def place(self, span: Span) -> Place:
        """The expression at a span. Raises Unsure where there is none."""
        found = at(self.module.ir, *self.bounds(span))
        if found is None:
            raise Unsure
        return found

    def source(self, node: Node) -> str:
        """The text of a node."""
        return self.text[node.start : node.end]

    def replace(self, start: int, end: int, content: str = "") -> None:
        """Exchange a stretch of the text. Raises Unsure where a comment would go with it."""
        if "#" in self.text[start:end]:
            raise Unsure
        self.patches.add(Patch(start, end, content))

    def exchange(self, node: Node, content: str) -> None:
        """Write something else in place of a node. Raises Unsure where a comment would go with it."""
        self.replace(node.start, node.end, content)

    def take(self, start: int, end: int) -> None:
        """Take a stretch of the text out, with the comments in it."""
        self.patches.add(Patch(start, end, ""))

    def insert(self, offset: int, content: str) -> None:
        """Add text at an offset."""
        self.patches.add(Patch(offset, offset, content))

    def keep(self, part: Node, whole: Node, *, bare: bool) -> None:
        """Take everything of a node away but one part of it, put in parentheses unless it may stand ``bare``."""
        text = self.source(part)
        closed = bare and ("\n" not in text or _stands_alone(text))
        self.replace(whole.start, part.start, "" if closed else "(")
        self.replace(part.end, whole.end, "" if closed else ")")

    def rows(self, start: int, end: int) -> tuple[int, int] | None:
        """The whole rows from one offset to another, with the row's end or, for the last row of a file or cell, the one
        before; None where something else stands on them than a comma and a comment behind."""
        first = self._row_start(start)
        past = _ROW_END.search(self.text, end)
        behind = self.text[end : past.start() if past else len(self.text)]
        if self.text[first:start].strip() or not re.fullmatch(r"[ \t]*,?[ \t]*(#.*)?", behind):
            return None
        if past is not None and self._cell(past.end()) == self._cell(start):
            return first, past.end()
        before = self._row_start(first - 1) if first else first
        if first == 0 or self._cell(before) != self._cell(start):
            return None
        return first - len(_last_row_end(self.text[:first])), end + len(behind)

    def indent(self, offset: int) -> str:
        """What stands in front of an offset on its row."""
        return self.text[self._row_start(offset) : offset]

    def blanks_end(self, offset: int) -> int:
        """Where the blanks behind an offset end, if they end their row; else the offset."""
        blanks = _TRAILING.match(self.text, offset)
        return blanks.end() if blanks else offset

    def row_end(self, offset: int) -> tuple[int, str]:
        """Where the row of an offset ends, and the line end that the file uses."""
        past = _ROW_END.search(self.text, offset)
        anywhere = _ROW_END.search(self.text)
        return past.start() if past else len(self.text), anywhere[0] if anywhere else "\n"

    def edits(self) -> Iterator[Edit]:
        """The patches as edits. Raises Unsure where two of them touch each other."""
        ordered = sorted(self.patches)
        for before, after in pairwise(ordered):
            if after.start < before.end or _compete(before, after):
                raise Unsure
        for patch in ordered:
            if self.text[patch.start : patch.end] != patch.content:
                yield Edit(self._span(patch.start, patch.end), patch.content)

    def bounds(self, span: Span) -> tuple[int, int]:
        """The offsets of a span."""
        return self._offset(span.row, span.column, span.cell), self._offset(span.end_row, span.end_column, span.cell)

    def _offset(self, row: int, column: int, cell: int | None) -> int:
        ir = self.module.ir
        above = next((each.first_row for each in ir.cells if each.index == cell), 0)
        return ir.lines[row - 1 + above] + column - 1

    def _span(self, start: int, end: int) -> Span:
        row, column, cell = self.module.ir.position(start)
        end_row, end_column, end_cell = self.module.ir.position(end)
        if cell != end_cell:
            raise Unsure
        return Span(self.module.path, row, column, end_row, end_column, cell)

    def _cell(self, offset: int) -> int | None:
        return self.module.ir.position(offset)[2]

    def _row_start(self, offset: int) -> int:
        return offset - self.module.ir.position(offset)[1] + 1


def _compete(before: Patch, after: Patch) -> bool:
    """True for two neighbours that both write something, one of them between two characters: which comes first?"""
    between = before.start == before.end or after.start == after.end
    return after.start == before.end and between and bool(before.content and after.content)


def _last_row_end(text: str) -> str:
    return "\r\n" if text.endswith("\r\n") else text[-1:]


def _stands_alone(text: str) -> bool:
    """True where a text of several rows needs no parentheses around it to be one expression."""
    try:
        ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
