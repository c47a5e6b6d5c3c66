"""What files are called: in imports, and in front of a reader."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", ".hg")


@dataclass(frozen=True, slots=True)
class Roots:
    """Where imports are looked for.

    ``top`` is the project's root, an absolute path; ``exists`` says whether an absolute path is a known Python
    file. ``foreign`` are top-level names (torch, timm) that, like the standard
    library's, are never taken for a sibling inside a package.
    """

    top: Path
    exists: Callable[[str], bool]
    foreign: frozenset[str] = frozenset()
    _answers: dict[tuple[str, str, int], str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, top: Path, files: frozenset[str], foreign: frozenset[str] = frozenset()) -> Roots:
        """Roots over a fixed set of absolute file names."""
        return cls(top, files.__contains__, foreign)

    def find(self, folder: str, dotted: str, level: int) -> str | None:
        """The file that an import written in ``folder`` means; remembered."""
        key = (folder, dotted, level)
        if key not in self._answers:
            self._answers[key] = next(self.candidates(folder, dotted, level), None)
        return self._answers[key]

    def candidates(self, folder: str, dotted: str, level: int) -> Iterator[str]:
        """The known files that an import written in ``folder`` may mean, the likeliest first."""
        for base in self._bases(folder, dotted, level):
            path = os.path.join(base, *dotted.split(".")) if dotted else base
            # A package goes before a module of the same name, as in Python.
            names = [os.path.join(path, "__init__.py")] + ([path + ".py"] if dotted else [])
            yield from filter(self.exists, names)

    def _bases(self, folder: str, dotted: str, level: int) -> Iterator[str]:
        """The folders in which the import is looked for, in order."""
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            yield folder
            return
        name = dotted.partition(".")[0]
        shadowed = name in sys.stdlib_module_names or name in self.foreign
        top = str(self.top)
        for base in _upwards(folder, top):
            if not (shadowed and self.exists(os.path.join(base, "__init__.py"))):
                yield base
        yield os.path.join(top, "src")


def resolve(importing_file: Path, dotted: str, level: int, roots: Roots) -> Path | None:
    """The project's own file that ``import dotted`` (with ``level`` leading dots) means, or None for a foreign one.

    An absolute import is looked for in the importing file's own folder first, then in each folder above it up to
    the project's root, then in the root's ``src``: one repository may hold nine ``model.py``, each for its
    neighbours. A module never imports itself: ``adapters/torch.py`` that imports torch means another one.
    """
    folder, own = os.path.split(importing_file)
    hit = roots.find(folder, dotted, level)
    if hit == str(importing_file) and own != "__init__.py":
        hit = next((other for other in roots.candidates(folder, dotted, level) if other != hit), None)
    return None if hit is None else Path(hit)


def module_names(path: Path, roots: Roots) -> tuple[str, ...]:
    """The dotted names by which a file may be imported, the likeliest first: from the folder that holds its
    outermost package, then from the project's root (or its ``src``), then from each folder in between."""
    parts = _dotted_parts(path, roots.top)
    package = os.path.dirname(path)
    depth = 0 if path.name == "__init__.py" else 1
    while roots.exists(os.path.join(package, "__init__.py")) and package != os.path.dirname(package):
        package, depth = os.path.dirname(package), depth + 1
    names = [".".join(parts[-depth:])] if 0 < depth <= len(parts) else []
    shortened = parts[1:] if parts[:1] == ["src"] and len(parts) > 1 else parts
    names += [".".join(shortened[at:]) for at in range(len(shortened))]
    return tuple(dict.fromkeys(names))


def module_name(path: Path, roots: Roots) -> str:
    """The likeliest dotted name of a file, or its stem where no part of its path could stand in an import."""
    return next(iter(module_names(path, roots)), path.stem)


def project_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that carries a mark of a project (pyproject.toml, setup.py,
    setup.cfg, .git, .hg), else ``start``'s own folder."""
    folder = os.path.abspath(start if start.is_dir() else start.parent)
    return marked_root(Path(folder)) or Path(folder)


def marked_root(folder: Path) -> Path | None:
    """The nearest folder at or above an absolute one that carries a mark of a project, None where none does."""
    for above in _upwards(str(folder), os.path.abspath(os.sep)):
        if any(os.path.lexists(os.path.join(above, mark)) for mark in _ROOT_MARKS):
            return Path(above)
    return None


def common_folder(paths: Iterable[Path]) -> Path:
    """The deepest folder that holds all paths; the working directory for none."""
    folders = [path if path.is_dir() else path.parent for path in (Path(os.path.abspath(p)) for p in paths)]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def shown(path: Path, cwd: Path) -> str:
    """How a span names a file: posix, relative to ``cwd`` where it lies below it, else absolute. Both are
    absolute."""
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else path.as_posix()


def _dotted_parts(path: Path, top: Path) -> list[str]:
    """The parts of the path below ``top`` that can stand in an import, without the suffix."""
    relative = path.relative_to(top) if path.is_relative_to(top) else Path(path.name)
    parts = list(relative.with_suffix("").parts)
    if parts[-1:] == ["__init__"]:
        parts.pop()
    unusable = [at for at, part in enumerate(parts) if not part.isidentifier()]
    return parts[unusable[-1] + 1 :] if unusable else parts


def _upwards(folder: str, top: str) -> Iterator[str]:
    """``folder`` and the folders above it up to ``top``; ``folder`` alone where it is not below ``top``."""
    yield folder
    if not folder.startswith(top.rstrip(os.sep) + os.sep):
        return
    while folder != top:
        folder = os.path.dirname(folder)
        yield folder
