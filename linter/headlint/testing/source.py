"""The marks of a file on disk, be it a module or a notebook."""

from __future__ import annotations

import io
import json
import tokenize
from pathlib import Path
from typing import Any

from headlint.testing.marks import Marked, MarkError, parse

SUFFIXES = (".py", ".ipynb")


def read(path: Path) -> dict[int | None, Marked]:
    """The marked source of a module under None, or that of each code cell of a notebook under its number, which
    counts all cells from 0. Raises MarkError, which names the file, where a mark is malformed."""
    try:
        if path.suffix == ".ipynb":
            cells = _notebook(path)["cells"]
            return {n: parse("".join(cell["source"])) for n, cell in enumerate(cells) if cell["cell_type"] == "code"}
        return {None: parse(_decoded(path)[0])}
    except MarkError as error:
        raise MarkError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        return {}  # a hostile file on purpose; nothing can be said in it


def strip(path: Path) -> None:
    """Take the marks out of a file, in place."""
    marked = read(path)
    if not any(m.claims or m.reveals for m in marked.values()):
        return
    if path.suffix == ".ipynb":
        book = _notebook(path)
        for number, cell in marked.items():
            book["cells"][number]["source"] = cell.text.splitlines(keepends=True)
        path.write_text(json.dumps(book, indent=1, ensure_ascii=False), "utf-8")
    else:
        path.write_bytes(marked[None].text.encode(_decoded(path)[1]))


def _notebook(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _decoded(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8"
    return data.decode(encoding), encoding
