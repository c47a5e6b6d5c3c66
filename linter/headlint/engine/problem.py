"""Why a file, or a cell of a notebook, cannot be analysed."""

from __future__ import annotations

import msgspec

from headlint.diagnostics import Finding, Span


class Problem(msgspec.Struct, frozen=True, array_like=True):
    """What was wrong: a code of those that say so (HL001, HL002, HL003), one clause, and the place from 1."""

    code: str
    message: str
    row: int = 1
    column: int = 1
    cell: int | None = None

    def finding(self, path: str) -> Finding:
        """The problem as a finding of its file."""
        from headlint.engine.builtin import BUILTIN  # a worker process makes no findings, and starts without rules

        rule = next(rule for rule in BUILTIN if rule.code == self.code)
        span = Span(path, self.row, self.column, self.row, self.column + 1, self.cell)
        return Finding(self.code, rule.name, rule.severity, self.message, span)
