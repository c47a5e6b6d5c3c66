"""Which paths gitignore-style patterns leave out."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

import pathspec

from headlint.project.errors import ProjectError

_GROUP_NAME = re.compile(r"\?P<\w+>")


class Patterns:
    """The patterns of one .gitignore or one setting, relative to the folder ``base``."""

    def __init__(self, base: str, lines: Iterable[str], *, strict: bool = False) -> None:
        """``strict`` raises ProjectError on a malformed pattern; otherwise it is passed over, as git does."""
        self._prefix = base if base.endswith(os.sep) else base + os.sep
        self._spec = pathspec.GitIgnoreSpec.from_lines(line for line in lines if _well_formed(line, strict))
        # One alternation answers "nothing here" for nearly every path, at half the price of asking pattern by pattern.
        parts = [_GROUP_NAME.sub("?:", p.regex.pattern) for p in self._spec.patterns if p.regex is not None]
        self._any = re.compile("|".join(f"(?:{part})" for part in parts)) if parts else None

    def verdict(self, path: str, *, folder: bool = False) -> bool | None:
        """True where the absolute ``path`` is left out, False where it is taken back in by ``!``, else None."""
        if self._any is None or not path.startswith(self._prefix):
            return None
        relative = path[len(self._prefix) :].replace(os.sep, "/") + ("/" if folder else "")
        return self._spec.check_file(relative).include if self._any.match(relative) else None

    def covers(self, path: str, *, folder: bool) -> bool:
        """True where ``path`` or a folder above it is left out."""
        while len(path) >= len(self._prefix):
            if self.verdict(path, folder=folder):
                return True
            path, folder = os.path.dirname(path), True
        return False


def read_gitignore(folder: str) -> Patterns | None:
    """The patterns of the folder's .gitignore; None where there is none that can be read."""
    path = Path(folder, ".gitignore")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        return Patterns(folder, path.read_bytes().decode("utf-8-sig", "surrogateescape").splitlines())
    except OSError:
        return None


def repository_root(folder: str) -> str | None:
    """The nearest folder at or above ``folder`` that holds ``.git``."""
    while not os.path.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _well_formed(line: str, strict: bool) -> bool:
    try:
        pathspec.GitIgnoreSpec.from_lines([line])
    except ValueError as error:
        if strict:
            raise ProjectError(f"malformed exclude pattern: {line!r}") from error
        return False
    return True
