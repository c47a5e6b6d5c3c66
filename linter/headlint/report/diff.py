"""What fixes change, as a unified diff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from headlint.project.notebooks import read_notebook
from headlint.project.source import SourceProblem, decode_source
from headlint.report.visible import visible

_ROW = re.compile(r"[^\n]*\n|[^\n]+")


def diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """The rows of a file's diff; for a notebook, those of each cell that changes, named ``path#cell``."""
    old, new = _texts(path, before), _texts(path, after)
    for name in old:
        yield from _diff(name, old[name], new.get(name, ""))


def _texts(path: str, data: bytes) -> dict[str, str]:
    if path.endswith(".ipynb"):
        found = read_notebook(data)
        cells = () if isinstance(found, SourceProblem) else found.cells
        return {f"{path}#{cell.index}": cell.text for cell in cells}
    source = decode_source(Path(path), data)
    return {path: "" if isinstance(source, SourceProblem) else source.text}


def _diff(name: str, old: str, new: str) -> Iterator[str]:
    for row in unified_diff(_ROW.findall(old), _ROW.findall(new), name, name):
        yield row.rstrip("\r\n")
        if not row.endswith(("\n", "\r")) and not row.startswith(("---", "+++", "@@")):
            yield "\\ No newline at end of file"


def coloured(row: str) -> str:
    """A row of a diff with ANSI styles; printing decides whether they stay. What a terminal would obey is escaped."""
    shown = visible(row)
    if row.startswith(("---", "+++")):
        return click.style(shown, bold=True)
    colours = {"-": "red", "+": "green", "@": "cyan"}
    return click.style(shown, fg=colours[row[0]]) if row[:1] in colours else shown
