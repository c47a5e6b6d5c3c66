"""Comments take findings back at either end, and are told when they take none."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.engine.result import Request
from headlint.engine.run import run

HEAD = """import torch
import torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1)){made}
x, y = torch.randn(4, 20), torch.randint(0, 5, (4,))
{above}loss = F.cross_entropy(net(x), y){used}
"""


def codes(folder: Path, made: str = "", above: str = "", used: str = "", **request: object) -> list[str]:
    """The codes reported for the program with these comments."""
    (folder / "train.py").write_text(HEAD.format(made=made, above=above, used=used))
    return [finding.code for finding in run(Request((folder,), **request)).findings]  # type: ignore[arg-type]


def test_without_a_comment_the_mistake_is_reported(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["HL101"]


@pytest.mark.parametrize("end", ["made", "used"])
@pytest.mark.parametrize(
    "comment", ["# headlint: ignore[HL101] why", "# headlint: ignore", "# headlint: ignore[HL104, HL101]"]
)
def test_a_comment_on_either_end_takes_it_back(tmp_path: Path, end: str, comment: str) -> None:
    assert "HL101" not in codes(tmp_path, **{end: f"  {comment}"})


def test_a_rule_is_suppressed_by_its_name(tmp_path: Path) -> None:
    assert codes(tmp_path, used="  # headlint: ignore[softmax-into-cross-entropy] why") == []


def test_a_comment_alone_speaks_for_the_row_below(tmp_path: Path) -> None:
    assert codes(tmp_path, above="# headlint: ignore[HL101] why\n") == []


def test_another_code_takes_nothing_back_and_is_told_so(tmp_path: Path) -> None:
    assert codes(tmp_path, used="  # headlint: ignore[HL104]") == ["HL101", "HL010"]


def test_an_unknown_code_is_told(tmp_path: Path) -> None:
    assert codes(tmp_path, used="  # headlint: ignore[HL1O1]") == ["HL101", "HL011"]


def test_a_comment_for_a_code_that_was_not_judged_is_left_alone(tmp_path: Path) -> None:
    assert codes(tmp_path, used="  # headlint: ignore[HL104]", ignore=("HL104",)) == ["HL101"]


def test_what_was_not_read_cannot_be_suppressed(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import torch  # headlint: ignore\nx = (\n")
    assert [f.code for f in run(Request((tmp_path,))).findings] == ["HL001"]
