"""What fixes make of a fixture is held to what is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.testing import Fixture, check_fixes, fixtures, write_golden

BAD = """import torch
import torch.nn.functional as F

x = torch.nn.Linear(4, 3)(torch.randn(8, 4))
print(torch.log(F.softmax(x, dim=1)))  # expect: HL401
"""


@pytest.fixture
def program(tmp_path: Path) -> Fixture:
    (tmp_path / "bad_log.py").write_text(BAD, "utf-8")
    return Fixture(tmp_path / "bad_log.py")


def test_a_golden_text_lies_beside_the_program_and_has_no_marks(program: Fixture) -> None:
    write_golden(program)
    assert program.golden.name == "bad_log.fixed.py"
    assert program.golden.read_text("utf-8").endswith("\nprint(F.log_softmax(x, dim=1))\n")
    assert check_fixes(program, "HL401") == []
    assert fixtures(program.path.parent) == [program]


def test_a_difference_is_shown(program: Fixture) -> None:
    write_golden(program)
    program.golden.write_text(program.golden.read_text("utf-8").replace("dim=1", "dim=0"), "utf-8")
    (difference,) = check_fixes(program, "HL401")
    assert "-print(F.log_softmax(x, dim=0))\n+print(F.log_softmax(x, dim=1))" in difference


def test_a_finding_that_stays_is_named(tmp_path: Path) -> None:
    text = "import torch.nn.functional as F\n\n\ndef f(x):\n    return F.softmax(x)  # expect: HL207\n"
    (tmp_path / "bad_axis.py").write_text(text, "utf-8")
    fixture = Fixture(tmp_path / "bad_axis.py")
    fixture.golden.write_text("", "utf-8")
    assert any(failure.endswith("HL207 is still reported") for failure in check_fixes(fixture, "HL207"))


def test_a_directory_has_a_directory_of_the_files_that_change(tmp_path: Path) -> None:
    (tmp_path / "bad_two").mkdir()
    (tmp_path / "bad_two" / "a.py").write_text(BAD, "utf-8")
    (tmp_path / "bad_two" / "b.py").write_text("x = 1\n", "utf-8")
    fixture = Fixture(tmp_path / "bad_two")
    write_golden(fixture)
    assert [path.name for path in (tmp_path / "bad_two.fixed").iterdir()] == ["a.py"]
    assert check_fixes(fixture, "HL401") == []
