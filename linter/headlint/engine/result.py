"""What a run is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from headlint.diagnostics import Applicability, Entry, Finding, Severity
from headlint.project.contracts import Declaration


@dataclass(frozen=True, slots=True)
class Request:
    """``paths`` are the files and directories to report on; files that they import are read too, silently.

    ``select`` and ``ignore`` hold codes or their prefixes ("HL1", "HL101"); an empty ``select`` means every rule
    that is on by default. ``exclude`` are gitignore-style patterns next to the default ones, relative to ``root``
    (None for the working directory). ``unsaved`` holds the bytes that count for some files, by absolute path, instead
    of those on disk. ``jobs`` is the number of processes that parse: 0 for one a core where that pays, 1 for none.
    ``contracts`` are what the project says of its own losses and layers.
    """

    paths: tuple[Path, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    root: Path | None = None
    pedantic: bool = False
    cache: bool = True
    jobs: int = 0
    fail_on: Severity = Severity.WARNING
    unsaved: Mapping[Path, bytes] = field(default_factory=dict)
    contracts: tuple[Declaration, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """``findings`` in reading order; ``ledger`` one entry a loss call; ``files`` read because they were asked for
    (``asked`` their paths) and ``torch_files`` those of them that speak of torch; ``texts`` the decoded source of every
    file that a finding or its fix touches, by span path (for a notebook keyed ``path#cell``, the cell's own text);
    ``seconds`` of wall time."""

    findings: tuple[Finding, ...] = ()
    ledger: tuple[Entry, ...] = ()
    files: int = 0
    torch_files: int = 0
    seconds: float = 0.0
    texts: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    def fixable(self, finding: Finding, *, unsafe: bool) -> bool:
        """True where headlint can mend a finding itself, in files that it was asked about; with ``unsafe`` also where
        the program then behaves differently elsewhere."""
        fix = finding.fix
        if fix is None or not fix.edits or any(edit.span.path not in self.asked for edit in fix.edits):
            return False
        return fix.applicability is Applicability.SAFE or (unsafe and fix.applicability is Applicability.UNSAFE)
