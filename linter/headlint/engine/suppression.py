"""``# headlint: ignore[HL101] reason`` on either end of a mistake, or alone on the row above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from headlint.diagnostics import Finding, Span
from headlint.engine.builtin import BUILTIN, NOT_SEEN
from headlint.link import Module
from headlint.project.errors import did_you_mean

_IGNORE = re.compile(r"headlint:\s*ignore(?:\[(?P<codes>[^\]]*)\])?")
_LONGEST = 200  # rows of a finding in which a comment is looked for
_RULES = {rule.code: rule for rule in BUILTIN}


@dataclass(slots=True, eq=False)
class Suppression:
    """A comment that takes findings back: where it stands, which codes it names (none: all), the rows it speaks for,
    and whether it has taken anything back."""

    span: Span
    codes: frozenset[str]
    rows: tuple[int, ...]
    used: bool = False

    def covers(self, finding: Finding, span: Span) -> bool:
        """True where a finding with an end at ``span`` is meant."""
        if self.codes and not self.codes & {finding.code, finding.name}:
            return False
        last = min(span.end_row, span.row + _LONGEST)
        return (self.span.path, self.span.cell) == (span.path, span.cell) and any(
            span.row <= row <= last for row in self.rows
        )


def suppressions(modules: Iterable[Module], texts: dict[str, str]) -> list[Suppression]:
    """The suppressing comments of the modules that were read; ``texts`` are their programs by span path."""
    return [found for module in modules for found in _of_module(module, texts.get(module.path, ""))]


def _of_module(module: Module, text: str) -> Iterator[Suppression]:
    for comment in module.ir.comments:
        match = _IGNORE.search(comment.text)
        if match is None:
            continue
        row, column, cell = module.ir.position(comment.start)
        line = text[: comment.start].rpartition("\n")[2]
        rows = (row,) if line.strip() else (row, row + 1)
        codes = frozenset(filter(None, re.split(r"[,\s]+", match["codes"] or "")))
        yield Suppression(Span(module.path, row, column, row, column + len(comment.text), cell), codes, rows)


def unsuppressed(findings: Iterable[Finding], comments: Collection[Suppression]) -> list[Finding]:
    """The findings that no comment takes back; each comment that does is marked as used. What says that a file was
    not looked at cannot be taken back."""
    kept = []
    for finding in findings:
        places = [finding.span, *(related.span for related in finding.related)]
        meant = [c for c in comments if any(c.covers(finding, place) for place in places)]
        for comment in meant:
            comment.used = True
        if not meant or finding.code in NOT_SEEN:
            kept.append(finding)
    return kept


def idle(comments: Iterable[Suppression], known: dict[str, str], judged: Collection[str]) -> Iterator[Finding]:
    """HL010 for a comment that takes nothing back, though every code it names was judged in this run, and HL011 for
    a code that does not exist. ``known`` holds the names of all codes."""
    names = set(known) | set(known.values())
    for comment in comments:
        unknown = sorted(comment.codes - names)
        for word in unknown:
            close = get_close_matches(word, names, n=1)
            yield _finding("HL011", f"unknown code {word!r}{did_you_mean(close[0] if close else None)}", comment.span)
        meant = {code for code, name in known.items() if not comment.codes or comment.codes & {code, name}}
        if not comment.used and not unknown and meant <= set(judged):
            what = ", ".join(sorted(comment.codes)) or "any finding"
            yield _finding("HL010", f"suppresses nothing: {what} is not reported here", comment.span)


def _finding(code: str, message: str, span: Span) -> Finding:
    rule = _RULES[code]
    return Finding(code, rule.name, rule.severity, message, span)
