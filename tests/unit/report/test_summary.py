"""The line that ends a run."""

from dataclasses import replace

import click
import pytest
from headlint.diagnostics import Entry, Finding, Severity, Span, Verdict
from headlint.engine.result import Result
from headlint.report.closing import closing
from headlint.report.summary import summary


def test_findings(result: Result) -> None:
    begin = "Checked 41 files (6 with torch) in 0.4 s · 3 losses: 1 ok, 1 wrong, 1 unresolved"
    assert summary(result, ["."]) == f"{begin} (--ledger) · 1 error"
    assert summary(result, ["."], ledger=True) == f"{begin} · 1 error"


def test_severities_and_files_not_seen(result: Result, finding: Finding) -> None:
    advice = replace(finding, severity=Severity.ADVICE)
    unread = [
        replace(finding, code="HL001", span=replace(finding.span, path=path)) for path in ("a.py", "a.py", "b.py")
    ]
    warning = replace(finding, code="HL207", severity=Severity.WARNING)
    found = replace(result, findings=(finding, *unread, advice, advice, warning), ledger=())
    assert summary(found, ["."]).endswith("· no loss found · 2 files not analysed · 4 errors, 1 warning, 2 advice")


def test_a_clean_run_says_what_was_not_followed(result: Result) -> None:
    clean = replace(result, findings=(), ledger=(result.ledger[0], result.ledger[2]))
    tail = "41 files (6 with torch) in 0.4 s"
    unresolved = "1 unresolved (cfg is read from a file, src/build.py:90)"
    assert summary(clean, ["."]) == f"All clear: 2 losses, 1 ok, {unresolved} · {tail}"
    two = replace(clean, ledger=(result.ledger[0], result.ledger[0]))
    others = "2 unresolved (cfg is read from a file, src/build.py:90; the others: --ledger)"
    assert summary(two, ["."]) == f"All clear: 2 losses, {others} · {tail}"
    ok = replace(clean, ledger=(result.ledger[2],))
    assert summary(ok, ["."]) == f"All clear: 1 loss, 1 ok · {tail}"


def test_a_wrong_loss_that_is_not_reported_is_not_clear(result: Result) -> None:
    ignored = replace(result, findings=(), ledger=result.ledger[1:])
    assert summary(ignored, ["."]).startswith("Nothing reported: 2 losses, 1 ok, 1 wrong · ")


def test_no_loss_and_no_file() -> None:
    assert summary(Result(files=1), ["."]) == "Nothing to report: no loss found in 1 file (none with torch) · 0 ms"
    assert summary(Result(), ["x", "y\n"]) == "no Python files found under 'x', 'y\\\\n'"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.004, "4 ms"), (0.0949, "95 ms"), (0.096, "0.1 s"), (59.9, "59.9 s"), (135.2, "2 min 15 s")]
)
def test_times(seconds: float, said: str) -> None:
    assert summary(Result(files=1, seconds=seconds), ["."]).endswith(f" · {said}")


def test_what_source_files_say_cannot_break_the_line() -> None:
    entry = Entry(Span("a.py", 1, 1, 1, 2), "?", Verdict.UNRESOLVED, "", "x\n::error::\x1b")
    line = summary(Result(ledger=(entry,), files=1), ["."])
    assert "(x ::error::\\x1b, a.py:1)" in line
    assert "\n" not in line


def test_the_line_is_broken_between_its_parts_and_coloured() -> None:
    line = "Checked 1 file · 2 losses: 1 ok, 1 wrong · 1 error"
    rows = closing(line, 30, "*").split("\n")
    assert [click.unstyle(row) for row in rows] == ["Checked 1 file", "2 losses: 1 ok, 1 wrong", "1 error"]
    assert rows[2] == click.style("1 error", fg="red", bold=True)
    assert click.unstyle(closing(line, 80, "*")) == line.replace("·", "*")
