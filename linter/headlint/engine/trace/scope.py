"""Which files have to be run to trace one of them: itself, and what uses it on the way to a loss."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from headlint.engine.reading import read_text
from headlint.engine.sieve import import_word, imported_words, possible_imports
from headlint.project.discovery import python_files
from headlint.project.names import Roots, marked_root, resolve

MOST_FILES = 2_000  # looked through for imports
MOST_USERS = 12
_LOSS = re.compile(rb"(?:[lL]oss|entropy|criterion|nll|kl_div|criteria)\w*\(|\.fit\(")
_BUILDS = re.compile(
    rb"\(\s*[\w.]*Module\b|\bnn\.[A-Z]\w+\(|Sequential\(|torchvision|timm|transformers|segmentation_models"
)
_NETWORK = re.compile(rb"^\s*class\s+\w+\s*\([^)]*\bModule\b|\bSequential\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Scope:
    """``top`` is the folder that was looked through, ``users`` the files that import the traced one (directly or
    not) and compute losses, ``left_out`` how many more there are."""

    top: Path
    users: tuple[Path, ...] = ()
    left_out: int = 0


def scope(file: Path) -> Scope:
    """The project around a file, as far as it may use it."""
    top, files = _around(file)
    texts = {path: read_text(path) for path in files if path != file}
    mentioned = {path: imported_words(text.text) for path, text in texts.items() if b"import" in text.data}
    roots = Roots.of(top, frozenset(map(str, files)))
    users: dict[Path, None] = {}
    wanted = {file}
    while wanted:
        words = {import_word(path) for path in wanted}
        likely = [path for path in mentioned if path not in users and mentioned[path] & words]
        found = [path for path in likely if not wanted.isdisjoint(_imported(path, texts[path].text, roots))]
        wanted = set(found)
        users.update(dict.fromkeys(sorted(found, key=lambda path: _distance(path, file))))
    judging = [path for path in users if _LOSS.search(texts[path].data)]
    return Scope(top, tuple(judging[:MOST_USERS]), max(0, len(judging) - MOST_USERS))


def _imported(importing: Path, text: str, roots: Roots) -> set[Path]:
    """The files that the imports of a file mean."""
    found = {resolve(importing, dotted, level, roots) for dotted, level in possible_imports(text)}
    return {path for path in found if path is not None and path != importing}


def may_build(data: bytes) -> bool:
    """False for a file that certainly neither defines nor builds a network."""
    return _BUILDS.search(data) is not None


def defining(top: Path, file: Path) -> list[Path]:
    """The files below a folder that define a network, the nearest to ``file`` first."""
    found = [path for path in python_files(top, MOST_FILES) or () if _NETWORK.search(read_text(path).data)]
    return sorted((path for path in found if path != file), key=lambda path: _distance(path, file))


def _around(file: Path) -> tuple[Path, list[Path]]:
    """The widest folder around a file that is still its project and not too large, and the files in it."""
    top, folder = _top(file), file.parent
    found = python_files(folder, MOST_FILES) or [file]
    while folder != top:
        wider = python_files(folder.parent, MOST_FILES)
        if wider is None:
            break
        folder, found = folder.parent, wider
    return folder, found


def _top(file: Path) -> Path:
    """The root that a mark names, else the working directory where the file lies below it, else its own folder; in each
    case at least the folder that holds its outermost package."""
    folder = marked_root(file.parent) or (Path.cwd() if file.is_relative_to(Path.cwd()) else file.parent)
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def _distance(path: Path, file: Path) -> tuple[int, str]:
    shared = len(Path(os.path.commonpath([path, file])).parts)
    return len(path.parts) + len(file.parts) - 2 * shared, str(path)
