"""Edits applied to bytes: nothing changes but what the edits say."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from headlint.diagnostics import Edit, Span
from headlint.project.editing import EditError, edited

PY, NOTEBOOK = Path("a.py"), Path("a.ipynb")


def edit(row: int, column: int, end_row: int, end_column: int, content: str, cell: int | None = None) -> Edit:
    return Edit(Span("a", row, column, end_row, end_column, cell), content)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a = 1\nb = 2\n", b"a = 1\nc = 2\n"),
        (b"a = 1\nb = 2", b"a = 1\nc = 2"),
        (b"a = 1\r\nb = 2\r\n", b"a = 1\r\nc = 2\r\n"),
        (b"a = 1\rb = 2\r\n\n", b"a = 1\rc = 2\r\n\n"),
        (codecs.BOM_UTF8 + b"a = 1\nb = 2\n", codecs.BOM_UTF8 + b"a = 1\nc = 2\n"),
        (b"# coding: latin-1\nb = '\xe9' # \xff\n", b"# coding: latin-1\nc = '\xe9' # \xff\n"),
        ("# ä, \x0c and 𝔘\nb = 'ß'\n".encode(), "# ä, \x0c and 𝔘\nc = 'ß'\n".encode()),
        (
            "# coding: utf-16-be?\nb = 1\n".replace("utf-16-be?", "cp1252").encode("cp1252"),
            b"# coding: cp1252\nc = 1\n",
        ),
    ],
)
def test_bytes_stay_as_they_are(before: bytes, after: bytes) -> None:
    assert edited(PY, before, [edit(2, 1, 2, 2, "c")]) == after


def test_edits_are_applied_to_the_original_places() -> None:
    edits = [edit(1, 1, 1, 2, "long"), edit(1, 5, 1, 6, ""), edit(2, 1, 3, 1, ""), edit(3, 1, 3, 1, "x\n")]
    assert edited(PY, b"a = 1\nb\nc\n", edits) == b"long = \nx\nc\n"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"# coding: ascii\nb = 1\n", edit(2, 1, 2, 2, "ü")),
        (b"# coding: nonsense\nb = 1\n", edit(2, 1, 2, 2, "c")),
        (b"a\n", edit(3, 1, 3, 2, "c")),
        (b"a\n", edit(1, 1, 1, 9, "c")),
        (b"# coding: utf-7\nb = 1 # +AGE-\n", edit(2, 1, 2, 2, "c")),
    ],
)
def test_what_cannot_be_written_back_is_refused(data: bytes, wanted: Edit) -> None:
    with pytest.raises(EditError):
        edited(PY, data, [wanted])


def notebook(*sources: object, **layout: object) -> bytes:
    cells = [{"cell_type": "markdown", "source": ["# é"]}]
    cells += [{"cell_type": "code", "outputs": [{"x": 1.5e-07}], "source": source} for source in sources]
    document = {"cells": cells, "metadata": {}, "nbformat": 4}
    return (json.dumps(document, **layout) + "\n").encode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "layout",
    [{"indent": 1, "ensure_ascii": False}, {"indent": 1}, {"indent": 2, "ensure_ascii": False}, {}, {"indent": "\t"}],
)
def test_a_notebook_changes_in_its_cell_alone(layout: dict[str, object]) -> None:
    before = notebook(["a = 1\n", "b = 'é'"], "c = 3\nd = 4", **layout)
    after = notebook(["a = 1\n", "x = 'é'"], "c = 3", **layout)
    edits = [edit(2, 1, 2, 2, "x", cell=1), edit(1, 6, 2, 6, "", cell=2)]
    assert edited(NOTEBOOK, before, edits) == after


@pytest.mark.parametrize(
    "data",
    [
        notebook(["a = 1\r\n", "b = 2"], indent=1),
        notebook(["a = 1\n", "b = 2"], indent=1).replace(b'"nbformat": 4', b'"nbformat":4'),
        codecs.BOM_UTF8 + notebook(["a = 1\n", "b = 2"], indent=1),
        notebook(["a = 1\n", "b = 2"], indent=1).replace(b"1.5e-07", b"1.50e-07"),
    ],
)
def test_a_notebook_in_a_layout_of_its_own_is_refused(data: bytes) -> None:
    with pytest.raises(EditError):
        edited(NOTEBOOK, data, [edit(2, 1, 2, 2, "x", cell=1)])
