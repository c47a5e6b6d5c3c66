"""``headlint trace FILE[:LINE]``"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headlint.cli.terminal import HELP, Terminal, colour_option

if TYPE_CHECKING:
    from headlint.engine.trace import Question, Trace

_PLACE = re.compile(r"(?P<file>.+?)(?:#(?P<cell>\d+))?:(?P<row>\d+)(?::\d+)?")


@click.command(context_settings=HELP)
@click.argument("place", metavar="FILE[:LINE]")
@click.option(
    "--format",
    "style",
    type=click.Choice(["tree", "mermaid", "json"]),
    default="tree",
    show_default=True,
    help="Form: a tree, a picture for a README, or records for an editor.",
)
@click.option("--depth", type=click.IntRange(1), default=2, show_default=True, help="Show so many levels of layers.")
@click.option("--all", "every", is_flag=True, help="Show every level and every layer.")
@click.option("--cache/--no-cache", default=True, help="Remember unchanged files between runs. [default: cache]")
@click.option("--verbose", is_flag=True, help="Show the traceback of an internal error.")
@colour_option
def trace(place: str, style: str, depth: int, every: bool, cache: bool, verbose: bool, colour: str) -> None:
    """Show the way through each network of FILE, or what is known at a LINE of it.

    For each network: its layers in order, with the kind and width of what each gives, what is returned and which
    losses that reaches. At a line: every value in its statement, with the steps that it took. A line of a notebook is
    written FILE#CELL:LINE, as headlint prints it.
    """
    from headlint.engine.trace import trace as ask

    question = _question(place)
    if style == "mermaid" and question.row is not None:
        raise click.UsageError("a line has no picture: --format mermaid takes a FILE")
    terminal = Terminal.of(colour)
    found = ask(question, cache)
    _show(found, style, None if every else depth, terminal)


def _question(place: str) -> Question:
    """The file and the line; a file whose name looks like a place is a file."""
    from headlint.engine.trace import Question

    match = _PLACE.fullmatch(place)
    if match is None or Path(place).exists():
        return Question(Path(place))
    cell = match["cell"]
    return Question(Path(match["file"]), int(match["row"]), None if cell is None else int(cell))


def _show(found: Trace, style: str, depth: int | None, terminal: Terminal) -> None:
    if style == "json":
        from headlint.report.trace_json import trace_json

        terminal.say(trace_json(found))
    elif style == "mermaid":
        from headlint.report.trace_mermaid import mermaid

        terminal.say(mermaid(found))
    else:
        from headlint.report.trace_line import line
        from headlint.report.trace_tree import tree

        width, glyphs = terminal.width, terminal.glyphs
        lines = tree(found, width, glyphs, depth) if found.line is None else line(found.line, glyphs)
        for text in lines:
            terminal.say(text)
