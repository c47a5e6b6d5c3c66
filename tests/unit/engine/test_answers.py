"""An old answer is given where it is still the right one, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from headlint.engine import answers
from headlint.engine.answers import answer
from headlint.engine.result import Request, Result
from headlint.engine.run import run

NET = """import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
"""
TRAIN = """import torch
from torch import nn
from net import net

nn.CrossEntropyLoss()(net(torch.randn(2, 4)), torch.tensor([0, 2]))
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of a script and the network that it imports."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "net.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """The requests that were run and not remembered."""
    asked: list[Request] = []

    def noted(request: Request) -> Result:
        asked.append(request)
        return run(request)

    monkeypatch.setattr("headlint.engine.run.run", noted)
    return asked


def codes(request: Request) -> list[str]:
    return [finding.code for finding in answer(request).findings]


def test_the_same_question_has_the_same_answer(project: Path, runs: list[Request]) -> None:
    request = Request((Path(),))
    first, second = answer(request), answer(request)
    assert len(runs) == 1
    assert replace(second, seconds=first.seconds) == replace(
        first, findings=tuple(replace(f, fix=f.fix and replace(f.fix, changes=())) for f in first.findings)
    )
    assert [finding.code for finding in second.findings] == ["HL101"]
    assert second.texts == {"net.py": NET, "train.py": TRAIN}


@pytest.mark.parametrize(
    "other",
    [
        Request((Path("train.py"),)),
        Request((Path(),), pedantic=True),
        Request((Path(),), ignore=("HL1",)),
        Request((Path(),), exclude=("net.py",)),
        Request((Path(),), cache=False),
        Request((Path(),), unsaved={Path("net.py").absolute(): b""}),
    ],
)
def test_another_question_is_another(other: Request, project: Path, runs: list[Request]) -> None:
    answer(Request((Path(),)))
    assert answer(other).findings == run(other).findings
    assert runs[1:] == [other]


def test_how_it_is_worked_out_is_no_question(project: Path, runs: list[Request]) -> None:
    answer(Request((Path(),)))
    answer(Request((Path(),), jobs=1))
    assert len(runs) == 1


def test_a_file_that_was_read_changes(project: Path) -> None:
    request = Request((Path("train.py"),))
    assert codes(request) == ["HL101"]
    (project / "net.py").write_text(NET.replace("Softmax(dim=1)", "ReLU()"))
    assert codes(request) == ["HL110"]
    (project / "net.py").unlink()
    assert codes(request) == []


def test_a_file_that_was_looked_for_comes(project: Path) -> None:
    (project / "net.py").unlink()
    request = Request((Path("train.py"),))
    assert codes(request) == []
    (project / "net").mkdir()
    (project / "net" / "__init__.py").write_text(NET)
    assert codes(request) == ["HL101"]


def test_a_file_that_is_nearer_comes(project: Path) -> None:
    (project / "scripts").mkdir()
    (project / "train.py").rename(project / "scripts" / "train.py")
    request = Request((Path("scripts/train.py"),))
    assert codes(request) == ["HL101"]
    (project / "scripts" / "net.py").write_text(NET.replace(", nn.Softmax(dim=1)", ""))
    assert codes(request) == []


def test_a_file_that_is_asked_about_comes(project: Path) -> None:
    request = Request((Path(),))
    assert codes(request) == ["HL101"]
    (project / "more.py").write_text(TRAIN)
    assert codes(request) == ["HL101", "HL101"]
    (project / ".gitignore").write_text("more.py\n")
    (project / ".git").mkdir()
    assert codes(request) == ["HL101"]


def test_another_headlint_answers_anew(project: Path, runs: list[Request], monkeypatch: pytest.MonkeyPatch) -> None:
    answer(Request((Path(),)))
    monkeypatch.setattr(answers, "_itself", lambda: iter(["another"]))
    answer(Request((Path(),)))
    assert len(runs) == 2


def test_what_could_not_be_analysed_is_tried_again(
    project: Path, runs: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hungry(text: str) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("headlint.engine.lowering.lowered", hungry)
        assert codes(Request((Path(),))) == ["HL002", "HL002"]
    assert codes(Request((Path(),))) == ["HL101"]
    assert len(runs) == 2


def test_a_broken_answer_is_none(project: Path, runs: list[Request]) -> None:
    answer(Request((Path(),)))
    for file in project.glob(".headlint_cache/*.answer"):
        file.write_bytes(b"\xc1nonsense")
    assert codes(Request((Path(),))) == ["HL101"]
    assert len(runs) == 2


def test_few_answers_are_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_MOST", 2)
    for code in ("HL101", "HL102", "HL103"):
        answer(Request((Path(),), select=(code,)))
    assert len(list(project.glob(".headlint_cache/*.answer"))) == 2
    assert len(list(project.glob(".headlint_cache/*"))) == 4  # and .gitignore, and the lowered files


def test_an_old_answer_needs_no_interpreter(project: Path) -> None:
    code = (
        "import sys; from headlint.cli.main import main; main(['.']); "
        "print({'libcst', 'rich', 'headlint.engine.run', 'headlint.infer.interpreter'} & {*sys.modules})"
    )
    said = [
        subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, timeout=60).stdout
        for _ in range(2)
    ]
    assert ["HL101" in each for each in said] == [True, True]
    assert said[1].splitlines()[-1] == "set()"
