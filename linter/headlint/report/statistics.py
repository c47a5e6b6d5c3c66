"""How often each code was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from headlint.engine.result import Result
from headlint.report.visible import one_line


def statistics(result: Result) -> Iterator[str]:
    """One line a code, the most frequent first: count, code, severity, name."""
    counts = Counter((finding.code, finding.severity.label, finding.name) for finding in result.findings)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = max((len(f"{count:,}") for _, count in rows), default=0)
    for (code, severity, name), count in rows:
        yield f"{count:>{width},}  {one_line(code)}  {severity:7}  {one_line(name)}"
