import json
from pathlib import Path

import pytest
from headlint.testing import Claim, Fixture, MarkError, Reveal, Verb, fixtures


def notebook(*cells: tuple[str, str]) -> str:
    return json.dumps(
        {
            "cells": [
                {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
                for kind, source in cells
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


def test_each_program_and_each_directory_of_a_folder_is_a_fixture(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("")
    (tmp_path / "a.ipynb").write_text(notebook())
    (tmp_path / "notes.md").write_text("")
    (tmp_path / "two_files" / "pkg").mkdir(parents=True)
    assert [f.path.name for f in fixtures(tmp_path)] == ["a.ipynb", "b.py", "two_files"]


def test_a_name_says_the_folder_too(tmp_path: Path) -> None:
    assert Fixture(tmp_path / "hl101" / "bad_x.py").name == "hl101/bad_x.py"


def test_claims_of_a_project_name_their_file(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "net.py").write_text("x = 1  # reveal: x = unknown\n")
    (tmp_path / "train.py").write_text("f()  # expect: HL101\n")
    fixture = Fixture(tmp_path)
    assert list(fixture.claims()) == [("train.py", Claim(Verb.EXPECT, "HL101", 1))]
    assert list(fixture.reveals()) == [("pkg/net.py", Reveal("x", "unknown", 1))]


def test_cells_of_a_notebook_count_all_cells(tmp_path: Path) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_text(notebook(("markdown", "# expect: HL101"), ("code", "x = 1\nf()  # expect: HL202")))
    assert list(Fixture(path).claims()) == [("nb.ipynb#1", Claim(Verb.EXPECT, "HL202", 2))]


def test_the_copy_holds_no_marks_and_everything_else(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "pkg").mkdir(parents=True)
    (project / "pkg" / "net.py").write_bytes(b"\xef\xbb\xbfx = 1  # expect: HL101\r\ny = 2\r\n")
    (project / "nb.ipynb").write_text(notebook(("code", "f()  # expect: HL202\ng()")))
    (project / "notes.txt").write_text("# expect: HL101\n")
    (project / "raw.py").write_bytes(b"x = '\xff'  # expect: HL001\n")
    Fixture(project).lay(tmp_path / "copy")
    copy = tmp_path / "copy"
    assert (copy / "pkg" / "net.py").read_bytes() == b"\xef\xbb\xbfx = 1\r\ny = 2\r\n"
    assert json.loads((copy / "nb.ipynb").read_text())["cells"][0]["source"] == ["f()\n", "g()"]
    assert (copy / "notes.txt").read_text() == "# expect: HL101\n"
    assert (copy / "raw.py").read_bytes() == (project / "raw.py").read_bytes()


def test_a_single_program_is_copied_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("f()  # expect: HL101\n")
    (tmp_path / "b.py").write_text("")
    Fixture(tmp_path / "a.py").lay(tmp_path / "copy")
    assert [p.name for p in (tmp_path / "copy").iterdir()] == ["a.py"]
    assert (tmp_path / "copy" / "a.py").read_text() == "f()\n"


def test_a_malformed_mark_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("f()  # expect: nothing\n")
    with pytest.raises(MarkError, match=r"a\.py: row 1"):
        list(Fixture(tmp_path / "a.py").claims())
