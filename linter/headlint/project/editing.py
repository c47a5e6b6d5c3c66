"""Edits applied to the bytes of a file, everything else kept: encoding, byte order mark, line ends, last row."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from headlint.diagnostics import Edit, Span
from headlint.project.notebooks import source_of
from headlint.project.source import SourceProblem, decode_source

_ROW_END = re.compile(r"\r\n?|\n")
_INDENTS = (1, 2, None, 4, 0, 3, "\t")


class EditError(ValueError):
    """A file cannot be edited without touching more of it than the edits say. The message is one clause."""


def edited(file: Path, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes of a Python file or notebook after edits that do not overlap. Raises EditError."""
    return _notebook(data, edits) if file.suffix == ".ipynb" else _module(file, data, edits)


def _module(file: Path, data: bytes, edits: Sequence[Edit]) -> bytes:
    source = decode_source(file, data)
    if isinstance(source, SourceProblem):
        raise EditError(source.message)
    mark = data[: len(data) - len(source.text.encode(source.encoding))] if source.bom else b""
    if mark + source.text.encode(source.encoding) != data:
        raise EditError(f"{source.encoding} does not write back the same bytes")
    try:
        return mark + applied(source.text, edits).encode(source.encoding)
    except UnicodeEncodeError:
        raise EditError(f"the new text cannot be written in {source.encoding}") from None


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits that do not overlap."""
    starts = [0, *(match.end() for match in _ROW_END.finditer(text))]
    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        start, end = _bounds(edit.span, starts, len(text))
        text = text[:start] + edit.content + text[end:]
    return text


def _bounds(span: Span, starts: Sequence[int], length: int) -> tuple[int, int]:
    if span.end_row > len(starts):
        raise EditError("the file has fewer rows than the edit speaks of")
    start, end = starts[span.row - 1] + span.column - 1, starts[span.end_row - 1] + span.end_column - 1
    if not 0 <= start <= end <= length:
        raise EditError("the file has shorter rows than the edit speaks of")
    return start, end


def _notebook(data: bytes, edits: Sequence[Edit]) -> bytes:
    """A notebook is written back in the layout that it has, which must be one that json can write."""
    try:
        text = data.decode("utf-8")
        document = json.loads(text)
    except ValueError as error:
        raise EditError("its JSON cannot be written back as it is") from error
    layout = next((layout for layout in _layouts() if _written(document, layout, text) == text), None)
    if layout is None:
        raise EditError("its JSON has a layout of its own, which would be lost")
    by_cell: dict[int, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_cell[edit.span.cell or 0].append(edit)
    for number, own in by_cell.items():
        holder, key = source_of(document, number)
        holder[key] = _cell(holder[key], own)
    return _written(document, layout, text).encode("utf-8")


def _cell(source: Any, edits: Sequence[Edit]) -> Any:
    text = "".join(source) if isinstance(source, list) else source
    if "\r" in text:
        raise EditError("its cells hold carriage returns")
    after = applied(text, edits)
    return after.splitlines(keepends=True) if isinstance(source, list) else after


def _layouts() -> list[dict[str, Any]]:
    return [{"indent": indent, "ensure_ascii": ascii_only} for indent in _INDENTS for ascii_only in (False, True)]


def _written(document: Any, layout: dict[str, Any], original: str) -> str:
    """The document as text, ending as the original does."""
    return json.dumps(document, **layout) + original[len(original.rstrip()) :]
