"""A notebook's code cells as one program, and the way back."""

import json

from headlint.project.notebooks import Notebook, read_notebook
from headlint.project.source import SourceProblem


def code(source: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source}


def notebook(*cells: dict[str, object], **others: object) -> bytes:
    return json.dumps({"cells": cells, "nbformat": 4, **others}).encode()


def read(data: bytes) -> Notebook:
    found = read_notebook(data)
    assert isinstance(found, Notebook)
    return found


def test_cells_are_joined_and_rows_found_again() -> None:
    book = read(
        notebook(
            code("a = 1\nb = 2"), {"cell_type": "markdown", "source": "# hi"}, code(["c = 3\n", "d = 4"]), code("")
        )
    )
    assert book.text == "a = 1\nb = 2\nc = 3\nd = 4\n"
    assert [(cell.index, cell.first_row) for cell in book.cells] == [(0, 1), (2, 3), (3, 5)]
    assert [book.place(row) for row in (1, 2, 3, 4, 5)] == [(0, 1), (0, 2), (2, 1), (2, 2), (3, 1)]


def test_own_text_keeps_what_was_neutralised() -> None:
    book = read(notebook(code("%time f()\nx = !ls")))
    assert book.cells[0].text == "%time f()\nx = !ls"
    assert book.text == "0;    f()\nx = get_ipython()"


def test_line_ends_are_unified_within_a_cell() -> None:
    book = read(notebook(code("a = 1\r\nb = 2\rc = 3")))
    assert book.text == "a = 1\nb = 2\nc = 3"


def test_an_indented_cell_keeps_its_columns() -> None:
    book = read(notebook(code("a = 1"), code("    b = 2\n    c = 3"), code("d = 4")))
    compile(book.text, "x", "exec")
    assert book.text.split("\n")[2] == "    b = 2"
    assert [book.place(row) for row in (3, 4, 5)] == [(1, 1), (1, 2), (2, 1)]


def test_a_broken_cell_does_not_hide_the_others() -> None:
    book = read(notebook(code("a = f("), code("b = 2"), code("c = '\0'")))
    assert [cell.broken for cell in book.cells] == [True, False, True]
    assert book.text == "\nb = 2\n"


def test_a_cell_can_be_left_out_afterwards() -> None:
    book = read(notebook(code("a = 1"), code("print 'x'\ny"), code("b = 2"))).without(1)
    assert book.text == "a = 1\n\n\nb = 2"
    assert [cell.broken for cell in book.cells] == [False, True, False]
    assert book.place(4) == (2, 1)


def test_format_3_has_worksheets_and_input() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]}], "nbformat": 3}
    assert read(json.dumps(old).encode()).text == "a = 1\nb = 2"


def test_other_languages_have_no_program() -> None:
    assert read(notebook(code("x <- 1"), metadata={"kernelspec": {"language": "R"}})).text == ""
    assert read(notebook(code("x = 1"), metadata={"language_info": {"name": "ipython"}})).text == "x = 1"
    assert read(notebook(code("x = 1"), metadata=None)).text == "x = 1"


def test_half_a_surrogate_pair_can_be_encoded() -> None:
    text = read(b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}').text
    assert text == "x = '\ufffd'"


def test_what_is_no_notebook_says_why() -> None:
    for data, message, row in [
        (b'{"cells":\n [}', "is not valid JSON: expecting value", 2),
        (b"[]", "is JSON, but not a notebook: it has no list of cells", 1),
        (b'{"cells": 3}', "is JSON, but not a notebook: it has no list of cells", 1),
        (b"[" * 200_000, "is nested too deeply to be a notebook", 1),
        (b"", "is not valid JSON: expecting value", 1),
    ]:
        assert read_notebook(data) == SourceProblem(message, row)
    for data in (b"\xff", b'{"cells": ' + b"9" * 5000 + b"}"):
        found = read_notebook(data)
        assert isinstance(found, SourceProblem)
        assert found.message.startswith("is not valid JSON")


def test_odd_cells_are_passed_over() -> None:
    odd = [3, None, {"cell_type": "code"}, {"cell_type": "code", "source": 7}, {"source": "x"}]
    assert read(json.dumps({"cells": odd}).encode()).text == "\n7"
