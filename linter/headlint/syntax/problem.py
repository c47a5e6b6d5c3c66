"""What a text that does not parse raises."""

from __future__ import annotations


class SyntaxProblem(Exception):
    """The text does not parse. ``message`` says why in one line; ``row`` and ``column`` count from 1."""

    def __init__(self, message: str, row: int, column: int) -> None:
        super().__init__(message, row, column)
        self.message = message
        self.row = row
        self.column = column

    def __str__(self) -> str:
        return f"{self.row}:{self.column} {self.message}"
