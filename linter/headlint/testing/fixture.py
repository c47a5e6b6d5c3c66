"""A fixture: one project, marked with what must be found in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from headlint.testing.marks import Claim, Marked, Reveal
from headlint.testing.source import SUFFIXES, read, strip

FIXED = ".fixed"


@dataclass(frozen=True, slots=True)
class Fixture:
    """One project: ``path`` is a single program or a directory of any depth."""

    path: Path

    @property
    def name(self) -> str:
        """The fixture with the folder it lies in, as tests show it."""
        return f"{self.path.parent.name}/{self.path.name}"

    def claims(self) -> Iterator[tuple[str, Claim]]:
        """Every claim, with the file that makes it."""
        for path, marked in self._sources():
            yield from ((path, claim) for claim in marked.claims)

    def reveals(self) -> Iterator[tuple[str, Reveal]]:
        """Every reveal mark, with the file that holds it."""
        for path, marked in self._sources():
            yield from ((path, reveal) for reveal in marked.reveals)

    def lay(self, folder: Path) -> None:
        """Copy the project into a new ``folder``, without its marks: a linter must not read the answers."""
        if self.path.is_dir():
            shutil.copytree(self.path, folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True)
            shutil.copy(self.path, folder)
        for path in _programs(folder):
            strip(path)

    @property
    def golden(self) -> Path:
        """Where it is written down what fixes make of the project: ``bad_x.fixed.py`` beside ``bad_x.py``, or a
        directory ``bad_x.fixed`` of those files of ``bad_x`` that change. It need not exist."""
        return self.path.with_name(f"{self.path.stem}{FIXED}{self.path.suffix}")

    def _sources(self) -> Iterator[tuple[str, Marked]]:
        root = self.path if self.path.is_dir() else self.path.parent
        for path in _programs(self.path):
            for cell, marked in read(path).items():
                yield place(path.relative_to(root).as_posix(), cell), marked


def place(path: str, cell: int | None) -> str:
    """How a file is written down, and a notebook's cell: ``train.ipynb#3``."""
    return path if cell is None else f"{path}#{cell}"


def fixtures(folder: Path) -> list[Fixture]:
    """The fixtures of a folder, by name: each program in it is one, and each directory in it is one project. What is
    named ``.fixed`` belongs to another one."""
    return [
        Fixture(path)
        for path in sorted(folder.iterdir())
        if (path.is_dir() or path.suffix in SUFFIXES) and FIXED not in path.name
    ]


def _programs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file() and "__pycache__" not in p.parts)
