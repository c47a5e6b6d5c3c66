"""A trace as a tree for the terminal. ANSI styles repeat what the words say; printing decides whether they stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import click
from rich.cells import cell_len, set_cell_size

from headlint.diagnostics import Verdict
from headlint.engine.trace import Layer, Network, Output, Reach, Trace
from headlint.report.glyphs import UNICODE, Glyphs
from headlint.report.trace_words import brief, condition, reach, spelled, values
from headlint.report.visible import one_line, row_place

DEPTH = 2
MOST = 20
HEAD = 12  # of a level that is too long, so many are shown before the gap
NAME_CELLS = 34
WHAT_CELLS = 34
LEAST_TITLE = 24
_VERDICTS = {Verdict.OK: "green", Verdict.WRONG: "red", Verdict.UNRESOLVED: "yellow"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the tree in front, then three columns and a tail; ``style`` is a colour. ``spare`` is what is shown as
    far as there is room; a row that has it is never shortened otherwise."""

    rails: str
    name: str
    what: str = ""
    gives: str = ""
    tail: str = ""
    style: str | None = None
    spare: str | None = None


def tree(trace: Trace, width: int, glyphs: Glyphs, depth: int | None = DEPTH) -> Iterator[str]:
    """The lines of a trace, each at most ``width`` cells; ``depth`` levels of layers, None for all of them."""
    for at, network in enumerate(trace.networks):
        if at:
            yield ""
        yield from _network(network, trace, width, _Signs.of(glyphs), glyphs, depth)
    yield ""
    yield spelled(_closing(trace), glyphs)


def _closing(trace: Trace) -> str:
    files = "1 file" if trace.files == 1 else f"{trace.files} files"
    left = f", {trace.left_out} more that use it were not" if trace.left_out else ""
    reached = any(output.reaches for network in trace.networks for output in network.outputs)
    return f"{files} read{left}" + ("" if reached else "; the output reaches no loss in them")


@dataclass(frozen=True, slots=True)
class _Signs:
    tee: str
    corner: str
    rail: str
    gap: str = "   "

    @classmethod
    def of(cls, glyphs: Glyphs) -> _Signs:
        return cls("├─ ", "└─ ", "│  ") if glyphs.rail == UNICODE.rail else cls("|- ", "`- ", "|  ")


def _network(
    network: Network, trace: Trace, width: int, signs: _Signs, glyphs: Glyphs, depth: int | None
) -> Iterator[str]:
    title = one_line(network.title)
    named = f"  as {one_line(network.name)}" if network.name and not network.part_of else ""
    named += f"  part of {one_line(network.part_of)}" if network.part_of else ""
    title = _fitting(title, max(width - cell_len(named), LEAST_TITLE), glyphs)
    yield spelled(click.style(title, bold=True) + named, glyphs)
    parameters = ", ".join(map(one_line, network.parameters))
    yield f"{signs.corner}forward({parameters})" + click.style(f"  {row_place(network.span)}", dim=True)
    drawn = _Drawing(network, signs, depth)
    rows = [*drawn.rows(), *(Row(signs.gap, f"{note}", style="yellow") for note in network.notes)]
    name = min(NAME_CELLS, max((cell_len(row.rails + row.name) for row in rows if row.what or row.gives), default=0))
    what = min(WHAT_CELLS, max((cell_len(row.what) for row in rows), default=0))
    for row in rows:
        yield _line(row, name, what, width, glyphs)


def _line(row: Row, name: int, what: int, width: int, glyphs: Glyphs) -> str:
    text = row.rails + row.name
    if row.what or row.gives:
        shown = row.what if cell_len(row.what) <= what else set_cell_size(row.what, what - 1) + "…"
        text = f"{_padded(text, name)}  {_padded(shown, what)}  {row.gives}".rstrip()
    tail = f"   {row.tail}" if row.tail else ""
    text = spelled(text, glyphs)
    tail = spelled(tail, glyphs)
    if row.spare is not None:
        return click.style(text + _fitting(spelled(row.spare, glyphs), width - cell_len(text), glyphs), fg=row.style)
    room = width - cell_len(tail)
    if cell_len(text) > room:
        text = set_cell_size(text, room - 1) + glyphs.cut
    return click.style(text, fg=row.style) + (click.style(tail, bold=True) if tail else "")


def _fitting(text: str, room: int, glyphs: Glyphs) -> str:
    """As much of a text as there is room for; none where that is too little to read."""
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, room - 1) + glyphs.cut if room >= LEAST_TITLE else ""


def _padded(text: str, cells: int) -> str:
    """Text in a column; what is too long pushes the next one."""
    return text + " " * max(0, cells - cell_len(text))


