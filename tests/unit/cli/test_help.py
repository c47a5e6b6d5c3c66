"""Help and explanations are there at once: no parser of Python and no renderer is loaded for them."""

import json
import subprocess
import sys
from typing import Any

import pytest
from headlint import __version__


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["-h"],
        ["--version"],
        ["src", "--help"],
        ["rule", "HL101"],
        ["rule", "HL001", "--format", "markdown"],
        ["rule", "--all", "--format", "json"],
        ["rules"],
        ["contracts"],
        ["contracts", "NLLLoss"],
        ["--selct"],
    ],
)
def test_neither_libcst_nor_rich_is_imported(arguments: list[str]) -> None:
    program = """
import sys
from headlint.cli.main import main
main(sys.argv[1:])
print("loaded", sorted({"libcst", "rich", "torch"} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "loaded []"


def test_runs_as_a_module_of_the_interpreter_at_hand() -> None:
    done = subprocess.run([sys.executable, "-m", "headlint", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"headlint {__version__}\n"
    wrong = subprocess.run([sys.executable, "-m", "headlint", "--selct"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2


def test_help_of_the_whole(headlint: Any) -> None:
    outcome = headlint("--help")
    assert outcome.code == 0
    assert outcome.out.startswith("Usage: headlint [OPTIONS] [PATH]...\n       headlint VERB [OPTIONS] ...\n")
    for word in ("rule ", "rules ", "--select CODES", "--output-format", "--fail-on", "--ledger", "Exit codes"):
        assert word in outcome.out


def test_version(headlint: Any) -> None:
    for arguments in (["--version"], ["check", "--version"], ["src", "--version"]):
        assert headlint(*arguments).out == f"headlint {__version__}\n"


def test_a_rule_by_code_and_by_name(headlint: Any) -> None:
    by_code = headlint("rule", "HL101").out
    assert by_code.startswith("HL101 softmax-into-cross-entropy · error\n")
    assert "What it does" in by_code
    assert by_code == headlint("rule", "softmax-into-cross-entropy").out == headlint("rule", "hl101").out
    assert "\x1b[" in headlint("rule", "HL101", "--color", "always").out


@pytest.mark.parametrize(
    ("code", "name"),
    [("HL001", "does-not-parse"), ("HL002", "could-not-be-analysed"), ("HL003", "skipped-too-large-or-deep")],
)
def test_the_engines_own_findings_have_pages(headlint: Any, code: str, name: str) -> None:
    assert headlint("rule", code).out.startswith(f"{code} {name} · ")


def test_pages_as_data(headlint: Any) -> None:
    page = json.loads(headlint("rule", "HL101", "--format", "json").out)
    assert (page["code"], page["severity"]) == ("HL101", "error")
    pages = json.loads(headlint("rule", "--all", "--format", "json").out)
    assert [each["code"] for each in pages] == sorted(each["code"] for each in pages)
    assert {"HL001", "HL101"} <= {each["code"] for each in pages}


def test_pages_as_markdown(headlint: Any) -> None:
    book = headlint("rule", "--all", "--format", "markdown").out
    assert book.startswith("# HL001 does-not-parse\n")
    assert "\n# HL101 softmax-into-cross-entropy\n" in book


def test_the_list_of_rules(headlint: Any) -> None:
    lines = headlint("rules").out.splitlines()
    assert lines[0].split()[:3] == ["HL001", "does-not-parse", "error"]
    rows = json.loads(headlint("rules", "--format", "json").out)
    assert len(rows) == len(lines)
    assert set(rows[0]) == {"code", "name", "severity", "summary"}
