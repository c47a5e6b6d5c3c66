"""What the documentation tells people to type exists."""

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from headlint.cli.errors import VERBS
from headlint.cli.main import cli
from headlint.engine.registry import catalogue
from headlint.project.config import load_config
from headlint.testing import Fixture

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
OPTION = re.compile(r"--[a-z][a-z-]*")
SHELL = ("console", "sh", "bash", "shell")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def options_of(verb: str) -> set[str]:
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    with click.Context(command) as context:
        options = [param for param in command.get_params(context) if isinstance(param, click.Option)]
        return {name for option in options for name in (*option.opts, *option.secondary_opts)}


def shown_commands(page: Path) -> Iterator[str]:
    """Each ``headlint ...`` in a shell block or in running text."""
    text = page.read_text("utf-8")
    lines = [
        line.removeprefix("$ ") for lang, block in FENCE.findall(text) if lang in SHELL for line in block.splitlines()
    ]
    yield from (line for line in [*lines, *INLINE.findall(FENCE.sub("", text))] if line.startswith("headlint "))


def spoken_options(page: Path) -> set[str]:
    """Each option that running text names by itself, such as `--ledger`."""
    spans = INLINE.findall(FENCE.sub("", page.read_text("utf-8")))
    return {found.group() for span in spans if (found := OPTION.match(span))}


@each_page
def test_commands_exist(page: Path) -> None:
    for line in shown_commands(page):
        words = shlex.split(line.partition("  #")[0])[1:]
        verb = words[0] if words and words[0] in VERBS else "check"
        strange = [word for word in words[:1] if re.fullmatch(r"[a-z]+", word) and word not in (*VERBS, "src")]
        assert not strange, f"no such verb: {line}"
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert given <= options_of(verb) | {"--help", "--version"}, line


@each_page
def test_options_exist(page: Path) -> None:
    known = set().union(*(options_of(verb) for verb in VERBS))
    assert spoken_options(page) <= known | {"--help", "--version"}


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_names_every_option(verb: str) -> None:
    result = CliRunner().invoke(cli, [verb, "--help"])
    assert result.exit_code == 0
    assert {option for option in options_of(verb) if option not in result.output} == set()


def test_codes_in_the_readme_exist() -> None:
    assert set(re.findall(r"\bHL\d{3}\b", README.read_text("utf-8"))) <= catalogue().keys()


@each_page
def test_settings_are_accepted(page: Path, tmp_path: Path) -> None:
    for lang, block in FENCE.findall(page.read_text("utf-8")):
        if lang == "toml" and "[tool.headlint" in block:
            (tmp_path / "pyproject.toml").write_text(block, "utf-8")
            load_config(tmp_path / "pyproject.toml", {code: rule.name for code, rule in catalogue().items()})


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", FENCE.sub("", page.read_text("utf-8"))):
        assert "://" in target or target.startswith("mailto:") or (page.parent / target).exists(), target


def test_the_readme_lists_the_rules() -> None:
    rewritten = runpy.run_path(str(ROOT / "tools" / "readme_rules.py"))["rewritten"]
    text = README.read_text("utf-8")
    assert text == rewritten(text), "run: python tools/readme_rules.py"


def test_the_readme_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    excerpt = re.search(
        r"<!-- excerpt: (\S+) -->\n```text\n\$ headlint\n(.*?)```", README.read_text("utf-8"), re.DOTALL
    )
    assert excerpt is not None
    Fixture(ROOT / excerpt[1]).lay(tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.delenv("COLUMNS", raising=False)  # the excerpt is as wide as where nobody says how wide
    printed = CliRunner().invoke(cli, ["check", "--output-format", "full", "--isolated"]).output
    assert without_seconds(printed) == without_seconds(excerpt[2])


def without_seconds(text: str) -> str:
    return re.sub(r"in [\d.]+ m?s\b", "in ... s", text)


def test_the_first_commands_of_the_readme_are_the_set_up() -> None:
    run, test = (block for lang, block in FENCE.findall(README.read_text("utf-8"))[:2])
    assert "pip install . " in run
    assert "headlint fixtures --exit-zero" in run
    assert "pip install -e '.[test]'" in test
    assert "pytest" in test


def test_the_page_on_contracts_shows_the_matrix() -> None:
    rewritten = runpy.run_path(str(ROOT / "tools" / "contracts_page.py"))["rewritten"]
    text = (ROOT / "docs" / "contracts.md").read_text("utf-8")
    assert text == rewritten(text), "run: python tools/contracts_page.py"