class _Drawing:
    """The rows of one network."""

    def __init__(self, network: Network, signs: _Signs, depth: int | None) -> None:
        self._network = network
        self._signs = signs
        self._depth = depth
        self._said: set[tuple[str, Reach]] = set()
        self._shown = {path for layer in network.layers for path in layer.returned}

    def rows(self) -> Iterator[Row]:
        """Layers, what they return and where that goes; then what is returned that no layer shown here gave."""
        outputs = [output for output in self._network.outputs if output.path not in self._shown]
        yield from self._level(self._network.layers, self._signs.gap, 1, last=not outputs)
        for at, output in enumerate(outputs):
            last = at == len(outputs) - 1
            rails = self._signs.gap + (self._signs.corner if last else self._signs.tee)
            yield Row(rails, f"returns {one_line(output.path)}".rstrip(), "", values(output.gives))
            below = self._signs.gap + (self._signs.gap if last else self._signs.rail)
            yield from (self._reach(below, one, many=len(output.gives) > 1) for one in output.reaches)

    def _level(self, layers: tuple[Layer, ...], rails: str, depth: int, last: bool = True) -> Iterator[Row]:
        """Layers under the same conditions stand together; runs of equal blocks are one row."""
        groups = [(key, list(found)) for key, found in groupby(layers, lambda layer: layer.conditions)]
        for at, (conditions, found) in enumerate(groups):
            end = last and at == len(groups) - 1
            if not conditions:
                yield from self._layers(found, rails, depth, end)
                continue
            yield Row(rails + (self._signs.corner if end else self._signs.tee), condition(conditions))
            yield from self._layers(found, rails + (self._signs.gap if end else self._signs.rail), depth, True)

    def _layers(self, layers: list[Layer], rails: str, depth: int, last: bool) -> Iterator[Row]:
        runs = [list(run) for _, run in groupby(layers, _likeness)]
        folded = self._depth is not None and len(runs) > MOST
        tail = MOST - HEAD - 1
        for at, run in enumerate(runs):
            if folded and at == HEAD:
                left = sum(map(len, runs[HEAD:-tail]))
                yield Row(rails + self._signs.tee, f"... {left} more ... (--all shows them)", style="bright_black")
            if not folded or at < HEAD or at >= len(runs) - tail:
                yield from self._run(run, rails, depth, last and at == len(runs) - 1)

    def _run(self, run: list[Layer], rails: str, depth: int, last: bool) -> Iterator[Row]:
        layer, times = run[0], len(run)
        name = one_line(layer.name) if times == 1 else _range(layer.name, run[-1].name)
        what = one_line(layer.what) if times == 1 else f"{times} × {one_line(layer.what)}"
        below = rails + (self._signs.gap if last else self._signs.rail)
        hidden = bool(layer.layers) and self._depth is not None and depth >= self._depth
        if hidden and not layer.what:
            what = f"({count} steps)" if (count := _count(layer)) > 1 else "(1 step)"
        returned = _returned(run) if depth == 1 else ""
        yield Row(rails + (self._signs.corner if last else self._signs.tee), name, what, brief(layer.gives), returned)
        if not hidden:  # a method of the network's own is no level of its own
            yield from self._level(layer.layers, below, depth + bool(layer.what))
        if depth == 1:
            yield from (row for one in run for row in self._reaches(one, below))

    def _reaches(self, layer: Layer, rails: str) -> Iterator[Row]:
        """Where what this layer gives goes as a result; what was said of another row is not said again."""
        kinds = {(known.kind, known.width) for known in layer.gives}
        for output in self._network.outputs:
            alone = len(output.gives) == 1 or self._is_last(layer, output)
            for one in output.reaches if output.path in layer.returned else ():
                fits = alone or (one.receives.kind, one.receives.width) in kinds
                if fits and (output.path, one) not in self._said:
                    self._said.add((output.path, one))
                    yield self._reach(rails, one, many=len(output.gives) > 1)

    def _is_last(self, layer: Layer, output: Output) -> bool:
        givers = [one for one in self._network.layers if output.path in one.returned]
        return bool(givers) and givers[-1] is layer

    def _reach(self, rails: str, one: Reach, *, many: bool) -> Row:
        conditions = condition(one.conditions, "  if ")
        return Row(rails, reach(one, receives=many), style=_VERDICTS[one.verdict], spare=conditions)


def _likeness(layer: Layer) -> object:
    """Equal for blocks that may share a row: of one class, with the same result and the same inside."""
    if not layer.layers or not layer.what:
        return layer.number
    return layer.what, values(layer.gives), tuple(_inner(one) for one in layer.layers)


def _inner(layer: Layer) -> tuple[object, ...]:
    return layer.name, layer.what, values(layer.gives), tuple(map(_inner, layer.layers))


def _count(layer: Layer) -> int:
    return sum(1 + _count(one) for one in layer.layers)


def _range(first: str, last: str) -> str:
    """``blocks.0 … 11``"""
    shared = first.rpartition(".")[0]
    tail = last.removeprefix(f"{shared}.") if shared else last
    return f"{one_line(first)} … {one_line(tail)}"


def _returned(run: list[Layer]) -> str:
    paths = [one_line(path) for layer in run for path in layer.returned]
    return f"→ returned {', '.join(filter(None, paths))}".rstrip() if paths else ""
