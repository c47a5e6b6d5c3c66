"""What is known at one line, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.cells import cell_len

from headlint.diagnostics import Verdict
from headlint.engine.trace import Known, Line, Reach, Sighting
from headlint.report.glyphs import Glyphs
from headlint.report.trace_words import condition, spelled, value
from headlint.report.visible import one_line, place, row_place
from headlint.tensor import Grad, Step

LABEL_CELLS = 28
_VERDICTS = {Verdict.OK: "green", Verdict.WRONG: "red", Verdict.UNRESOLVED: "yellow"}
_GRADS = {Grad.FLOWS: "trains", Grad.CUT: "does not train", Grad.NONE: "", Grad.UNKNOWN: ""}


def line(found: Line, glyphs: Glyphs) -> Iterator[str]:
    """The statement, each value in it with its trail, and the losses that are computed there."""
    yield click.style(row_place(found.span), bold=True) + f"  {spelled(one_line(found.source), glyphs)}"
    everywhere = _everywhere(found)
    if everywhere:
        yield spelled(f"  only {condition(sorted(everywhere))}", glyphs)
    yield ""
    label = min(LABEL_CELLS, max((cell_len(one_line(one.text)) for one in found.sightings), default=0))
    if not found.sightings:
        yield "  no value that could be followed is read or made here"
    for sighting in found.sightings:
        for text in _sighting(sighting, label, everywhere):
            yield spelled(text, glyphs)
    for one in found.losses:
        yield ""
        yield click.style(spelled(_loss(one, everywhere), glyphs), fg=_VERDICTS[one.verdict])


def _everywhere(found: Line) -> frozenset[str]:
    """The conditions under which everything here is what it is: those of the line itself."""
    values = [frozenset(known.conditions) for sighting in found.sightings for known in sighting.values]
    return frozenset.intersection(*values) if values else frozenset()


def _loss(one: Reach, everywhere: frozenset[str]) -> str:
    codes = f" {' '.join(one.codes)}" if one.codes else ""
    why = f": {one_line(one.why)}" if one.why else ""
    conditions = condition((word for word in one.conditions if word not in everywhere), "  if ")
    return f"  {one_line(one.loss)} is given {value(one.receives)}: {one.verdict}{codes}{why}{conditions}"


def _sighting(sighting: Sighting, label: int, everywhere: frozenset[str]) -> Iterator[str]:
    name = one_line(sighting.text)
    if cell_len(name) > label:
        yield f"  {name}"
        name = ""
    for known in sighting.values:
        path = f"{one_line(known.path)} " if known.path else ""
        grad = f"  ({_GRADS[known.grad]})" if _GRADS[known.grad] and not known.cut else ""
        own = condition((word for word in known.conditions if word not in everywhere), "  if ")
        yield f"  {name}{' ' * (label - cell_len(name))}  {path}{value(known)}{grad}{own}"
        name = ""
        yield from _trail(known, label + 6)


def _trail(known: Known, indent: int) -> Iterator[str]:
    """The steps from the first to the last, each with its place."""
    words = max((cell_len(one_line(step.what)) for step in known.trail), default=0)
    for step in known.trail:
        yield click.style(f"{' ' * indent}{_step(step, words)}", dim=True)


def _step(step: Step, words: int) -> str:
    what = one_line(step.what)
    return f"{what}{' ' * (words - cell_len(what))}  {place(step.span)}"
