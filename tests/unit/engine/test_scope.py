"""Which files are read to trace one of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from headlint.engine.sieve import possible_imports
from headlint.engine.trace import scope as scoping
from headlint.engine.trace.scope import defining, may_build, scope
from headlint.project.discovery import python_files
from headlint.project.names import marked_root

Lay = Callable[..., Path]


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    monkeypatch.chdir(tmp_path)

    def write(path: str, text: str) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return write


def users(file: Path) -> list[str]:
    return [path.relative_to(Path.cwd()).as_posix() for path in scope(file).users]


def test_imports_as_they_may_be_meant() -> None:
    text = "from ..a.b import c as d\nimport x.y, z\nfrom . import m\nfrom .p import *\n"
    found = set(possible_imports(text))
    assert {("a.b", 2), ("a.b.c", 2), ("x.y", 0), ("z", 0), ("", 1), ("m", 1), ("p", 1)} <= found


def test_those_that_import_it_and_compute_a_loss(lay: Lay) -> None:
    net = lay("models/net.py", "class Net(nn.Module): pass")
    lay("models/__init__.py", "from .net import Net")
    lay("train.py", "from models import Net\ncriterion(model(x), y)")
    lay("show.py", "from models import Net\nprint(Net())")
    lay("other.py", "from elsewhere import Net\ncriterion(model(x), y)")
    assert users(net) == ["train.py"]


def test_the_nearest_are_taken_and_the_rest_counted(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoping, "MOST_USERS", 1)
    net = lay("a/net.py", "")
    lay("b/far.py", "from a.net import Net\nloss_fn(1)")
    lay("a/near.py", "from net import Net\nloss_fn(1)")
    assert users(net) == ["a/near.py"]
    assert scope(net).left_out == 1


def test_a_project_that_is_too_large_is_looked_through_in_part(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoping, "MOST_FILES", 3)
    net = lay("a/net.py", "")
    lay("a/train.py", "from net import Net\nloss_fn(1)")
    for at in range(5):
        lay(f"b/{at}.py", "from a.net import Net\nloss_fn(1)")
    assert (users(net), scope(net).top.name) == (["a/train.py"], "a")


def test_the_project_outside_of_the_working_directory(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    net = lay("project/pkg/models/net.py", "")
    for folder in ("pkg", "pkg/models"):
        lay(f"project/{folder}/__init__.py", "")
    lay("elsewhere/x.py", "")
    monkeypatch.chdir(Path.cwd() / "elsewhere")
    assert scope(net).top.name == "project"
    assert marked_root(net.parent) is None
    (net.parents[2] / "setup.py").write_text("")
    assert marked_root(net.parent) == net.parents[2]


def test_from_within_a_package(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    net = lay("project/pkg/net.py", "")
    lay("project/pkg/__init__.py", "")
    lay("project/train.py", "from pkg.net import Net\nloss_fn(1)")
    monkeypatch.chdir(net.parent)
    assert [path.name for path in scope(net).users] == ["train.py"]


def test_files_that_define_a_network(lay: Lay) -> None:
    asking = lay("a/script.py", "x = 1")
    lay("b/far.py", "class Far(nn.Module): pass")
    lay("a/near.py", "class Near(torch.nn.Module): pass")
    assert [path.name for path in defining(Path.cwd(), asking)] == ["near.py", "far.py"]


def test_files_that_may_build_one() -> None:
    assert may_build(b"net = nn.Linear(1, 2)")
    assert may_build(b"class Net(Module):")
    assert not may_build(b"def load(model: nn.Module): ...")


def test_at_most_so_many_files(lay: Lay) -> None:
    lay("a.py", "")
    lay("b.ipynb", "{}")
    lay("c.txt", "")
    assert [path.name for path in python_files(Path.cwd(), 2) or ()] == ["a.py", "b.ipynb"]
    assert python_files(Path.cwd(), 1) is None
