"""GitHub Actions workflow commands: a finding becomes an annotation of its line."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.diagnostics import Finding, Severity
from headlint.engine.result import Result
from headlint.report.visible import one_line, place, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}


def github(result: Result) -> Iterator[str]:
    """One command a finding."""
    for finding in result.findings:
        properties = ",".join(f"{key}={_property(value)}" for key, value in _properties(finding).items())
        yield f"::{_COMMANDS[finding.severity]} {properties}::{_data(_message(finding))}"


def harmless(line: str) -> str:
    """A line for the log that is no command of the runner's older syntax, whatever it quotes."""
    return line.replace("##[", "## [")


def _properties(finding: Finding) -> dict[str, str]:
    span = finding.span
    found = {"title": f"{finding.code} {finding.name}", "file": span.path}
    # The rows of a cell are not the rows of the notebook's JSON.
    if span.cell is None:
        found |= {"line": str(span.row), "endLine": str(span.end_row), "col": str(span.column)}
        if span.end_row == span.row:
            found["endColumn"] = str(span.end_column)
    return found


def _message(finding: Finding) -> str:
    lines = [one_line(finding.message)]
    if finding.span.cell is not None:
        lines[0] = f"{place(finding.span)}: {lines[0]}"
    lines += [f"{place(related.span)}: {one_line(related.message)}" for related in finding.related]
    if finding.effect:
        lines.append(f"effect: {one_line(finding.effect)}")
    if finding.fix:
        lines.append(f"fix: {one_line(finding.fix.message)}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # Hidden characters are written out too: a line feed in a file name must not begin another command.
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
