"""The harness, held against an engine that finds what the test tells it to."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from headlint.diagnostics import Finding, Severity, Span
from headlint.testing import Fixture, check
from headlint.testing.answers import Wanted

Find = tuple[str, int, str]
Engine = Callable[..., None]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    def answers(*finds: Find, knows: dict[Wanted, str] | None = None, cell: int | None = None) -> None:
        def found(project: Path) -> tuple[Finding, ...]:
            return tuple(finding(project, *f, cell) for f in finds)

        def revealed(project: Path, wanted: Iterable[Wanted]) -> dict[Wanted, str]:
            return {w: text for w, text in (knows or {}).items() if w in set(wanted)}

        monkeypatch.setattr("headlint.testing.comparison.found", found)
        monkeypatch.setattr("headlint.testing.comparison.revealed", revealed)

    return answers


def finding(project: Path, path: str, row: int, code: str, cell: int | None) -> Finding:
    span = Span((project / path).as_posix(), row, 5, row, 9, cell)
    return Finding(code, "a-name", Severity.ADVICE, "what is wrong", span)


def program(folder: Path, source: str) -> Fixture:
    path = folder / "a.py"
    path.write_text(source)
    return Fixture(path)


def test_all_as_marked(tmp_path: Path, engine: Engine) -> None:
    engine(("a.py", 1, "HL101"), ("a.py", 2, "HL202"))
    marks = "f()  # expect: HL101\ng()  # spurious: HL202 known\nh()  # missing: HL403 known\n"
    assert check(program(tmp_path, marks)) == []


def test_an_expected_finding_has_to_be_reported_on_its_row(tmp_path: Path, engine: Engine) -> None:
    engine(("a.py", 2, "HL101"))
    assert check(program(tmp_path, "f()  # expect: HL101\ng()\n")) == [
        "a.py:1: HL101 is expected and not reported",
        "a.py:2: HL101 is reported and not expected: what is wrong",
    ]


def test_a_file_of_the_same_name_elsewhere_is_another_file(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "p" / "pkg").mkdir(parents=True)
    (tmp_path / "p" / "pkg" / "a.py").write_text("f()\n")
    (tmp_path / "p" / "a.py").write_text("f()  # expect: HL101\n")
    engine(("pkg/a.py", 1, "HL101"))
    assert len(check(Fixture(tmp_path / "p"))) == 2


def test_a_missing_finding_that_appears_closes_its_gap(tmp_path: Path, engine: Engine) -> None:
    engine(("a.py", 1, "HL101"))
    (failure,) = check(program(tmp_path, "f()  # missing: HL101 not followed yet\n"))
    assert "turn 'missing' into 'expect'" in failure


def test_a_spurious_finding_that_is_gone_closes_its_gap(tmp_path: Path, engine: Engine) -> None:
    engine()
    (failure,) = check(program(tmp_path, "f()  # spurious: HL101 a false alarm\n"))
    assert "delete 'spurious'" in failure


def test_one_finding_is_reported_once(tmp_path: Path, engine: Engine) -> None:
    engine(("a.py", 1, "HL101"), ("a.py", 1, "HL101"))
    assert check(program(tmp_path, "f()  # expect: HL101\n")) == ["a.py:1: HL101 is reported 2 times at one place"]


def test_findings_in_a_notebook_are_found_by_cell(tmp_path: Path, engine: Engine) -> None:
    path = tmp_path / "nb.ipynb"
    cells = [{"cell_type": "code", "source": [text]} for text in ("f()", "g()  # expect: HL101")]
    path.write_text(json.dumps({"cells": cells}))
    engine(("nb.ipynb", 1, "HL101"), cell=1)
    assert check(Fixture(path)) == []
    engine(("nb.ipynb", 1, "HL101"), cell=0)
    assert len(check(Fixture(path))) == 2


def test_reveals_are_compared_word_for_word(tmp_path: Path, engine: Engine) -> None:
    fixture = program(tmp_path, "x = f()  # reveal: x = raw[3]\ny = g()  # reveal: y = softmax\n")
    engine(knows={("a.py", 1, "x"): "raw[3]", ("a.py", 2, "y"): "softmax"})
    assert check(fixture) == []
    engine(knows={("a.py", 1, "x"): "raw[4]"})
    assert check(fixture) == [
        "a.py:1: x is raw[4], expected raw[3]",
        "a.py:2: y is never reached, expected softmax",
    ]
