"""What is kept from run to run gives the same answers, and never gets in the way."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from headlint.engine import lowering
from headlint.engine.cache import FOLDER, Cache
from headlint.engine.result import Request
from headlint.engine.run import run
from headlint.ir.records import encoded
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
    cache.put(PROGRAM, encoded(lower_module(PROGRAM)))
    cache.close()
    assert Cache(tmp_path).get(PROGRAM) == lower_module(PROGRAM)
    assert Cache(tmp_path).get(PROGRAM + "\n") is None


def test_a_second_run_parses_nothing_and_says_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(Request((project,))).findings

    def parsed(text: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(lowering, "lowered", parsed)
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


def test_many_records_are_written_while_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headlint.engine.cache._MOST_WAITING", 10)
    for cache in (Cache(tmp_path), Cache(None)):
        cache.put(PROGRAM, encoded(lower_module(PROGRAM)))
        assert not cache._waiting
        assert cache.knows(PROGRAM)
        assert cache.get(PROGRAM) == lower_module(PROGRAM)
        cache.close()


def test_what_a_database_does_not_take_stays_for_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headlint.engine.cache._MOST_WAITING", 10)
    cache = Cache(tmp_path)
    with sqlite3.connect(tmp_path / FOLDER / "ir.sqlite") as connection:
        connection.execute("DROP TABLE ir")
    cache.put(PROGRAM, encoded(lower_module(PROGRAM)))
    assert cache.get(PROGRAM) == lower_module(PROGRAM)


def test_notebooks_are_kept_too(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "train.py").unlink()
    cells = [{"cell_type": "code", "source": PROGRAM}, {"cell_type": "code", "source": "x = = 1"}]
    (project / "train.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "metadata": {}}))
    first = run(Request((project,))).findings
    assert [finding.code for finding in first] == ["HL101", "HL001"]
    broken = []
    whole = lowering.lowered
    monkeypatch.setattr(lowering, "lowered", lambda text: broken.append(text) or whole(text))
    assert run(Request((project,))).findings == first
    assert len(broken) == 1


def test_a_run_that_finds_all_in_the_cache_loads_no_parser(project: Path) -> None:
    code = "import sys; from headlint.cli.main import main; main(['.']); print({'libcst', 'rich'} & {*sys.modules})"
    said = [
        subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, timeout=60).stdout
        for _ in range(2)
    ]
    assert ["HL101" in each for each in said] == [True, True]
    assert [each.splitlines()[-1] for each in said] == ["{'libcst'}", "set()"]
