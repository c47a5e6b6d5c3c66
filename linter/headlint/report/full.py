"""The whole story of each finding: what is wrong, where it comes from, where it goes, what it costs, what to do."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from headlint.diagnostics import Applicability, Entry, Finding, Severity
from headlint.engine.builtin import NOT_SEEN
from headlint.engine.result import Result
from headlint.report.fix_preview import preview
from headlint.report.frame import Frames, Styles, marks_of, text_key, wrapped
from headlint.report.glyphs import Glyphs
from headlint.report.visible import one_line, place

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.ADVICE: "bold magenta"}
_TRUST = {
    Applicability.SAFE: "safe",
    Applicability.UNSAFE: "unsafe: behaviour may change elsewhere too",
    Applicability.DISPLAY: "",
}
_PROSE = 110  # cells; longer lines are hard to read


def print_full(
    result: Result, console: Console, glyphs: Glyphs, paths: Sequence[str] = (".",), *, hints: bool = True
) -> None:
    """Print every finding, a code's hints where it is met first. ``paths`` are those that were given."""
    entries = {(entry.span.path, entry.span.cell, entry.span.row): entry for entry in result.ledger}
    hinted: set[str] = set()
    for finding in result.findings:
        span = finding.span
        story = _Story(finding, result, console.width, glyphs, paths)
        for line in story.told(entries.get((span.path, span.cell, span.row)), hints and finding.code not in hinted):
            line.rstrip()
            console.print(line, soft_wrap=True)
        console.print()
        hinted.add(finding.code)


class _Story:
    """One finding in lines."""

    def __init__(self, finding: Finding, result: Result, width: int, glyphs: Glyphs, paths: Sequence[str]) -> None:
        self.finding, self.texts, self.width, self.glyphs = finding, result.texts, width, glyphs
        self.command = _command(result, finding, paths)
        self.style = _STYLES[finding.severity]

    def told(self, entry: Entry | None, hints: bool) -> Iterator[Text]:
        finding = self.finding
        head = Text().append(place(finding.span), "bold").append(f" {finding.severity.label} ", self.style)
        yield head.append(one_line(finding.code), self.style).append(f" {one_line(finding.name)}")
        yield from self._paragraph("", finding.message)
        yield from self._frames(entry)
        if finding.effect:
            yield from self._paragraph("effect", finding.effect)
        if finding.contexts:
            yield from self._paragraph("calls", f" {self.glyphs.dot} ".join(finding.contexts))
        yield from self._fix()
        if hints and finding.code not in NOT_SEEN:
            yield self._hints()

    def _frames(self, entry: Entry | None) -> Iterator[Text]:
        frames = Frames(self.texts, self.width, self.glyphs, replace(Styles(), primary=self.style))
        lines = list(frames.draw(marks_of(self.finding, entry)))
        if lines:
            yield from (Text(), *lines, Text())

    def _fix(self) -> Iterator[Text]:
        fix = self.finding.fix
        if fix is None:
            return
        trust = _TRUST[fix.applicability]
        yield from self._paragraph("fix", fix.message + (f" [{trust}]" if trust else ""))
        yield from preview(fix, self.texts, text_key(self.finding.span), self.width, self.glyphs)

    def _hints(self) -> Text:
        code, dot = one_line(self.finding.code), self.glyphs.dot
        command = f"{self.command} {dot} " if self.command else ""
        return Text(f"          {command}headlint rule {code} {dot} # headlint: ignore[{code}] reason", "dim")

    def _paragraph(self, label: str, words: str) -> Iterator[Text]:
        """Words under each other, beside their label."""
        indent = 10 if label else 2
        parts = wrapped(Text(one_line(words)), min(self.width, _PROSE) - indent)
        for at, part in enumerate(parts):
            lead = f"  {label}:".ljust(indent) if label and not at else " " * indent
            yield Text().append(lead, "bold").append_text(part)


def _command(result: Result, finding: Finding, paths: Sequence[str]) -> str:
    """What to type to have a finding mended; empty where that is left to a person."""
    if not result.fixable(finding, unsafe=True):
        return ""
    unsafe = "" if result.fixable(finding, unsafe=False) else " --unsafe-fixes"
    return one_line(f"headlint --fix{unsafe} {shlex.join(paths)}")
