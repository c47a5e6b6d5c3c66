"""The ledger as a table: what became of each loss call."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from headlint.diagnostics import Verdict
from headlint.engine.result import Result
from headlint.report.visible import one_line, row_place

_STYLES = {Verdict.OK: "green", Verdict.WRONG: "bold red", Verdict.UNRESOLVED: "yellow"}


def ledger_table(result: Result) -> Table:
    """One row a loss call, in reading order."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("loss", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("receives", overflow="fold")
    table.add_column("verdict", no_wrap=True)
    table.add_column("why", overflow="fold")
    for entry in result.ledger:
        table.add_row(
            Text(row_place(entry.span)),
            Text(one_line(entry.loss)),
            Text(one_line(entry.receives) or "?"),
            Text(entry.verdict, _STYLES[entry.verdict]),
            Text(one_line(entry.why)),
        )
    return table
