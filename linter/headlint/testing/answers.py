"""What the engine answers about a project. The only module here that knows the engine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from headlint.diagnostics import Finding
from headlint.engine.fixing import mend
from headlint.engine.registry import known_codes
from headlint.engine.result import Request
from headlint.engine.reveal import reveal
from headlint.engine.run import run
from headlint.project.config import load_config
from headlint.project.contracts import Declaration

Wanted = tuple[str, int, str]
"""A file of the project as ``place`` writes it, the row of a statement, and the name of a variable."""


def found(project: Path) -> tuple[Finding, ...]:
    """The findings of a run over a directory with the default settings and no cache, under the contracts that it
    declares."""
    return run(Request((project,), cache=False, contracts=_declared(project))).findings


def _declared(project: Path) -> tuple[Declaration, ...]:
    path = project / "pyproject.toml"
    return load_config(path, known_codes()).contracts if path.is_file() else ()


def fixed(project: Path) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """What fixing a directory leads to, fixes that are not safe included: the new bytes of the files that change, by
    their path in it, and the findings that remain. Nothing is written."""
    outcome = mend(Request((project,), cache=False, contracts=_declared(project)), unsafe=True)
    return {within(project, str(file)): new for file, (_, new) in outcome.files.items()}, outcome.after.findings


def revealed(project: Path, wanted: Iterable[Wanted]) -> dict[Wanted, str]:
    """What the interpreter knows of variables right after statements; absent where a statement was never reached."""
    asked = {((project / path).as_posix(), row, name): (path, row, name) for path, row, name in wanted}
    return {asked[key]: text for key, text in reveal((project,), set(asked)).items()}


def within(project: Path, path: str) -> str:
    """A span's path as the project names it."""
    full = Path(path).resolve()
    return full.relative_to(project).as_posix() if full.is_relative_to(project) else path
