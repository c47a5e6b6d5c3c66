"""From a file to its ModuleIR, or to the finding that says why there is none."""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from headlint.engine.problem import Problem
from headlint.engine.worker import lowered
from headlint.ir.module import Cell, ModuleIR
from headlint.project.notebooks import Notebook, read_notebook
from headlint.project.source import NOTEBOOK_SIZE_LIMIT, SIZE_LIMIT, SourceProblem, decode_source, read_bytes


@dataclass(slots=True)
class Text:
    """What a file says before it is parsed: its program, the notebook it comes from, or the problem. ``data`` is the
    program in UTF-8, which takes half or a quarter of the room of a string; where ``legible`` is False, what the file
    holds instead. ``digest`` tells one content of the file from another."""

    data: bytes = b""
    notebook: Notebook | None = None
    problems: list[Problem] = field(default_factory=list)
    legible: bool = True
    digest: bytes = b""

    @property
    def text(self) -> str:
        """The program; empty where there is none. Made anew each time."""
        return self.data.decode("utf-8", "surrogatepass") if self.legible else ""


def read_text(file: Path, unsaved: bytes | None = None) -> Text:
    """The program of a Python file or notebook; of ``unsaved`` bytes instead of those on disk where there are some."""
    data = _content(file) if unsaved is None else unsaved
    found = Text(problems=[_problem(data)], legible=False) if isinstance(data, SourceProblem) else _text(file, data)
    found.digest = _digest(data)
    return found


def digest_of(file: Path) -> bytes:
    """The digest that the text of a file would have now."""
    return _digest(_content(file))


def _content(file: Path) -> bytes | SourceProblem:
    return read_bytes(file, NOTEBOOK_SIZE_LIMIT if file.suffix == ".ipynb" else SIZE_LIMIT)


def _digest(data: bytes | SourceProblem) -> bytes:
    said = data if isinstance(data, bytes) else repr(data).encode()
    return hashlib.blake2b(said, digest_size=16).digest()


def _text(file: Path, data: bytes) -> Text:
    if file.suffix == ".ipynb":
        found = read_notebook(data)
        if isinstance(found, SourceProblem):
            return Text(data, problems=[_problem(found)], legible=False)
        return Text(_utf8(found.text), found, [_broken(cell.index) for cell in found.cells if cell.broken])
    source = decode_source(file, data)
    if isinstance(source, SourceProblem):
        return Text(data, problems=[_problem(source)], legible=False)
    return Text(data if source.encoding == "utf-8" and not source.bom else _utf8(source.text))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _problem(problem: SourceProblem) -> Problem:
    return Problem(problem.code, problem.message, problem.row)


def _broken(index: int) -> Problem:
    return Problem("HL001", "the cell does not parse: a bracket or string is never closed", cell=index)


def lower(found: Text, lowered: Callable[[str], ModuleIR | Problem] = lowered) -> ModuleIR | None:
    """The lowered program of a text; its problems are added to the text. A cell of a notebook that does not parse
    is left out, the others stay. ``lowered`` says what the program itself lowers to."""
    for _ in range(len(found.notebook.cells) + 1 if found.notebook else 1):
        result = lowered(found.text)
        if isinstance(result, ModuleIR):
            return _with_cells(result, found.notebook)
        if result.code != "HL001" or not _without_cell(found, result):
            found.problems.append(result)
            return None
    return None


def _without_cell(found: Text, problem: Problem) -> bool:
    """Leave the cell that does not parse out of its notebook; False for a file that is none."""
    if found.notebook is None or not found.notebook.cells:
        return False
    index, row = found.notebook.place(problem.row)
    if any(known.cell == index for known in found.problems):
        return False
    found.problems.append(Problem("HL001", f"the cell {problem.message}", row, problem.column, index))
    found.notebook = found.notebook.without(index)
    found.data = _utf8(found.notebook.text)
    return True


def _with_cells(ir: ModuleIR, notebook: Notebook | None) -> ModuleIR:
    if notebook is None:
        return ir
    cells = tuple(Cell(cell.index, cell.first_row - 1) for cell in notebook.cells)
    return msgspec.structs.replace(ir, cells=cells)


def is_python(text: str) -> bool:
    """True where Python itself can parse a text: many times cheaper than libcst, and it knows no newer syntax than
    its own, so a text that it refuses is to be looked at again."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
