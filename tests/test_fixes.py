"""Fixes give what is written down, mend what they say they mend, and leave nothing to do for a second run."""

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


@pytest.mark.parametrize("fixture", GOLDEN, ids=lambda fixture: fixture.name)
def test_fixes_give_what_is_written_down(fixture: Fixture) -> None:
    failures = check_fixes(fixture, fixture.path.parent.name.upper())
    assert not failures, "\n".join(["", *failures])


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
