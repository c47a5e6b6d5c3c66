"""Fixes applied in memory, and kept only where another look at the program finds it better and nothing worse."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from headlint.diagnostics import Edit, Finding, Span, Verdict
from headlint.engine.program import label
from headlint.engine.result import Request, Result
from headlint.engine.run import is_on, run
from headlint.project.discovery import discover
from headlint.project.editing import EditError, edited

_MOST_LOOKS = 40
_ALL = 1_000_000
_FOLLOW_UPS = 4


@dataclass(frozen=True, slots=True)
class Mended:
    """``before`` and ``after`` are the results without and with the fixes; ``files`` the old and the new bytes of each
    file that changes; ``refused`` the findings whose fix was tried and taken back, and why."""

    before: Result
    after: Result
    files: Mapping[Path, tuple[bytes, bytes]] = field(default_factory=dict)
    refused: tuple[tuple[Finding, str], ...] = ()

    @property
    def fixed(self) -> Counter[str]:
        """How many findings of each code are gone."""
        return Counter(f.code for f in self.before.findings) - Counter(f.code for f in self.after.findings)


@dataclass(frozen=True, slots=True)
class _State:
    """The program after some fixes: the bytes that differ from the disk's, and what a look at it finds."""

    contents: Mapping[Path, bytes]
    result: Result


class _Refused(Exception):
    """A fix makes something worse; the message says what."""


def mend(request: Request, *, unsafe: bool) -> Mended:
    """Fix what can be fixed, in memory. Nothing is written. Every rule judges what a fix leads to, whichever rules
    the request selects."""
    started = time.perf_counter()
    bench = _Bench(request, unsafe)
    first = state = bench.look({})
    refused: dict[tuple[Edit, ...], tuple[Finding, str]] = {}
    size = _ALL  # of what is tried together: halved where something is taken back, doubled where nothing is
    for _ in range(_MOST_LOOKS):
        chosen = bench.choice(state.result, refused)[:size]
        if not chosen:
            break
        try:
            state = bench.attempt(state, chosen)
            size = min(2 * size, _ALL)
        except _Refused as why:
            size = max(len(chosen) // 2, 1)
            if len(chosen) == 1:
                refused[_edits(chosen[0])] = (chosen[0], str(why))
    files = {file: (bench.on_disk(file), data) for file, data in state.contents.items()}
    before, after = bench.shown(first), bench.shown(state)
    spent = replace(after, seconds=time.perf_counter() - started)
    return Mended(before, spent, files, tuple(refused.values()))


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()


class _Bench:
    """Where fixes are tried."""

    def __init__(self, request: Request, unsafe: bool) -> None:
        self._request, self._unsafe = request, unsafe
        self._everything = replace(request, select=(), ignore=())
        self._files = {label(file): file for file in discover(request.paths, request.exclude, request.root)}

    def look(self, contents: Mapping[Path, bytes]) -> _State:
        """What all rules find in the program with some files changed."""
        return _State(contents, run(replace(self._everything, unsaved={**self._request.unsaved, **contents})))

    def shown(self, state: _State) -> Result:
        """The result that was asked for."""
        if self._everything == self._request:
            return state.result
        return run(replace(self._request, unsaved={**self._request.unsaved, **state.contents}))

    def on_disk(self, file: Path) -> bytes:
        """The bytes of a file before any fix."""
        return self._request.unsaved.get(file) or file.read_bytes()

    def choice(self, result: Result, refused: Mapping[tuple[Edit, ...], object] | None = None) -> list[Finding]:
        """Findings whose fixes can be applied together, in reading order. Those with the same edits go together."""
        chosen: list[Finding] = []
        taken: list[Span] = []
        for finding in result.findings:
            edits = _edits(finding)
            if not self._is_allowed(finding, result) or edits in (refused or {}):
                continue
            new = [edit.span for edit in edits if not any(edit in _edits(other) for other in chosen)]
            if not any(_touch(span, other) for span in new for other in taken):
                chosen.append(finding)
                taken += new
        return chosen

    def _is_allowed(self, finding: Finding, result: Result) -> bool:
        return is_on(finding.code, self._request) and result.fixable(finding, unsafe=self._unsafe)

    def attempt(self, state: _State, chosen: list[Finding]) -> _State:
        """The program after some fixes and those that follow from them. Raises _Refused where it is worse than before
        or a finding that was to be mended is still there."""
        wanted = _counted(state.result.findings) - _counted(chosen)
        after = self._applied(state, chosen)
        for _ in range(_FOLLOW_UPS):
            worse = {key for key, n in _counted(after.result.findings).items() if n > wanted[key]}
            if not worse:
                break
            follow = [f for f in self.choice(after.result) if _key(f) in worse]
            if {_key(f) for f in follow} != worse:
                raise _Refused(_why(chosen, worse))
            after = self._applied(after, follow)
        else:
            raise _Refused("the program does not come to rest")
        if _in_doubt(after.result) > _in_doubt(state.result):
            raise _Refused("another path to the loss would not be mended")
        return after

    def _applied(self, state: _State, chosen: Iterable[Finding]) -> _State:
        contents = dict(state.contents)
        edits = dict.fromkeys(edit for finding in chosen for edit in _edits(finding))
        for path in dict.fromkeys(edit.span.path for edit in edits):
            file = self._files[path]
            before = contents.get(file) or self.on_disk(file)
            try:
                contents[file] = edited(file, before, [edit for edit in edits if edit.span.path == path])
            except EditError as error:
                raise _Refused(str(error)) from error
        return self.look(contents)


def _touch(one: Span, other: Span) -> bool:
    """True where two stretches share a character, or an insertion lies in or at the edge of the other one."""
    if (one.path, one.cell) != (other.path, other.cell):
        return False
    return (one.row, one.column) <= (other.end_row, other.end_column) and (other.row, other.column) <= (
        one.end_row,
        one.end_column,
    )


def _key(finding: Finding) -> tuple[str, str]:
    return finding.span.path, finding.code


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(_key(finding) for finding in findings)


def _in_doubt(result: Result) -> int:
    """How many losses get one thing on one path and another on another, such as logits here and probabilities there.
    What nothing at all is known of is no doubt: the network in front of an activation may be anybody's."""
    return sum(entry.verdict is Verdict.UNRESOLVED and "," in entry.receives for entry in result.ledger)


def _why(chosen: list[Finding], worse: set[tuple[str, str]]) -> str:
    own = {_key(finding) for finding in chosen}
    brought = sorted(f"{code} in {path}" for path, code in worse - own)
    return f"it would bring {', '.join(brought)}" if brought else "the finding would still be there"
