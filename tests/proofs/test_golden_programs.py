"""What fixes make of fixtures runs under torch, to its end: no name is missing, no shape or option is wrong.

A program that asserts its own fault stops at that assertion, which is as it should be.
"""

import runpy
import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from headlint.testing import Fixture, fixtures

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

FIXTURES = Path(__file__).parents[2] / "fixtures"
ENTRIES = ("main.py", "train.py", "evaluate.py", "run.py", "predict.py", "train_cls.py", "finetune.py")
GOLDEN = [
    fixture
    for folder in sorted(FIXTURES.glob("hl*"))
    for fixture in fixtures(folder)
    if fixture.golden.exists() and fixture.path.suffix != ".ipynb"
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder; what is imported from it is forgotten afterwards."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    threads, before = torch.get_num_threads(), set(sys.modules)
    torch.set_num_threads(1)
    yield tmp_path / "project"
    torch.set_num_threads(threads)
    for name in set(sys.modules) - before:
        if str(tmp_path) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def _lay(fixture: Fixture, project: Path) -> Path:
    """Lay the fixed project out; answer the script that runs it."""
    fixture.lay(project)
    if fixture.path.is_dir():
        shutil.copytree(fixture.golden, project, dirs_exist_ok=True)
    else:
        shutil.copy(fixture.golden, project / fixture.path.name)
    scripts = sorted(project.rglob("*.py"))
    return next((path for path in scripts if path.name in ENTRIES), scripts[0])


@pytest.mark.parametrize("fixture", GOLDEN, ids=lambda fixture: fixture.name)
def test_a_fixed_program_runs(fixture: Fixture, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = _lay(fixture, project)
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.syspath_prepend(str(script.parent))
    monkeypatch.chdir(script.parent)
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            runpy.run_path(str(script), run_name="__main__")
        except ModuleNotFoundError as error:
            pytest.skip(str(error))
        except AssertionError:
            assert "assert" in fixture.path.read_text("utf-8") if fixture.path.is_file() else False
