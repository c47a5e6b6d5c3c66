"""The statements of a function, kept as a record until somebody reads them: most functions of a library never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headlint.ir.statements import Statement

Open = Callable[[bytes], "tuple[Statement, ...]"]


class Body:
    """The statements of a function in order. What is read once stays, so that a node keeps its identity."""

    __slots__ = ("_open", "_record", "_statements")

    def __init__(self, statements: tuple[Statement, ...] | None, record: bytes = b"", open: Open | None = None) -> None:
        self._statements = statements
        self._record = record
        self._open = open

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, read out of their record at the first call."""
        if self._statements is None:
            assert self._open is not None
            self._statements = self._open(self._record)
            self._record = b""
        return self._statements

    @property
    def record(self) -> bytes:
        """The record, empty where the statements have been read or never were one."""
        return self._record

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)

    def __getitem__(self, at: int) -> Statement:
        return self.statements[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self.statements == other.statements

    def __hash__(self) -> int:
        return hash(self.statements)

    def __repr__(self) -> str:
        return f"Body({self.statements!r})"
