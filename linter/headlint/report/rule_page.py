"""A rule's page for a terminal, as Markdown and as data. Needs no rich: help has to be there at once."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import click

from headlint.diagnostics import Severity
from headlint.engine.builtin import NOT_SEEN
from headlint.report.glyphs import UNICODE, Glyphs
from headlint.report.visible import visible
from headlint.rulekit import Rule

_CODE_SPAN = re.compile(r"`([^`]+)`", re.DOTALL)
_ITEM = re.compile(r"(?:[-*]|\d+\.) ")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "magenta"}


def page_text(rule: Rule, width: int, glyphs: Glyphs = UNICODE) -> str:
    """The page with ANSI styles, wrapped to ``width`` cells. Printing decides whether the styles stay."""
    severity = click.style(rule.severity.label, fg=_COLOURS[rule.severity], bold=True)
    name = click.style(f"{visible(rule.code)} {visible(rule.name)}", bold=True)
    lines = [f"{name} {glyphs.dot} {severity}", ""]
    lines += [*_paragraph(_summary(rule), width, "  "), ""]
    for title, body in _sections(rule).items():
        lines += [click.style(title, fg="cyan", bold=True), *_body(body, width, glyphs), ""]
    return "\n".join(lines)


def page_markdown(rule: Rule) -> str:
    """The page as Markdown, for documentation."""
    sections = "".join(f"\n## {title}\n\n{body}\n" for title, body in _sections(rule).items())
    return f"# {rule.code} {rule.name}\n\nDefault severity: {rule.severity.label}.\n\n{_summary(rule)}\n{sections}"


def page_data(rule: Rule) -> dict[str, Any]:
    """The page as plain data: code, name, severity, summary and the Markdown of each section."""
    return {**index_data(rule), "sections": dict(rule.page.sections)}


def index_data(rule: Rule) -> dict[str, str]:
    """The row of a rule in a list of rules."""
    return {"code": rule.code, "name": rule.name, "severity": rule.severity.label, "summary": _summary(rule)}


def index_text(rules: list[Rule], width: int | None, glyphs: Glyphs = UNICODE) -> Iterator[str]:
    """One line a rule: code, name, severity, summary, cut at ``width`` cells where one is given."""
    longest = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        severity = click.style(f"{rule.severity.label:7}", fg=_COLOURS[rule.severity])
        summary = _summary(rule)
        if width is not None:
            room = max(20, width - longest - len(rule.code) - 13)
            summary = textwrap.shorten(summary, room, placeholder=f" {glyphs.cut}", break_on_hyphens=False)
        yield f"{click.style(rule.code, bold=True)}  {rule.name:{longest}}  {severity}  {summary}"


def _summary(rule: Rule) -> str:
    return visible(" ".join(rule.page.summary.split()))


def _sections(rule: Rule) -> dict[str, str]:
    """The rule's own sections and how to leave it out."""
    line = f"On one line: `# headlint: ignore[{rule.code}] reason`.\n"
    everywhere = f'Everywhere: `--ignore {rule.code}`, or `ignore = ["{rule.code}"]` under `[tool.headlint]`.'
    return {**rule.page.sections, "How to suppress": ("" if rule.code in NOT_SEEN else line) + everywhere}


def _body(markdown: str, width: int, glyphs: Glyphs) -> Iterator[str]:
    """The blocks of a section: programs and tables as they are, prose wrapped."""
    rail = click.style(glyphs.rail, dim=True)
    for at, block in enumerate(_blocks(markdown)):
        if at:
            yield ""
        if block[0].startswith("```"):
            yield from (f"    {rail} {visible(line)}".rstrip() for line in block[1:-1])
        elif block[0].startswith("|"):
            yield from _table(block)
        else:
            yield from _prose(block, width)


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Runs of lines that belong together."""
    block: list[str] = []
    fenced = False
    for line in markdown.split("\n"):
        if line.startswith("```"):
            if block and not fenced:
                yield block
                block = []
            fenced = not fenced
            block.append(line)
            if not fenced:
                yield block
                block = []
        elif line.strip() or fenced:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _prose(block: list[str], width: int) -> Iterator[str]:
    starts = 0

    def item(line: str) -> int:
        nonlocal starts
        starts += bool(_ITEM.match(line))
        return starts

    for _, lines in groupby(block, key=item):
        text = " ".join(lines)
        yield from _paragraph(text, width, "  ", "    " if _ITEM.match(text) else "  ")


def _paragraph(text: str, width: int, first: str, rest: str | None = None) -> list[str]:
    wrapper = textwrap.TextWrapper(
        width, first, first if rest is None else rest, break_long_words=False, break_on_hyphens=False
    )
    wrapped = wrapper.fill(visible(text))
    return _CODE_SPAN.sub(lambda span: click.style(span[0], fg="green"), wrapped).split("\n")


def _table(rows: list[str]) -> Iterator[str]:
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    header, *body = [row for row in cells if not all(set(cell) <= set("-: ") for cell in row)]
    widths = [max(len(row[at]) if at < len(row) else 0 for row in [header, *body]) for at in range(len(header))]
    for at, row in enumerate([header, *body]):
        line = "    " + "   ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)).rstrip()
        yield click.style(line, bold=True) if at == 0 else line
