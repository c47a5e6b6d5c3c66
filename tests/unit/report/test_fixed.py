"""What is said of fixes: the diff, what was mended, what could be."""

from __future__ import annotations

import json

import pytest
from headlint.diagnostics import Applicability, Edit, Finding, Fix, Severity, Span
from headlint.engine.result import Result
from headlint.report.diff import coloured, diff
from headlint.report.fixed import fixed_line, refused_lines
from headlint.report.summary import fixable


def finding(code: str, applicability: Applicability | None = None, path: str = "a.py") -> Finding:
    edits = (Edit(Span(path, 1, 1, 1, 2), "b"),)
    fix = Fix("mend", applicability, edits) if applicability else None
    return Finding(code, "name", Severity.ERROR, "message", Span("a.py", 2, 3, 2, 9), fix=fix)


def result(*findings: Finding) -> Result:
    return Result(findings, files=1, asked=frozenset({"a.py"}))


SAFE, UNSAFE = finding("HL401", Applicability.SAFE), finding("HL101", Applicability.UNSAFE)
SHOWN, ELSEWHERE = finding("HL303"), finding("HL101", Applicability.UNSAFE, "b.py")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ((), (), []),
        ((SAFE, SAFE, UNSAFE), (), ["Fixed 3 of 3 findings (HL101, HL401 x2) · none remains"]),
        ((SAFE, UNSAFE), (UNSAFE,), ["Fixed 1 of 2 findings (HL401) · 1 remains, 1 fixable with --unsafe-fixes"]),
        ((SHOWN, ELSEWHERE), (SHOWN, ELSEWHERE), ["Fixed 0 of 2 findings · 2 remain"]),
    ],
)
def test_what_was_mended(before: tuple[Finding, ...], after: tuple[Finding, ...], line: list[str]) -> None:
    assert list(fixed_line(result(*before), result(*after))) == line


def test_what_would_be_mended() -> None:
    assert list(fixed_line(result(SAFE), result(), would=True)) == ["Would fix 1 of 1 finding (HL401) · none remains"]


def test_what_could_be_mended() -> None:
    assert fixable(result(SHOWN, ELSEWHERE)) == ""
    assert fixable(result(SAFE, SAFE)) == "2 fixable with --fix"
    assert fixable(result(UNSAFE)) == "1 fixable with --unsafe-fixes"
    assert fixable(result(SAFE, UNSAFE)) == "1 fixable with --fix, 1 more with --unsafe-fixes"


def test_why_a_fix_was_taken_back() -> None:
    (line,) = refused_lines([(UNSAFE, "it would bring HL302 in\na.py")])
    assert line.startswith("a.py:2:3 HL101 was not mended: it would bring HL302 in")
    assert "\n" not in line


def test_a_diff_of_a_module() -> None:
    rows = list(diff("a.py", b"a = 1\r\nb = 2", b"a = 1\r\nb = 3"))
    assert rows[:2] == ["--- a.py", "+++ a.py"]
    assert rows[3:] == [" a = 1", "-b = 2", "\\ No newline at end of file", "+b = 3", "\\ No newline at end of file"]


def test_a_diff_of_a_notebook_is_one_of_its_cells() -> None:
    def notebook(source: str) -> bytes:
        cells = [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "source": [source]}]
        return json.dumps({"cells": cells}).encode()

    rows = list(diff("n.ipynb", notebook("a = 1"), notebook("a = 2")))
    assert rows[0] == "--- n.ipynb#1"
    assert "-a = 1" in rows and "+a = 2" in rows


def test_nothing_in_a_diff_is_obeyed_by_a_terminal() -> None:
    assert "\x1b[2J" not in coloured("+x = '\x1b[2J'")
    assert coloured(" x") == " x"
