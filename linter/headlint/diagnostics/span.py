"""Where something stands in the source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file.

    ``path`` is the file as the project names it (posix, relative to the working directory where it lies below
    it, else absolute). Rows and columns count from 1, columns in characters; the end is exclusive. In a notebook
    ``cell`` counts all cells from 0 and rows count within the cell; elsewhere it is None.
    """

    path: str
    row: int
    column: int
    end_row: int
    end_column: int
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f"#{self.cell}"
        return f"{self.path}{cell}:{self.row}:{self.column}"
