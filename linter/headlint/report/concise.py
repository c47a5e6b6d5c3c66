"""One line a finding, for editors, logs and grep."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.diagnostics import Entry, Finding, Related, Verdict
from headlint.engine.result import Result
from headlint.report.visible import one_line, place, row_place


def concise(result: Result) -> Iterator[str]:
    """``path:row:column: code severity message (where it comes from)``."""
    for finding in result.findings:
        origin = f" ({_at(finding.related[0])})" if finding.related else ""
        yield _unforged(f"{place(finding.span)}: {_words(finding)}{origin}")


def concise_ledger(result: Result) -> Iterator[str]:
    """``path:row: verdict loss receives what: why`` for each loss call."""
    for entry in result.ledger:
        yield _unforged(f"{row_place(entry.span)}: {_entry_words(entry)}")


def _words(finding: Finding) -> str:
    return f"{one_line(finding.code)} {finding.severity.label} {one_line(finding.message)}"


def _entry_words(entry: Entry) -> str:
    receives = f" receives {one_line(entry.receives)}" if entry.receives else ""
    why = f": {one_line(entry.why)}" if entry.why else ""
    loss = "loss" if entry.verdict is Verdict.UNRESOLVED and entry.loss == "?" else one_line(entry.loss)
    return f"{entry.verdict} {loss}{receives}{why}"


def _at(related: Related) -> str:
    """ "softmax applied here" said from elsewhere: "softmax applied at net.py:33:16"."""
    message = one_line(related.message)
    before, here, after = message.partition(" here")
    return f"{before} at {place(related.span)}{after}" if here else f"{message}: {place(related.span)}"


def _unforged(line: str) -> str:
    # A file may be named "::error ...", which a CI log would take for a command.
    return f"./{line}" if line.startswith("::") else line
