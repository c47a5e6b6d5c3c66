"""``# headlint: ignore[HL101] reason`` on either end of a mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable

from headlint.diagnostics import Finding
from headlint.link import Module

_IGNORE = re.compile(r"headlint:\s*ignore(?:\[(?P<codes>[^\]]*)\])?")


def unsuppressed(findings: Iterable[Finding], modules: Iterable[Module]) -> list[Finding]:
    """The findings that no comment takes back: one on the row of the finding, or of a place it is related to."""
    ignored = {key: codes for module in modules for key, codes in _comments(module)}
    return [finding for finding in findings if not _is_ignored(finding, ignored)]


def _comments(module: Module) -> Iterable[tuple[tuple[str, int | None, int], frozenset[str]]]:
    for comment in module.ir.comments:
        match = _IGNORE.search(comment.text)
        if match is not None:
            row, _, cell = module.ir.position(comment.start)
            codes = frozenset(filter(None, re.split(r"[,\s]+", match["codes"] or "")))
            yield (module.path, cell, row), codes


def _is_ignored(finding: Finding, ignored: dict[tuple[str, int | None, int], frozenset[str]]) -> bool:
    for span in (finding.span, *(related.span for related in finding.related)):
        for row in range(span.row, min(span.end_row, span.row + 200) + 1):
            codes = ignored.get((span.path, span.cell, row))
            if codes is not None and (not codes or finding.code in codes or finding.name in codes):
                return True
    return False
