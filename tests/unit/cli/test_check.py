"""``headlint PATH...``: what is asked of the engine, what is shown, and the exit code."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from headlint.diagnostics import Entry, Finding, Severity, Verdict
from headlint.engine.result import Result


def test_the_working_directory_is_checked_by_default(headlint: Any, engine: Any, project: Path) -> None:
    for arguments in ((), ("check",), (".",), ("check", ".")):
        assert headlint(*arguments).code == 0
    assert {request.paths for request in engine.requests} == {(Path("."),)}
    assert {request.root for request in engine.requests} == {project}


def test_a_path_named_like_a_verb(headlint: Any, engine: Any) -> None:
    headlint("./rule", "src")
    headlint("check", "rule")
    assert [request.paths for request in engine.requests] == [(Path("./rule"), Path("src")), (Path("rule"),)]


def test_options_reach_the_engine(headlint: Any, engine: Any) -> None:
    headlint(
        "--select", "HL1, HL403,", "--select=HL2", "--ignore", "HL101", "--exclude", "a/,b/*.py", "--pedantic", "x"
    )
    headlint("x", "--no-cache")
    first, second = engine.requests
    assert first.select == ("HL1", "HL403", "HL2")
    assert first.ignore == ("HL101",)
    assert first.exclude == ("a/", "b/*.py")
    assert (first.pedantic, first.cache) == (True, True)
    assert (second.pedantic, second.cache, second.select) == (False, False, ())


def test_the_engines_own_codes_can_be_ignored(headlint: Any, engine: Any) -> None:
    assert headlint("--ignore", "HL001,HL002,HL003").code == 0
    assert engine.requests[0].ignore == ("HL001", "HL002", "HL003")


def test_settings_of_the_project(headlint: Any, engine: Any, project: Path, finding: Finding) -> None:
    text = '[tool.headlint]\nselect = ["HL1"]\nignore = ["HL102"]\nexclude = ["old/"]\nfail-on = "never"\n'
    (project / "pyproject.toml").write_text(text)
    (project / "src").mkdir()
    engine.result = Result((finding,), files=1)
    assert headlint("src").code == 0
    assert headlint("src", "--select", "HL2", "--ignore", "HL203", "--fail-on", "error").code == 1
    assert headlint("src", "--isolated").code == 1
    first, second, third = engine.requests
    assert (first.select, first.ignore, first.exclude, first.root) == (("HL1",), ("HL102",), ("old/",), project)
    assert (second.select, second.ignore) == (("HL2",), ("HL102", "HL203"))
    assert (third.select, third.exclude) == ((), ())


def test_settings_of_a_named_file(headlint: Any, engine: Any, project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub/other.toml").write_text('[tool.headlint]\nselect = ["HL2"]\n')
    headlint("--config", "sub/other.toml")
    assert (engine.requests[0].select, engine.requests[0].root) == (("HL2",), project / "sub")


def test_patterns_of_the_command_line_hold_from_the_working_directory(
    headlint: Any, engine: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pyproject.toml").write_text('[tool.headlint]\nexclude = ["old/"]\n')
    (project / "sub").mkdir()
    monkeypatch.chdir(project / "sub")
    headlint("--exclude", "tests/data,/x.py,generated,build/")
    assert engine.requests[0].exclude == ("old/", "/sub/tests/data", "/sub/x.py", "generated", "build/")


@pytest.mark.parametrize(
    ("severity", "options", "code"),
    [
        (Severity.ERROR, [], 1),
        (Severity.WARNING, [], 1),
        (Severity.ADVICE, [], 0),
        (Severity.ADVICE, ["--fail-on", "advice"], 1),
        (Severity.WARNING, ["--fail-on", "error"], 0),
        (Severity.ERROR, ["--fail-on", "error"], 1),
        (Severity.ERROR, ["--fail-on", "never"], 0),
        (Severity.ERROR, ["--exit-zero"], 0),
    ],
)
def test_exit_codes(
    headlint: Any, engine: Any, finding: Finding, severity: Severity, options: list[str], code: int
) -> None:
    engine.result = Result((replace(finding, severity=severity),), files=1)
    for style in ("full", "concise", "json", "github"):
        assert headlint(*options, "--output-format", style).code == code


@pytest.mark.parametrize(
    ("verdict", "options", "code"),
    [
        (Verdict.UNRESOLVED, [], 0),
        (Verdict.UNRESOLVED, ["--fail-on-unresolved"], 1),
        (Verdict.UNRESOLVED, ["--fail-on-unresolved", "--exit-zero"], 0),
        (Verdict.OK, ["--fail-on-unresolved"], 0),
    ],
)
def test_a_loss_that_was_not_followed_fails_the_run_where_asked(
    headlint: Any, engine: Any, entry: Entry, verdict: Verdict, options: list[str], code: int
) -> None:
    engine.result = Result((), (replace(entry, verdict=verdict),), files=1)
    assert headlint(*options).code == code


def test_no_python_files_is_no_failure(headlint: Any, engine: Any, project: Path) -> None:
    (project / "x").mkdir()
    for style in ("full", "concise", "github"):
        outcome = headlint("x", "--output-format", style)
        assert (outcome.code, outcome.out) == (0, "no Python files found under 'x'\n")


def test_concise_is_the_default_when_piped(headlint: Any, engine: Any, finding: Finding, entry: Entry) -> None:
    engine.result = Result((finding,), (entry,), files=1, torch_files=1, seconds=0.25)
    assert headlint().out == (
        "a.py:1:1: HL101 error softmax goes in\n"
        "Checked 1 file (1 with torch) in 0.2 s · 1 loss: 1 wrong (--ledger) · 1 error\n"
    )


def test_full_is_the_default_in_a_terminal(
    headlint: Any, engine: Any, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    engine.result = Result((finding,), files=1)
    out = headlint().out
    assert "headlint rule HL101" in out
    assert "\x1b[" in out
    assert "\x1b[" not in headlint("--color", "never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in headlint().out
    assert "\x1b[" in headlint("--color", "always").out


def test_colour_can_be_forced_into_a_pipe(
    headlint: Any, engine: Any, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.result = Result((finding,), files=1)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in headlint("--output-format", "full").out


def test_quiet_leaves_findings_only(headlint: Any, engine: Any, finding: Finding) -> None:
    engine.result = Result((finding,), files=1)
    assert headlint("-q").out == "a.py:1:1: HL101 error softmax goes in\n"
    full = headlint("--quiet", "--output-format", "full").out
    assert "Checked" not in full
    assert "headlint rule" not in full
    engine.result = Result(files=1)
    for style in ("full", "concise", "github"):
        assert headlint("-q", "--output-format", style).out == ""


def test_json(headlint: Any, engine: Any, finding: Finding, entry: Entry) -> None:
    engine.result = Result((finding,), (entry,), files=1)
    assert "ledger" not in json.loads(headlint("--output-format", "json").out)
    document = json.loads(headlint("--output-format", "json", "--ledger", "-q").out)
    assert document["findings"][0]["code"] == "HL101"
    assert document["ledger"][0]["verdict"] == "wrong"


def test_github(headlint: Any, engine: Any, finding: Finding) -> None:
    engine.result = Result((finding,), files=1)
    assert headlint("--output-format", "github").out.startswith(
        "::error title=HL101 softmax-into-cross-entropy,file=a.py"
    )


def test_statistics(headlint: Any, engine: Any, finding: Finding) -> None:
    engine.result = Result((finding, finding), files=1)
    for style in ("full", "concise"):
        outcome = headlint("--statistics", "--output-format", style)
        assert outcome.out.startswith("2  HL101  error    softmax-into-cross-entropy\n")
        assert "a.py:1:1" not in outcome.out
    assert headlint("--statistics", "--output-format", "json").code == 2


def test_ledger(headlint: Any, engine: Any, entry: Entry) -> None:
    ok = replace(entry, verdict=Verdict.OK, why="")
    engine.result = Result((), (ok,), files=1)
    assert headlint("--ledger").out.startswith(
        "a.py:1: ok CrossEntropyLoss receives softmax[10]\nAll clear: 1 loss, 1 ok"
    )
    full = headlint("--ledger", "--output-format", "full").out
    assert "loss" in full.splitlines()[0]
    assert full.splitlines()[1].split() == ["a.py:1", "CrossEntropyLoss", "softmax[10]", "ok"]
