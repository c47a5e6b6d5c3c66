"""A result on the terminal, in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headlint.cli.terminal import Terminal
from headlint.engine.result import Result

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("full", "concise", "json", "github")


@dataclass(frozen=True, slots=True)
class View:
    """What of a result to show. ``format`` is one of FORMATS; ``paths`` are the paths as they were given; ``notes``
    are said before the summary, or on standard error where the format has no room for them."""

    format: str
    paths: Sequence[str]
    statistics: bool = False
    ledger: bool = False
    quiet: bool = False
    notes: tuple[str, ...] = ()


def show(result: Result, view: View, terminal: Terminal) -> None:
    """Print the result."""
    if view.format == "json":
        from headlint.report.json_report import json_report

        terminal.say(json_report(result, ledger=view.ledger))
        for note in () if view.quiet else view.notes:
            print(note, file=sys.stderr)
    elif view.format == "full":
        _show_full(result, view, terminal)
    else:
        for line in _lines(result, view):
            terminal.say(line)


def _lines(result: Result, view: View) -> Iterator[str]:
    """The output in formats that have a line for everything."""
    from headlint.report.concise import concise, concise_ledger
    from headlint.report.github import github, harmless
    from headlint.report.statistics import statistics
    from headlint.report.summary import summary

    if view.statistics:
        yield from statistics(result)
    elif view.format == "github":
        yield from github(result)
    else:
        yield from concise(result)
    if view.ledger:
        yield from map(harmless, concise_ledger(result))
    if not view.quiet:
        yield from map(harmless, view.notes)
        yield harmless(summary(result, view.paths, ledger=view.ledger))


def _show_full(result: Result, view: View, terminal: Terminal) -> None:
    from headlint.report.closing import closing
    from headlint.report.statistics import statistics
    from headlint.report.summary import summary

    if view.statistics:
        for line in statistics(result):
            terminal.say(line)
        if result.findings and not view.quiet:
            terminal.say("")
    elif result.findings:
        from headlint.report.full import print_full

        print_full(result, _console(terminal), terminal.glyphs, view.paths, hints=not view.quiet)
    if view.ledger and result.ledger:
        from headlint.report.ledger import ledger_table

        _console(terminal).print(ledger_table(result))
    if not view.quiet:
        if view.ledger and result.ledger:
            terminal.say("")
        for note in view.notes:
            terminal.say(closing(note, terminal.width, terminal.glyphs.dot))
        line = summary(result, view.paths, ledger=view.ledger)
        terminal.say(closing(line, terminal.width, terminal.glyphs.dot))


def _console(terminal: Terminal) -> Console:
    from rich.console import Console

    return Console(
        width=terminal.width,
        force_terminal=terminal.colour,
        no_color=not terminal.colour,
        color_system="standard" if terminal.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
