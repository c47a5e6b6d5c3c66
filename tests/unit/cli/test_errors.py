"""What cannot be done is said in one line on standard error, with exit code 2."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from headlint.project.discovery import discover
from headlint.project.errors import MissingPath


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--selct", "HL1"], "no such option: '--selct' (did you mean '--select'?)"),
        (["--frobnicate"], "no such option: '--frobnicate'"),
        (["--select", "HL999"], "unknown code 'HL999'"),
        (["--ignore", "HL0O1"], "unknown code 'HL0O1' (did you mean 'HL001'?)"),
        (["--select", "softmax-into-crossentropy"], "unknown code 'softmax-into-crossentropy' (did you mean 'HL101'?)"),
        (["--config", "x.toml", "--isolated"], "--config and --isolated exclude each other"),
        (["--config", "x.toml"], "x.toml: cannot be read: no such file or directory"),
        (["--fail-on"], "option '--fail-on' requires an argument"),
        (
            ["--output-format", "xml"],
            "invalid value for '--output-format': 'xml' is not one of 'full', 'concise', 'json', 'github'",
        ),
        (["rule", "HL1"], "unknown rule: 'HL1' (did you mean 'HL101'?)"),
        (
            ["rule", "softmax-in-cross-entropy"],
            "unknown rule: 'softmax-in-cross-entropy' (did you mean 'softmax-into-cross-entropy'?)",
        ),
        (["rule"], "name one rule, or give --all"),
        (["rule", "HL101", "--all"], "name one rule, or give --all"),
        (["rules", "--frmat", "json"], "no such option: '--frmat' (did you mean '--format'?)"),
    ],
)
def test_usage_errors(headlint: Any, engine: Any, arguments: list[str], message: str) -> None:
    outcome = headlint(*arguments)
    assert (outcome.code, outcome.out, engine.requests) == (2, "", [])
    assert outcome.err.startswith(f"headlint: {message}")
    assert outcome.err.count("\n") == 1


def test_a_faulty_setting(headlint: Any, engine: Any, project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.headlint]\nignor = []\n")
    outcome = headlint()
    fault = "pyproject.toml:2: unknown key 'ignor' in [tool.headlint] (did you mean 'ignore'?)"
    assert (outcome.code, outcome.err) == (2, f"headlint: {fault}\n")


@pytest.mark.parametrize(
    ("path", "meant"), [("srcc", " (did you mean 'src'?)"), ("ruless", " (did you mean 'rules'?)"), ("zzz", "")]
)
def test_missing_paths(headlint: Any, engine: Any, project: Path, path: str, meant: str) -> None:
    (project / "src").mkdir()
    with pytest.raises(MissingPath) as error:
        discover([Path(path)])
    engine.error = error.value
    outcome = headlint(path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"headlint: no such file or directory: {path!r}{meant}\n"


def test_messages_cannot_speak_to_the_terminal(headlint: Any, engine: Any) -> None:
    assert "\x1b" not in headlint("--select", "HL\x1b[31m").err


def test_internal_errors_apologise_and_show_the_traceback_when_asked(
    headlint: Any, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.error = KeyError("lost")
    outcome = headlint()
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("headlint: internal error: KeyError: 'lost'\n")
    assert "Traceback" not in outcome.err
    assert "Traceback" in headlint("--verbose").err
    monkeypatch.setenv("HEADLINT_DEBUG", "1")
    assert "Traceback" in headlint().err


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), OSError(errno.EIO, "broken disk")])
def test_any_internal_error_ends_in_2(headlint: Any, engine: Any, error: Exception) -> None:
    engine.error = error
    assert headlint().code == 2


def test_interruption(headlint: Any, engine: Any) -> None:
    engine.error = KeyboardInterrupt()
    assert headlint().code == 130


def test_a_reader_that_leaves_is_no_error(project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [
        sys.executable,
        "-c",
        "import sys; from headlint.cli.main import main; sys.exit(main(['rule', '--all']))",
    ]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_terminal_that_lacks_the_signs_gets_plainer_ones() -> None:
    code = "import sys; from headlint.cli.main import main; sys.exit(main(['rule', 'HL101']))"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert done.stdout.isascii()
    assert b"| import torch" in done.stdout


def test_findings_with_characters_that_the_terminal_lacks_are_escaped(project: Path) -> None:
    (project / "a.py").write_text("x = 1\n")
    program = """
import sys, types
from headlint.cli.main import main
from headlint.diagnostics import Finding, Severity, Span
from headlint.engine.result import Result
module = types.ModuleType("headlint.engine.run")
finding = Finding("HL101", "n", Severity.ERROR, "message \\u753b", Span("\\udcff.py", 1, 1, 1, 2))
module.run = lambda request: Result((finding,), files=1)
sys.modules["headlint.engine.run"] = module
sys.exit(main(sys.argv[1:]))
"""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for style in ("full", "concise", "github", "json"):
        command = [sys.executable, "-c", program, "--output-format", style]
        done = subprocess.run(command, capture_output=True, env=environment, check=False, cwd=project)
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"\\u753b" in done.stdout
