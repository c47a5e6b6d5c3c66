"""The fixtures on torch's interface tell the truth: each program runs under torch and shows, or does not show, what it
is marked with.

A program with a wrong name or keyword stops in a marked statement. One with deprecated flags, or with a flag said in
words, makes torch warn; a reduction that does not exist makes the loss raise. A good program runs to its end.
"""

import ast
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

FIXTURES = Path(__file__).parents[2] / "fixtures"
CODES = ("hl601", "hl602", "hl603", "hl604", "hl606")
ENTRIES = ("main.py", "train.py", "run.py")
OLD_FLAGS = "size_average and reduce args will be deprecated"


def _fixtures(kind: str, *codes: str) -> list[Fixture]:
    return [f for code in codes for f in fixtures(FIXTURES / code) if f.path.name.startswith(kind)]


def _named(fixture: Fixture) -> str:
    return fixture.name


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder; what a program adds to torch is taken away again."""
    monkeypatch.setattr(sys, "argv", ["program"])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(tmp_path / "project"))
    modules, names = set(sys.modules), {m: set(vars(m)) for m in (torch.nn, torch.nn.functional)}
    yield tmp_path / "project"
    for module, before in names.items():
        for name in set(vars(module)) - before:
            delattr(module, name)
    for name in set(sys.modules) - modules:
        if str(tmp_path) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def _run(fixture: Fixture, project: Path) -> None:
    fixture.lay(project)
    scripts = list(project.glob("*.py"))
    (script,) = [p for p in scripts if p.name in ENTRIES] if len(scripts) > 1 else scripts
    runpy.run_path(str(script), run_name="__main__")


def _stopped_at(error: BaseException, project: Path) -> tuple[str, set[int]]:
    """The file of the project in which an exception left, and the rows of the statement that it left from."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if project in Path(f.filename).parents]
    tree = ast.parse(Path(frames[-1].filename).read_text())
    simple = [s for s in ast.walk(tree) if isinstance(s, ast.stmt) and not hasattr(s, "body")]
    rows = (range(s.lineno, (s.end_lineno or s.lineno) + 1) for s in simple)
    stopped = next(r for r in rows if (frames[-1].lineno or 0) in r)
    return Path(frames[-1].filename).relative_to(project).as_posix(), set(stopped)


@pytest.mark.parametrize("fixture", _fixtures("good", *CODES), ids=_named)
def test_good_program_runs(fixture: Fixture, project: Path) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            _run(fixture, project)
        except ModuleNotFoundError as missing:
            pytest.skip(f"needs {missing.name}")
    assert [w for w in warned if OLD_FLAGS in str(w.message)] == []


@pytest.mark.parametrize("fixture", _fixtures("bad", "hl602", "hl603"), ids=_named)
def test_wrong_name_or_keyword_stops_the_program(fixture: Fixture, project: Path) -> None:
    with pytest.raises((AttributeError, ImportError, TypeError)) as stopped:
        _run(fixture, project)
    path, rows = _stopped_at(stopped.value, project)
    assert any(claim.row in rows for file, claim in fixture.claims() if file == path)


@pytest.mark.parametrize("fixture", _fixtures("bad", "hl601"), ids=_named)
def test_result_of_add_module_is_none(fixture: Fixture, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    add = torch.nn.Module.add_module

    def watched(*arguments: object) -> object:
        given.append(add(*arguments))
        return given[-1]

    monkeypatch.setattr(torch.nn.Module, "add_module", watched)
    monkeypatch.setattr(torch.nn.Module, "register_module", watched)
    try:
        _run(fixture, project)
    except AttributeError as error:
        assert "'NoneType' object has no attribute" in str(error)
    assert given and all(one is None for one in given)


@pytest.mark.parametrize("fixture", _fixtures("bad", "hl604", "hl606"), ids=_named)
def test_flags_warn_and_unknown_reductions_raise(fixture: Fixture, project: Path) -> None:
    raised = None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            _run(fixture, project)
        except ValueError as error:
            raised = str(error)
    said = [str(w.message) for w in warned if OLD_FLAGS in str(w.message)]
    assert said if raised is None else "is not a valid value for reduction" in raised
    assert fixture.path.parent.name == "hl606" or raised is None


def test_a_string_for_a_flag_gives_the_mean() -> None:
    prediction, target = torch.randn(2, 3), torch.rand(2, 3)
    loss = torch.nn.functional.binary_cross_entropy_with_logits
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert torch.equal(loss(prediction, target, reduce="none"), loss(prediction, target))
        assert torch.equal(loss(prediction, target, reduce="sum"), loss(prediction, target))


def test_none_under_the_registered_name_takes_the_place_of_the_layer() -> None:
    module = torch.nn.Module()
    module.fc = module.add_module("fc", torch.nn.Linear(2, 2))
    assert module.fc is None and list(module.parameters()) == []
