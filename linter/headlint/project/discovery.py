"""Which files are meant by the paths that were named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from headlint.project.errors import MissingPath, ProjectError, nearest
from headlint.project.ignore import Patterns, read_gitignore, repository_root

SUFFIXES = (".py", ".ipynb")
_VERSION_CONTROL = {".bzr", ".git", ".hg", ".svn"}
_ENVIRONMENTS = {
    ".direnv",
    ".nox",
    ".pyenv",
    ".tox",
    ".venv",
    "__pypackages__",
    "node_modules",
    "site-packages",
    "venv",
}
_CACHES = {".hypothesis", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache", ".pytype", ".ruff_cache", "__pycache__"}
_EDITORS = {".idea", ".vscode"}
_OUTPUT = {".eggs", ".pants.d", "_build", "build", "dist"}
EXCLUDED_FOLDERS = frozenset(_VERSION_CONTROL | _ENVIRONMENTS | _CACHES | _EDITORS | _OUTPUT)


def discover(paths: Sequence[Path], exclude: Sequence[str] = (), root: Path | None = None) -> list[Path]:
    """The Python files and notebooks below ``paths``: absolute, sorted, each once.

    Directories are walked without following symlinked ones, past the usual folders of tools and environments and
    past whatever a .gitignore up to the repository's root or a pattern of ``exclude`` (relative to ``root``, by
    default the working directory) leaves out. A path that is named is taken even where a pattern leaves it out.
    A directory that cannot be listed is returned itself, so that reading it reports why. Raises MissingPath for a
    path that does not exist and ProjectError for one that is neither a file nor a directory.
    """
    excluded = Patterns(os.path.abspath(root or Path.cwd()), exclude, strict=True)
    found: dict[str, str] = {}
    for path in sorted({os.path.abspath(_existing(path)) for path in paths}):
        real = os.path.realpath(path)
        for file in _walk(path, excluded) if os.path.isdir(path) else [path]:
            identity = os.path.realpath(file) if os.path.islink(file) else real + file[len(path) :]
            if identity not in found or os.path.islink(found[identity]):
                found[identity] = file
    return [Path(file) for file in sorted(found.values())]


def python_files(folder: Path, most: int) -> list[Path] | None:
    """The Python files and notebooks below a folder as ``discover`` finds them, None where there are more than
    ``most``."""
    start = os.path.abspath(folder)
    found = list(islice(_walk(start, Patterns(start, (), strict=True)), most + 1))
    return sorted(map(Path, found)) if len(found) <= most else None


def _existing(path: Path) -> Path:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise MissingPath(str(path), _sibling(path)) from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ProjectError(f"neither a file nor a directory: {str(path)!r}")
    return path


def _sibling(path: Path) -> str | None:
    """The existing path that looks most like ``path``, its folders corrected first."""
    parent = path.parent
    if not os.path.isdir(parent):
        corrected = _sibling(parent) if parent != path else None
        if corrected is None:
            return None
        parent = Path(corrected)
    name = nearest(path.name, _listed(parent))
    return None if name is None else str(parent / name)


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _walk(start: str, excluded: Patterns) -> Iterator[str]:
    """The wanted files below ``start``. Patterns that leave ``start`` itself out are not asked about its content."""
    excludes = () if excluded.covers(start, folder=True) else (excluded,)
    pending = [(start, _patterns_above(start))]
    while pending:
        folder, ignores = pending.pop()
        own = read_gitignore(folder)
        ignores = (own, *ignores) if own else ignores
        try:
            with os.scandir(folder) as entries:
                wanted = [entry for entry in entries if _is_wanted(entry)]
        except OSError:
            yield folder
            continue
        for entry in wanted:
            is_folder = entry.is_dir(follow_symlinks=False)
            if _left_out(entry.path, is_folder, excludes) or _left_out(entry.path, is_folder, ignores):
                continue
            if is_folder:
                pending.append((entry.path, ignores))
            else:
                yield entry.path


def _patterns_above(start: str) -> tuple[Patterns, ...]:
    """The .gitignore files between the repository's root and ``start`` (without its own), the nearest first."""
    root, folder = repository_root(start), start
    layers: list[Patterns] = []
    while root is not None and folder != root:
        folder = os.path.dirname(folder)
        if patterns := read_gitignore(folder):
            layers.append(patterns)
    return () if any(patterns.covers(start, folder=True) for patterns in layers) else tuple(layers)


def _left_out(path: str, folder: bool, layers: tuple[Patterns, ...]) -> bool:
    # The nearest file that says anything decides, as in git.
    verdicts = (patterns.verdict(path, folder=folder) for patterns in layers)
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    try:
        if entry.is_dir(follow_symlinks=False):
            return not _is_excluded_folder(entry)
        return entry.name.endswith(SUFFIXES) and stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False


def _is_excluded_folder(entry: os.DirEntry[str]) -> bool:
    if entry.name in EXCLUDED_FOLDERS or entry.name.endswith(".egg-info"):
        return True
    return os.path.lexists(os.path.join(entry.path, "pyvenv.cfg"))
