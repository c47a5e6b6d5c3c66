"""What the engine answers about a project. The only module here that knows the engine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from headlint.diagnostics import Finding
from headlint.engine.result import Request
from headlint.engine.reveal import reveal
from headlint.engine.run import run

Wanted = tuple[str, int, str]
"""A file of the project as ``place`` writes it, the row of a statement, and the name of a variable."""


def found(project: Path) -> tuple[Finding, ...]:
    """The findings of a run over a directory with the default settings and no cache."""
    return run(Request((project,), cache=False)).findings


def revealed(project: Path, wanted: Iterable[Wanted]) -> dict[Wanted, str]:
    """What the interpreter knows of variables right after statements; absent where a statement was never reached."""
    asked = {((project / path).as_posix(), row, name): (path, row, name) for path, row, name in wanted}
    return {asked[key]: text for key, text in reveal((project,), set(asked)).items()}


def within(project: Path, path: str) -> str:
    """A span's path as the project names it."""
    full = Path(path).resolve()
    return full.relative_to(project).as_posix() if full.is_relative_to(project) else path
