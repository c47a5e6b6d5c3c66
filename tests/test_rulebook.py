"""Every rule is documented, proven both ways, and called the same everywhere."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from headlint.diagnostics import Finding, Severity
from headlint.engine.registry import catalogue, load_rules
from headlint.rulekit import Rule
from headlint.rulekit.page import HEADINGS
from headlint.testing import Fixture, Verb, fixtures
from headlint.testing.answers import found
from headlint.testing.source import SUFFIXES

FIXTURES = Path(__file__).parent.parent / "fixtures"
RULES = list(load_rules().values())

# Codes that a rule once had. A code in somebody's suppressions must never come to mean something else.
RETIRED: frozenset[str] = frozenset()

FAMILIES = {
    "1": "losses",
    "2": "widths",
    "3": "decoding",
    "4": "stability",
    "5": "arguments",
    "6": "api",
    "7": "training",
}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def own_fixtures(rule: Rule, prefix: str) -> list[Fixture]:
    folder = FIXTURES / rule.code.lower()
    return [f for f in fixtures(folder) if f.path.name.startswith(prefix)] if folder.is_dir() else []


def is_split(fixture: Fixture) -> bool:
    return sum(path.suffix in SUFFIXES for path in fixture.path.rglob("*")) >= 2


@cache
def findings_in(program: str) -> tuple[Finding, ...]:
    with TemporaryDirectory() as folder:
        Path(folder, "program.py").write_text(program, "utf-8")
        return found(Path(folder))


@each_rule
def test_file_code_and_name_agree(rule: Rule) -> None:
    *_, family, module = rule.check.__module__.split(".")
    assert module == f"{rule.code}_{rule.name}".lower().replace("-", "_")
    assert re.fullmatch(r"HL[1-9]\d\d", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert family == FAMILIES[rule.code[2]]


def test_no_retired_code_is_used_again() -> None:
    assert not RETIRED & catalogue().keys()


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.code)
def test_the_summary_is_one_sentence(rule: Rule) -> None:
    assert re.fullmatch(r"[^\n]{10,120}\.", rule.page.summary)


@each_rule
def test_the_page_has_every_heading_in_order(rule: Rule) -> None:
    assert tuple(rule.page.sections) == HEADINGS
    assert all(rule.page.sections.values())


@each_rule
def test_the_example_fires(rule: Rule) -> None:
    programs = rule.page.programs("Example")
    assert programs
    for program in programs:
        assert rule.code in {f.code for f in findings_in(program)}, program


@each_rule
def test_what_to_use_instead_is_clean(rule: Rule) -> None:
    programs = rule.page.programs("Use instead")
    assert programs
    for program in programs:
        serious = [f for f in findings_in(program) if f.severity >= Severity.WARNING or f.code == rule.code]
        assert serious == [], program


@each_rule
@pytest.mark.parametrize("prefix", ["bad_", "good_"])
def test_a_rule_has_five_fixtures_each_way_and_one_of_them_split(rule: Rule, prefix: str) -> None:
    own = own_fixtures(rule, prefix)
    assert len(own) >= 5
    assert any(is_split(fixture) for fixture in own)


@each_rule
def test_bad_fixtures_expect_the_rule_and_good_ones_do_not(rule: Rule) -> None:
    for prefix, wanted in (("bad_", True), ("good_", False)):
        for fixture in own_fixtures(rule, prefix):
            claimed = {c.code for _, c in fixture.claims() if c.verb in (Verb.EXPECT, Verb.MISSING)}
            assert (rule.code in claimed) == wanted, fixture.name


def test_fixtures_are_named_for_a_rule_and_for_what_they_show() -> None:
    folders = [folder for folder in FIXTURES.glob("hl*") if folder.is_dir()]
    assert {folder.name.upper() for folder in folders} <= catalogue().keys()
    names = [f.path.name for folder in folders for f in fixtures(folder)]
    assert [name for name in names if not re.match(r"(bad|good)_[a-z0-9_]+(\.fixed)?(\.py|\.ipynb)?$", name)] == []


@each_rule
def test_messages_have_one_style(rule: Rule) -> None:
    programs = rule.page.programs("Example")
    for finding in (f for program in programs for f in findings_in(program)):
        assert_styled(finding.message)
        assert_styled(finding.effect or "none")
    for fixture in own_fixtures(rule, "bad_"):
        for finding in findings_of(fixture):
            assert_styled(finding.message)


def findings_of(fixture: Fixture) -> tuple[Finding, ...]:
    with TemporaryDirectory() as folder:
        fixture.lay(Path(folder, "project"))
        return found(Path(folder, "project"))


def assert_styled(text: str) -> None:
    """Lower case but for identifiers, one line, no final stop."""
    first = text.split(maxsplit=1)[0]
    is_identifier = bool(re.search(r"[A-Z].*[A-Z]|[_.()\d`']", first))
    assert first[0].islower() or not first[0].isalpha() or is_identifier, text
    assert not text.endswith((".", "!", " ")), text
    assert text == " ".join(text.split()), text
