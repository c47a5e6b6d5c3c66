"""What is kept from run to run gives the same answers, and never gets in the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from headlint.engine import reading
from headlint.engine.cache import FOLDER, Cache
from headlint.engine.result import Request
from headlint.engine.run import run
from headlint.lower import lower_module

PROGRAM = """import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
nn.CrossEntropyLoss()(net(torch.randn(2, 4)), torch.tensor([0, 2]))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one file with one mistake."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "train.py").write_text(PROGRAM)
    return tmp_path


def test_a_text_comes_back_as_it_was_lowered(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(PROGRAM, lower_module(PROGRAM))
    cache.close()
    assert Cache(tmp_path).get(PROGRAM) == lower_module(PROGRAM)
    assert Cache(tmp_path).get(PROGRAM + "\n") is None


def test_a_second_run_parses_nothing_and_says_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(Request((project,))).findings

    def parsed(text: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(reading, "lower", parsed)
    assert run(Request((project,))).findings == first
    assert [finding.code for finding in first] == ["HL101"]


def test_without_cache_nothing_is_written(project: Path) -> None:
    run(Request((project,), cache=False))
    assert not (project / FOLDER).exists()


def test_the_folder_hides_itself_from_git(project: Path) -> None:
    run(Request((project,)))
    assert (project / FOLDER / ".gitignore").read_text() == "*\n"


def test_a_broken_cache_is_no_obstacle(project: Path) -> None:
    run(Request((project,)))
    (project / FOLDER / "ir.sqlite").write_bytes(b"no database at all" * 100)
    assert [finding.code for finding in run(Request((project,))).findings] == ["HL101"]


def test_a_broken_record_is_parsed_again(project: Path) -> None:
    run(Request((project,)))
    with sqlite3.connect(project / FOLDER / "ir.sqlite") as connection:
        connection.execute("UPDATE ir SET data = ?", (b"\xc1nonsense",))
    assert [finding.code for finding in run(Request((project,))).findings] == ["HL101"]
