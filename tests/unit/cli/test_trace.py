"""``headlint trace`` from the command line."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from headlint.testing import Fixture

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"


Lay = Callable[[str], Path]


@pytest.fixture
def lay(project: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """Lays a fixture and goes there."""

    def lay_fixture(name: str) -> Path:
        Fixture(ROOT / name).lay(project / "laid")
        monkeypatch.chdir(project / "laid")
        return project / "laid"

    return lay_fixture


@pytest.fixture
def two_files(lay: Lay) -> Path:
    return lay("fixtures/hl101/bad_two_files")


def test_a_file(headlint: Any, two_files: Path) -> None:
    outcome = headlint("trace", "model.py", "--no-cache")
    assert outcome.code == 0
    assert "reaches CrossEntropyLoss (train.py:16)  wrong  HL101" in outcome.out
    assert "\x1b" not in outcome.out


@pytest.mark.parametrize("place", ["train.py:16", "train.py:16:12"])
def test_a_line(headlint: Any, two_files: Path, place: str) -> None:
    assert "CrossEntropyLoss is given probabilities, 3: wrong HL101" in headlint("trace", place, "--no-cache").out


def test_a_cell_of_a_notebook(headlint: Any, lay: Lay) -> None:
    (notebook,) = lay("fixtures/hl101/bad_notebook_three_cells.ipynb").glob("*.ipynb")
    assert headlint("trace", notebook.name, "--no-cache").code == 0
    where = re.search(r"\((\S+#\d+:\d+)\)  wrong", headlint("trace", notebook.name, "--no-cache").out)
    assert where is not None
    assert "wrong HL101" in headlint("trace", where[1], "--no-cache").out
    assert "a line of a notebook is named by its cell" in headlint("trace", f"{notebook.name}:1", "--no-cache").err


def test_other_forms(headlint: Any, two_files: Path) -> None:
    assert json.loads(headlint("trace", "model.py", "--format", "json", "--no-cache").out)["path"] == "model.py"
    assert headlint("trace", "model.py", "--format", "mermaid", "--no-cache").out.startswith("flowchart TD\n")


def test_a_line_has_no_picture(headlint: Any, two_files: Path) -> None:
    outcome = headlint("trace", "train.py:16", "--format", "mermaid")
    assert (outcome.code, outcome.err) == (2, "headlint: a line has no picture: --format mermaid takes a FILE\n")


def test_errors_are_one_line(headlint: Any, two_files: Path) -> None:
    for place, message in [
        ("modle.py", "no such file or directory: 'modle.py' (did you mean 'model.py'?)"),
        ("train.py:99", "no such line: train.py:99"),
        (".", "trace takes one file, and '.' is a directory; 1 file below here defines one: model.py"),
    ]:
        outcome = headlint("trace", place)
        assert outcome.code == 2
        assert outcome.err.startswith(f"headlint: {message}")
        assert outcome.err.count("\n") == 1


def test_a_file_whose_name_looks_like_a_place(headlint: Any, project: Path) -> None:
    (project / "net.py:3").write_text("import torch\n")
    assert "neither Python nor a notebook" in headlint("trace", "net.py:3").err


def test_the_readme_shows_what_is_printed(headlint: Any, lay: Lay) -> None:
    shown = re.search(
        r"<!-- trace: (\S+) -->\n```text\n\$ headlint (trace \S+)\n(.*?)```", README.read_text("utf-8"), re.DOTALL
    )
    assert shown is not None
    lay(shown[1])
    assert headlint(*shown[2].split(), "--no-cache").out == shown[3]
