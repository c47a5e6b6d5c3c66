"""Fixes give what is written down, mend what they say they mend, and leave nothing to do for a second run."""

import ast
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from headlint.engine.registry import load_rules
from headlint.rulekit import Rule
from headlint.testing import Fixture, check_fixes, fixtures
from headlint.testing.answers import fixed, found

FIXTURES = Path(__file__).parent.parent / "fixtures"
RULES = list(load_rules().values())
FOLDERS = sorted(folder for folder in FIXTURES.glob("hl*") if folder.is_dir())
GOLDEN = [fixture for folder in FOLDERS for fixture in fixtures(folder) if fixture.golden.exists()]
FOLDED = [FIXTURES / "projects", *sorted((FIXTURES / "threads").iterdir())]
OTHERS = [
    fixture
    for folder in [*FOLDERS, *FOLDED]
    for fixture in fixtures(folder)
    if not fixture.golden.exists() and not fixture.path.name.startswith("good_")
]


@pytest.mark.parametrize("fixture", GOLDEN, ids=lambda fixture: fixture.name)
def test_fixes_give_what_is_written_down(fixture: Fixture) -> None:
    failures = check_fixes(fixture, fixture.path.parent.name.upper())
    assert not failures, "\n".join(["", *failures])


@pytest.mark.parametrize("fixture", OTHERS, ids=lambda fixture: fixture.name)
def test_fixes_come_to_rest(fixture: Fixture, tmp_path: Path) -> None:
    """Whatever the fixture: what is written is Python where it was, no finding is new, and nothing is left to do."""
    project = tmp_path.resolve() / "project"
    fixture.lay(project)
    before = Counter(finding.code for finding in found(project))
    made, remaining = fixed(project)
    assert Counter(finding.code for finding in remaining) <= before
    for path, data in made.items():
        if path.endswith(".py"):
            ast.parse(data)
        (project / path).write_bytes(data)
    assert fixed(project)[0] == {}


def test_every_golden_text_belongs_to_a_fixture() -> None:
    written = {path for folder in FOLDERS for path in folder.glob("*.fixed*")}
    assert written == {fixture.golden for fixture in GOLDEN}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_fix_of_the_example_mends_it(rule: Rule) -> None:
    """An example that has a fix with edits is clean of its code afterwards."""
    for program in rule.page.programs("Example"):
        with TemporaryDirectory() as folder:
            project = Path(folder).resolve()
            (project / "program.py").write_text(program, "utf-8")
            if not any(f.code == rule.code and f.fix and f.fix.edits for f in found(project)):
                continue
            made, remaining = fixed(project)
            assert made.keys() == {"program.py"}
            assert rule.code not in {finding.code for finding in remaining}
            assert has_golden(rule.code), "a rule that fixes needs a golden fixture"


def has_golden(code: str) -> bool:
    return any(fixture.path.parent.name == code.lower() for fixture in GOLDEN)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_says_how_far_a_fix_may_be_trusted(rule: Rule) -> None:
    said = rule.page.sections["Fix safety"]
    if has_golden(rule.code):
        assert not said.startswith("Shown only")
        assert "safe" in said.lower()
    else:
        assert "shown only" in said.lower()
