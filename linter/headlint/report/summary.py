"""The line that ends a run: what was checked, what was found, and what was not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from headlint.diagnostics import Entry, Finding, Severity, Verdict
from headlint.engine.builtin import NOT_SEEN
from headlint.engine.result import Result
from headlint.report.visible import one_line, row_place, visible


def summary(result: Result, paths: Sequence[str], *, ledger: bool = False) -> str:
    """The last line. ``paths`` are the paths as they were given, for a run that found no file; ``ledger`` says
    that the ledger was shown already, so that nobody need be pointed to it."""
    if not result.files:
        return "no Python files found under " + ", ".join(repr(visible(path)) for path in paths)
    unseen = _unseen(result.findings)
    if result.findings:
        tail = [_losses(result.ledger, ":", "" if ledger else " (--ledger)"), unseen, _severities(result.findings)]
        tail.append(fixable(result))
        return " · ".join(part for part in (f"Checked {_files(result)} in {_time(result.seconds)}", *tail) if part)
    if not result.ledger:
        return f"Nothing to report: no loss found in {_files(result)} · {_time(result.seconds)}"
    wrong = any(entry.verdict is Verdict.WRONG for entry in result.ledger)
    verdict = "Nothing reported" if wrong else "All clear"
    return f"{verdict}: {_losses(result.ledger, ',', _first_unresolved(result.ledger))} · {_checked(result)}"


def is_clear(result: Result) -> bool:
    """True where files were read, losses were met, and nothing was found."""
    return bool(result.files and result.ledger and not result.findings)


def fixable(result: Result) -> str:
    """ "2 fixable with --fix, 1 more with --unsafe-fixes", empty where nothing is."""
    safe = sum(result.fixable(finding, unsafe=False) for finding in result.findings)
    unsafe = sum(result.fixable(finding, unsafe=True) for finding in result.findings) - safe
    more = "more " if safe else "fixable "
    parts = [f"{safe} fixable with --fix" if safe else "", f"{unsafe} {more}with --unsafe-fixes" if unsafe else ""]
    return ", ".join(filter(None, parts))


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _checked(result: Result) -> str:
    return f"{_files(result)} in {_time(result.seconds)}"


def _files(result: Result) -> str:
    return f"{counted(result.files, 'file')} ({result.torch_files or 'none'} with torch)"


def _time(seconds: float) -> str:
    if seconds < 0.095:
        return f"{round(seconds * 1000)} ms"
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"


def _losses(ledger: Sequence[Entry], colon: str, pointer: str) -> str:
    """ "9 losses: 7 ok, 1 wrong, 1 unresolved" and a pointer to what is behind that."""
    if not ledger:
        return "no loss found"
    verdicts = Counter(entry.verdict for entry in ledger)
    parts = [f"{verdicts[verdict]:,} {verdict}" for verdict in Verdict if verdicts[verdict]]
    told = pointer if verdicts[Verdict.WRONG] + verdicts[Verdict.UNRESOLVED] else ""
    return f"{counted(len(ledger), 'loss', 'losses')}{colon} {', '.join(parts)}{told}"


def _first_unresolved(ledger: Iterable[Entry]) -> str:
    unresolved = [entry for entry in ledger if entry.verdict is Verdict.UNRESOLVED]
    if not unresolved:
        return ""
    first = unresolved[0]
    words = ", ".join(filter(None, [one_line(first.why), row_place(first.span)]))
    return f" ({words}{'; the others: --ledger' if len(unresolved) > 1 else ''})"


def _unseen(findings: Iterable[Finding]) -> str:
    paths = {finding.span.path for finding in findings if finding.code in NOT_SEEN}
    return f"{counted(len(paths), 'file')} not analysed" if paths else ""


def _severities(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    plurals = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "advice"}
    worst_first = sorted(counts, reverse=True)
    return ", ".join(counted(counts[severity], severity.label, plurals[severity]) for severity in worst_first)
