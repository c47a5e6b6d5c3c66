"""A notebook's code cells as one program, and the way back to the cells."""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from headlint.project.magics import plain_python
from headlint.project.source import SourceProblem

_HALF_PAIR = re.compile("[\ud800-\udfff]")  # JSON can spell half a surrogate pair, which no encoding can


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell: its number among all cells, counted from 0, the row of the joined program at which it begins,
    and its own text. ``broken`` says that it ends inside a bracket or string and was left out."""

    index: int
    first_row: int
    text: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Notebook:
    """``text`` is the joined program: row by row the cells' own, with IPython's additions neutralised."""

    text: str
    cells: tuple[Cell, ...] = ()

    def place(self, row: int) -> tuple[int, int]:
        """The cell (counted over all cells from 0) and the row in it (from 1) of a row of the joined program."""
        at = max(0, bisect.bisect_right(self.cells, row, key=lambda cell: cell.first_row) - 1)
        cell = self.cells[at]
        return cell.index, min(max(1, row - cell.first_row + 1), _height(cell.text))

    def without(self, index: int) -> Notebook:
        """The same program with the cell of this number blanked, for when that cell does not parse."""
        rows = self.text.split("\n")
        cells = []
        for cell in self.cells:
            if cell.index == index:
                height = _height(cell.text)
                rows[cell.first_row - 1 : cell.first_row - 1 + height] = [""] * height
                cell = replace(cell, broken=True)
            cells.append(cell)
        return Notebook("\n".join(rows), tuple(cells))


def read_notebook(data: bytes) -> Notebook | SourceProblem:
    """The program of a notebook of format 3 or 4; an empty one where the notebook's language is not Python."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return SourceProblem(f"is not valid JSON: {error.msg.lower()}", error.lineno)
    except RecursionError:
        return SourceProblem("is nested too deeply to be a notebook")
    except ValueError as error:
        return SourceProblem(f"is not valid JSON: {error}")
    found = _code_cells(document)
    if found is None:
        return SourceProblem("is JSON, but not a notebook: it has no list of cells")
    return _joined(found) if _speaks_python(document) else Notebook("")


def _code_cells(document: Any) -> list[tuple[int, str]] | None:
    """Number and text of each code cell."""
    cells = _cells(document)
    if cells is None:
        return None
    found = []
    for index, cell in enumerate(cells):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            found.append((index, _HALF_PAIR.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))))
    return found


def source_of(document: Any, index: int) -> tuple[dict[str, Any], str]:
    """The cell of a number, counted over all cells from 0, and the key that its source stands under."""
    cell = (_cells(document) or [])[index]
    return cell, "source" if "source" in cell else "input"


def _cells(document: Any) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("cells"), list):
        return list(document["cells"])
    sheets = document.get("worksheets")
    if not isinstance(sheets, list):
        return None
    return [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []]


def _speaks_python(document: dict[str, Any]) -> bool:
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return True
    for holder, key in (("language_info", "name"), ("kernelspec", "language")):
        language = metadata[holder].get(key) if isinstance(metadata.get(holder), dict) else None
        if isinstance(language, str):
            return "python" in language.lower()
    return True


def _joined(found: list[tuple[int, str]]) -> Notebook:
    rows: list[str] = []
    cells = []
    for index, text in found:
        python = None if "\0" in text else plain_python(text)
        if python is not None and python.lstrip("\n")[:1] in (" ", "\t"):
            # IPython takes a common indentation away; a block keeps the columns as they are.
            rows.append("if True:")
        cells.append(Cell(index, len(rows) + 1, text, broken=python is None))
        rows += python.split("\n") if python is not None else [""] * _height(text)
    return Notebook("\n".join(rows), tuple(cells))


def _height(text: str) -> int:
    return text.count("\n") + 1
