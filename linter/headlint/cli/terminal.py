"""Where the output goes, and what it can show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

import click

from headlint.report.glyphs import Glyphs, glyphs_for

PIPED_WIDTH = 100
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COLOUR_CHOICES = ("auto", "always", "never")
colour_option = click.option(
    "--color",
    "colour",
    type=click.Choice(COLOUR_CHOICES),
    default="auto",
    show_default=True,
    help="Colour the output; auto: in a terminal, unless NO_COLOR is set.",
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """``interactive`` says that a person reads along; ``width`` is in cells."""

    interactive: bool
    colour: bool
    width: int
    glyphs: Glyphs

    @classmethod
    def of(cls, choice: str, stream: IO[Any] | None = None) -> Terminal:
        """The terminal behind ``stream`` (standard output by default) under a choice of COLOUR_CHOICES."""
        out = sys.stdout if stream is None else stream
        interactive = out.isatty()
        fallback = (PIPED_WIDTH, 24)
        width = shutil.get_terminal_size(fallback).columns if interactive else _told_width(os.environ)
        colour = choice == "always" or (choice == "auto" and _wants_colour(interactive, os.environ))
        return cls(interactive, colour, max(40, width), glyphs_for(getattr(out, "encoding", None)))

    def say(self, line: str) -> None:
        """Print one line; its styles fall away where no colour is wanted."""
        # Not click.echo, which writes UTF-8 where the stream's encoding is ASCII.
        print(line if self.colour else click.unstyle(line))


def _told_width(environment: Mapping[str, str]) -> int:
    columns = environment.get("COLUMNS", "")
    return int(columns) if columns.isascii() and columns.isdigit() and int(columns) else PIPED_WIDTH


def _wants_colour(interactive: bool, environment: Mapping[str, str]) -> bool:
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return interactive and environment.get("TERM") != "dumb"
