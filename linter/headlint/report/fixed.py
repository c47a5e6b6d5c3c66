"""What fixing came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from headlint.diagnostics import Finding
from headlint.engine.result import Result
from headlint.report.summary import counted
from headlint.report.visible import one_line, place


def fixed_line(before: Result, after: Result, *, would: bool = False) -> Iterator[str]:
    """ "Fixed 3 of 5 findings (HL401 x2, HL604) · 2 remain, 1 fixable with --unsafe-fixes"; nothing for a program
    without findings. ``would`` says that nothing was written."""
    if not before.findings:
        return
    gone = Counter(f.code for f in before.findings) - Counter(f.code for f in after.findings)
    verb = "Would fix" if would else "Fixed"
    codes = f" ({_codes(gone)})" if gone else ""
    left = len(after.findings)
    rest = f"{left} {'remains' if left == 1 else 'remain'}" if left else "none remains"
    hidden = sum(after.fixable(f, unsafe=True) and not after.fixable(f, unsafe=False) for f in after.findings)
    tail = f", {hidden} fixable with --unsafe-fixes" if hidden else ""
    yield f"{verb} {gone.total()} of {counted(len(before.findings), 'finding')}{codes} · {rest}{tail}"


def refused_lines(refused: Iterable[tuple[Finding, str]]) -> Iterator[str]:
    """Why a fix was taken back, a line for each finding."""
    for finding, why in refused:
        yield f"{place(finding.span)} {one_line(finding.code)} was not mended: {one_line(why)}"


def _codes(gone: Mapping[str, int]) -> str:
    return ", ".join(f"{code} x{number}" if number > 1 else code for code, number in sorted(gone.items()))
