"""One row of source on one row of the screen: safe, expanded, and cut around what matters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

from headlint.report.visible import shown_character

TAB = 4
_ROW_END = re.compile(r"\r\n|\r|\n")
CONTEXT = 16  # cells kept before the first mark of a row that has to be cut


@dataclass(frozen=True, slots=True)
class Row:
    """``pieces`` are what each character shows as, ``edges`` the cell at which each begins and the last one ends."""

    pieces: tuple[str, ...]
    edges: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> Row:
        """The row of a source line without its end."""
        pieces = tuple(_pieces(source))
        return cls(pieces, tuple(accumulate((cell_len(piece) for piece in pieces), initial=0)))

    @property
    def width(self) -> int:
        """Cells of the whole row."""
        return self.edges[-1]

    def cells(self, column: int, end_column: int) -> tuple[int, int]:
        """First and past-the-end cell of a stretch of columns, at least one cell wide."""
        last = len(self.pieces)
        start = self.edges[min(max(column - 1, 0), last)]
        return start, max(start + 1, self.edges[min(max(end_column - 1, 0), last)])

    @property
    def content_end(self) -> int:
        """The column past the last character that is not blank."""
        return 1 + len("".join(piece[:1] for piece in self.pieces).rstrip())

    def window(self, start: int, end: int, width: int) -> tuple[int, int]:
        """The cells to show, at most ``width``, such that those from ``start`` to ``end`` are among them as far as
        they fit. The bounds fall on characters."""
        if self.width <= width:
            return 0, self.width
        first = 0 if end < width else max(0, min(start - CONTEXT, self.width - width + 1))
        if first:
            first = self.edges[bisect_right(self.edges, first) - 1]
        room = width - (1 if first else 0)
        past = self.width if self.width - first <= room else first + room - 1
        return first, self.edges[bisect_right(self.edges, past) - 1]

    def text(self, first: int, past: int) -> str:
        """What shows between two cells."""
        edges = self.edges
        return "".join(piece for at, piece in enumerate(self.pieces) if first <= edges[at] and edges[at + 1] <= past)


def rows_of(text: str) -> list[str]:
    """The rows of a source as Python counts them, without their ends."""
    return _ROW_END.split(text)


def _pieces(source: str) -> Iterator[str]:
    at = 0
    for character in source:
        piece = " " * (TAB - at % TAB) if character == "\t" else shown_character(character)
        at += cell_len(piece)
        yield piece
