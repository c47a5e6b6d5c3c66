"""Texts are lowered once, where it is cheapest, and alike wherever that is."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.engine import lowering, pool
from headlint.engine.cache import Cache
from headlint.engine.lowering import Lowering
from headlint.engine.problem import Problem
from headlint.engine.result import Request
from headlint.engine.run import run
from headlint.ir.module import ModuleIR
from headlint.lower import lower_module

TEXTS = [f"import torch\nx{i} = torch.randn({i})\n" for i in range(6)]
LONG = "# long\n" * 20_000 + "x = 1\n"
WRONG = """import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
nn.CrossEntropyLoss()(net(torch.randn(2, 4)), torch.tensor([0, 2]))
"""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that this process has lowered."""
    texts: list[str] = []
    whole = lowering.lowered

    def noted(text: str) -> ModuleIR | Problem:
        texts.append(text)
        return whole(text)

    monkeypatch.setattr(lowering, "lowered", noted)
    return texts


def unstartable(*_: object) -> None:
    raise pool.Unavailable


def test_little_work_starts_no_process(here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "Worker", unstartable)
    lower = Lowering(Cache(None), jobs=2)
    lower.ahead(TEXTS)
    assert [lower(text) for text in TEXTS] == [lower_module(text) for text in TEXTS]
    assert here == TEXTS


def test_much_work_is_spread(here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "_A_WORKER", 40)
    lower = Lowering(Cache(None), jobs=2)
    lower.ahead([*TEXTS, "x = = 1\n"])
    assert [lower(text) for text in TEXTS] == [lower_module(text) for text in TEXTS]
    assert lower("x = = 1\n") == Problem("HL001", "does not parse: invalid syntax", 1, 5)
    assert lower("later = 1\n") == lower_module("later = 1\n")
    assert here == []
    lower.close()


def test_one_job_is_this_process(here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "_A_WORKER", 40)
    lower = Lowering(Cache(None), jobs=1)
    lower.ahead(TEXTS)
    assert [lower(text) for text in TEXTS] == [lower_module(text) for text in TEXTS]
    assert here == TEXTS


def test_what_may_take_the_memory_of_the_machine_is_kept_apart(
    here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headlint.syntax.guard._LARGE", 1_000)
    lower = Lowering(Cache(None), jobs=1)
    assert lower(LONG) == lower_module(LONG)
    assert here == []
    lower.close()


def test_without_processes_all_is_done_here(here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "_A_WORKER", 40)
    monkeypatch.setattr(pool, "Worker", unstartable)
    lower = Lowering(Cache(None), jobs=2)
    lower.ahead(TEXTS)
    assert [lower(text) for text in TEXTS] == [lower_module(text) for text in TEXTS]
    assert here == TEXTS


def test_what_is_kept_is_not_lowered_again(here: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "_A_WORKER", 40)
    for _ in range(2):
        lower = Lowering(Cache(tmp_path), jobs=2)
        lower.ahead(TEXTS)
        assert lower(TEXTS[0]) == lower_module(TEXTS[0])
        lower.close()
        monkeypatch.setattr(pool, "Worker", unstartable)
    assert here == []


def test_too_little_memory_costs_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(text: str) -> ModuleIR:
        raise MemoryError

    monkeypatch.setattr(lowering, "lowered", hungry)
    assert Lowering(Cache(None))("x = 1\n") == Problem("HL002", "needs more memory to parse than there is")


def test_imports_are_read_ahead(here: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "_A_WORKER", 40)
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "__init__.py").write_text("from .net import net\n")
    (tmp_path / "part" / "net.py").write_text("\n".join(WRONG.splitlines()[:4]) + "\n")
    script = "import torch\nfrom torch import nn\nfrom part import net\n" + WRONG.splitlines()[4] + "\n"
    (tmp_path / "train.py").write_text(script)
    request = Request((tmp_path / "train.py",), cache=False, jobs=2)
    assert [finding.code for finding in run(request).findings] == ["HL101"]
    assert here == []


@pytest.mark.usefixtures("obedient_workers")
def test_a_file_that_ends_its_worker_is_the_only_one_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "_A_WORKER", 40)
    (tmp_path / "net.py").write_text("import torch\nloss = 'leave'\n")
    (tmp_path / "train.py").write_text(WRONG)
    found = run(Request((tmp_path,), cache=False, jobs=2)).findings
    assert [finding.code for finding in found] == ["HL002", "HL101"]
    assert found[0].message == "ends the process that parses it (exit code 7)"
