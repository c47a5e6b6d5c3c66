"""Fixes written to disk, or shown as a diff."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from headlint.cli.terminal import Terminal

if TYPE_CHECKING:
    from headlint.engine.fixing import Mended
    from headlint.engine.result import Request


def mended(request: Request, *, unsafe: bool) -> Mended:
    """What fixes make of the program. Nothing is written yet."""
    from headlint.engine.fixing import mend

    return mend(request, unsafe=unsafe)


def write(outcome: Mended) -> None:
    """Write the files that change, all or none. Raises ProjectError for the one that cannot be written."""
    from headlint.project.writing import replace_file

    written: list[Path] = []
    try:
        for file, (before, after) in outcome.files.items():
            replace_file(file, after, before)
            written.append(file)
    except BaseException:
        for file in written:
            replace_file(file, *outcome.files[file])
        raise


def show_diff(outcome: Mended, terminal: Terminal) -> None:
    """Print what the fixes would change."""
    from headlint.project.names import shown
    from headlint.report.diff import coloured, diff

    for file, (before, after) in outcome.files.items():
        for row in diff(shown(file, Path(os.getcwd())), before, after):
            terminal.say(coloured(row))


def told(outcome: Mended, *, would: bool = False) -> Iterator[str]:
    """What was mended, what remains, and what was taken back, a line each; nothing where nothing was tried."""
    from headlint.report.fixed import fixed_line, refused_lines

    yield from refused_lines(outcome.refused)
    yield from fixed_line(outcome.before, outcome.after, would=would)
