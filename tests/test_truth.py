"""The programs of fixtures/threads and fixtures/infer are true: they run under torch, and what they reveal is so.

A program may stop with an exception, but only on a row that claims a finding, or where such a row's loss is
back-propagated. A revealed variable's real tensor has to be of the size and range that its mark says.
"""

import ast
import builtins
import json
import re
import runpy
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from headlint.testing import Fixture, fixtures

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLDERS = [FIXTURES / "infer", *sorted((FIXTURES / "threads").iterdir())]
FOREIGN = re.compile(
    r"^\s*(?:import|from) "
    r"(?:apex|timm|torchvision|transformers|segmentation_models_pytorch|pretrainedmodels|einops)\b",
    re.M,
)


def _is_torch_alone(fixture: Fixture) -> bool:
    """The libraries around torch are not installed for the tests: what needs one cannot be run here."""
    files = fixture.path.rglob("*.py") if fixture.path.is_dir() else [fixture.path]
    return not any(FOREIGN.search(file.read_text("utf-8")) for file in files)


ALL = [fixture for folder in FOLDERS for fixture in fixtures(folder) if _is_torch_alone(fixture)]


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.name)
def test_program(fixture: Fixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    fixture.lay(project)
    marks = {(path, r.row, r.name): r.text for path, r in fixture.reveals()}
    seen: dict[tuple[str, int, str], list[object]] = {mark: [] for mark in marks}
    monkeypatch.setattr(builtins, "__reveal__", lambda value, *mark: seen[mark].append(value), raising=False)
    monkeypatch.syspath_prepend(str(project))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "argv", ["program"])
    for mark in marks:
        _watch(project, *mark)
    for script in _scripts(project):
        torch.manual_seed(0)
        _run(script, fixture, project)
    for mark, values in seen.items():
        assert values, f"{mark} is never reached"
        for value in values:
            assert any(_is(value, text) for text in marks[mark].split(" | ")), f"{mark} is not {marks[mark]}: {value}"


def _watch(project: Path, path: str, row: int, name: str) -> None:
    """Have the statement that starts on ``row`` followed by a call that shows the variable; rows stay as they are."""
    source = (project / path).read_text()
    statements = [s for s in ast.walk(ast.parse(source)) if isinstance(s, ast.stmt) and s.lineno == row]
    last = max(statements, key=lambda s: (s.end_lineno, s.end_col_offset))
    assert last.end_lineno is not None and last.end_col_offset is not None
    lines = source.split("\n")
    line = lines[last.end_lineno - 1]
    shown = f"; __reveal__({name}, {path!r}, {row}, {name!r})"
    lines[last.end_lineno - 1] = line[: last.end_col_offset] + shown + line[last.end_col_offset :]
    (project / path).write_text("\n".join(lines))


def _scripts(project: Path) -> Iterator[Path]:
    for notebook in project.glob("*.ipynb"):
        cells = json.loads(notebook.read_text())["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        notebook.with_suffix(".py").write_text("\n".join(code))
    yield from sorted(project.glob("*.py"))


def _run(script: Path, fixture: Fixture, project: Path) -> None:
    before = set(sys.modules)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            runpy.run_path(str(script), run_name="__main__")
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if project in Path(f.filename).parents]
        claims = list(fixture.claims())
        marked = {(path, claim.row) for path, claim in claims}
        at = Path(frames[-1].filename).relative_to(project).as_posix() if frames else "?"
        back = "backward()" in (frames[-1].line or "") and any(c.code == "HL303" for _, c in claims)
        if not frames or not (back or (at, frames[-1].lineno) in marked):
            raise
    finally:
        for name in set(sys.modules) - before:
            if str(project) in (getattr(sys.modules[name], "__file__", None) or ""):
                del sys.modules[name]


def _is(value: object, text: str) -> bool:
    kind, _, cut = text.partition(" ")
    kind, _, width = kind.rstrip("]").partition("[")
    if not isinstance(value, torch.Tensor):
        return kind == "unknown"
    if width and int(width) not in value.shape:
        return False
    if (cut == "cut" and value.requires_grad) or (not cut and kind in _TRAINED and not value.requires_grad):
        return False
    return kind not in _HOLDS or bool(_HOLDS[kind](value.detach(), width))


def _sums_to_one(p: "torch.Tensor", width: str) -> bool:
    axes = [axis for axis, size in enumerate(p.shape) if size == int(width or 0)]
    return not axes or any(torch.allclose(p.sum(axis), torch.ones(()), atol=1e-5) for axis in axes)


_TRAINED = {"raw", "softmax", "sigmoid", "log_softmax", "log_sigmoid", "relu", "tanh", "loss"}
_HOLDS = {
    "softmax": lambda v, width: v.min() >= 0 and v.max() <= 1 and _sums_to_one(v, width),
    "sigmoid": lambda v, _: v.min() >= 0 and v.max() <= 1,
    "log_softmax": lambda v, width: v.max() <= 0 and _sums_to_one(v.exp(), width),
    "log_sigmoid": lambda v, _: v.max() <= 0,
    "relu": lambda v, _: v.min() >= 0,
    "tanh": lambda v, _: v.abs().max() <= 1,
    "index": lambda v, _: not v.is_floating_point(),
    "raw": lambda v, _: v.is_floating_point(),
}
