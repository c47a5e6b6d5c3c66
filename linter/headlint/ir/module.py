"""One lowered file."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from headlint.ir.statements import Comment, Statement


class Cell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A code cell of a notebook: its index over all cells and the row of the joined text where it begins (0-based)."""

    index: int
    first_row: int


class ModuleIR(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file says, without its path: the same text gives the same ModuleIR, so it can be kept by content.

    ``lines`` are the offsets at which the rows begin; ``comments`` those that begin with ``headlint:``; ``exact``
    is False where the tree did not give back the text it came from, so that positions may be off and nothing may
    be edited; ``cells`` is empty but for notebooks. ``words`` are those of ``body`` outside functions and classes, as a
    Function has them.
    """

    body: tuple[Statement, ...]
    lines: tuple[int, ...]
    comments: tuple[Comment, ...] = ()
    exact: bool = True
    cells: tuple[Cell, ...] = ()
    words: str = ""

    def position(self, offset: int) -> tuple[int, int, int | None]:
        """Row and column (from 1) of an offset, and the notebook cell it lies in (None elsewhere)."""
        row = bisect_right(self.lines, offset) - 1
        column = offset - self.lines[row] + 1
        if not self.cells:
            return row + 1, column, None
        cell = self.cells[max(bisect_right(self.cells, row, key=lambda cell: cell.first_row) - 1, 0)]
        return row - cell.first_row + 1, column, cell.index
