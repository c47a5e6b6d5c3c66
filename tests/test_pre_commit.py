"""The hook as pre-commit runs it: on the files of the commit, with what they import read for context."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pre_commit")

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"

MODEL = """
from torch import nn

model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
"""
TRAIN = """
import torch
from torch import nn

from model import model

loss = nn.CrossEntropyLoss()(model(torch.randn(8, 4)), torch.randint(0, 3, (8,)))
loss.backward()
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    home = str(folder.parent / "pre-commit")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    own = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    own |= {"PRE_COMMIT_HOME": home, "PATH": path}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True)


def hooked(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "pre_commit", "run", "--files", *files)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project with the hook of the manifest, run from this environment: to build one of its own takes a network."""
    folder = tmp_path / "project"
    folder.mkdir()
    hook = MANIFEST.read_text("utf-8").replace("language: python", "language: system")
    config = "repos:\n  - repo: local\n    hooks:\n" + "".join(f"      {line}\n" for line in hook.splitlines())
    (folder / ".pre-commit-config.yaml").write_text(config, "utf-8")
    for name, text in (("model.py", MODEL), ("train.py", TRAIN), ("evaluate.py", TRAIN)):
        (folder / name).write_text(text, "utf-8")
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "add", ".")
    return folder


def test_the_manifest_is_valid(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    command = (sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST))
    done = run(tmp_path / "elsewhere", *command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_neighbour_is_read_and_only_the_changed_file_is_reported(repository: Path) -> None:
    done = hooked(repository, "train.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "train.py:7:8: HL101" in done.stdout
    assert "Softmax applied at model.py" in done.stdout
    assert "evaluate.py" not in done.stdout


def test_a_finding_belongs_to_the_file_that_consumes_the_value(repository: Path) -> None:
    done = hooked(repository, "model.py")
    assert done.returncode == 0, done.stdout + done.stderr
