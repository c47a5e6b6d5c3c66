"""Source frames: the places of a finding, row by row, underlined and labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rich.text import Text

from headlint.diagnostics import Entry, Finding, Span
from headlint.report.glyphs import Glyphs
from headlint.report.row import Row, rows_of
from headlint.report.visible import one_line, visible

_HEADERS = ("def ", "class ", "async def ")
_TALL = 4  # a span of more rows is shown by its first one
_LABEL = 28  # cells that a wrapped label may always have
_NEAR = 2  # so few rows between two shown ones are shown as well


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to underline, and what to say of it."""

    span: Span
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """Rich styles of the parts of a frame."""

    rail: str = "blue"
    path: str = "bold"
    context: str = "dim"
    related: str = "cyan"
    primary: str = "bold red"


def marks_of(finding: Finding, entry: Entry | None) -> list[Mark]:
    """The places of a finding in the order of the story, the consumed one last. Its label is what a related place
    with the same span says, else what the ledger's ``entry`` says of it."""
    own = [related.message for related in finding.related if related.span == finding.span]
    if not own and entry is not None and entry.receives and finding.related:
        several = "," in entry.receives  # the finding is true of one of them
        own = ["and this is one of several inputs here" if several else f"and receives {entry.receives} here"]
    others = [Mark(related.span, one_line(related.message)) for related in finding.related]
    label = one_line(own[0]) if own else ""
    return [mark for mark in others if mark.span != finding.span] + [Mark(finding.span, label, primary=True)]


@dataclass(frozen=True, slots=True)
class Frames:
    """Draws marks over the source in ``texts`` on at most ``width`` cells."""

    texts: Mapping[str, str]
    width: int
    glyphs: Glyphs
    styles: Styles = Styles()

    def draw(self, marks: Sequence[Mark]) -> Iterator[Text]:
        """The frames of the marks in their order; neighbours in one file share a frame."""
        sources = {key: rows_of(self.texts[key]) for mark in marks if (key := text_key(mark.span)) in self.texts}
        inside = [mark for mark in marks if mark.span.row <= len(sources.get(text_key(mark.span), ()))]
        gutter = max((len(str(mark.span.end_row)) for mark in inside), default=0) + 2
        corner = self.glyphs.first
        for key, group in groupby(inside, key=lambda mark: text_key(mark.span)):
            if corner == self.glyphs.next:
                yield self._bar(gutter)
            yield Text(" " * (gutter + 1)).append(corner, self.styles.rail).append(f" {visible(key)}", self.styles.path)
            yield from self._frame(sources[key], list(group), gutter)
            corner = self.glyphs.next

    def _frame(self, source: list[str], marks: list[Mark], gutter: int) -> Iterator[Text]:
        marked = {row for mark in marks for row in _rows_of(mark.span) if row <= len(source)}
        above = None
        for number in sorted(_with_context(source, marked)):
            # A row after a gap is tied on by a broken rail.
            rail = self.glyphs.rail if above in (None, number - 1) else self.glyphs.gap
            begin = Text().append(f"{number:>{gutter}} {rail} ", self.styles.rail)
            here = [mark for mark in marks if mark.span.row == number]
            yield from self._row(source[number - 1], begin, here, "" if number in marked else self.styles.context)
            above = number

    def _row(self, source: str, begin: Text, marks: list[Mark], style: str) -> Iterator[Text]:
        """A row of source behind its number, and an underline for each mark that begins in it."""
        row, room = Row.of(source), max(20, self.width - begin.cell_len)
        stretches = [row.cells(*_columns(mark.span, row)) for mark in marks]
        start, end = min((s for s, _ in stretches), default=0), max((e for _, e in stretches), default=0)
        first, past = row.window(start, end, room)
        before, after = self.glyphs.cut if first else "", self.glyphs.cut if past < row.width else ""
        gutter = begin.cell_len - 3
        yield begin.append(before + row.text(first, past) + after, style)
        for mark, (start, end) in zip(marks, stretches, strict=True):
            at = max(0, min(start, past - 1) - first) + len(before)
            until = min(end, past) - first + len(before)
            yield from self._underline(mark, at, max(at + 1, until), room, gutter)

    def _underline(self, mark: Mark, start: int, end: int, room: int, gutter: int) -> Iterator[Text]:
        style = self.styles.primary if mark.primary else self.styles.related
        sign = self.glyphs.primary if mark.primary else self.glyphs.related
        line = self._bar(gutter).append(" " * (start + 1)).append(sign * (end - start), style)
        words = Text(mark.label, style)
        if not mark.label or end + 2 + words.cell_len <= room:
            yield line.append("  " if mark.label else "").append(words)
            return
        yield line
        # Below the line, as far to the right as the words allow.
        indent = min(start, max(0, room - min(words.cell_len, _LABEL)))
        for part in wrapped(words, room - indent):
            yield self._bar(gutter).append(" " * (indent + 1)).append(part)

    def _bar(self, gutter: int) -> Text:
        return Text(" " * (gutter + 1)).append(self.glyphs.rail, self.styles.rail)


def wrapped(text: Text, width: int) -> list[Text]:
    """The text in lines of at most ``width`` cells, broken between words where they allow it."""
    from rich.console import Console

    return list(text.wrap(Console(width=width, force_terminal=False), width))


def text_key(span: Span) -> str:
    """The key of a span's source in ``Result.texts``."""
    return span.path if span.cell is None else f"{span.path}#{span.cell}"


def _rows_of(span: Span) -> range:
    """The rows shown for a span: all of a low one, the first of a tall one."""
    last = span.end_row if span.end_row - span.row < _TALL else span.row
    return range(span.row, last + 1)


def _columns(span: Span, row: Row) -> tuple[int, int]:
    """The columns of a span in its first row."""
    return span.column, span.end_column if span.row == span.end_row else row.content_end


def _with_context(source: list[str], marked: Iterable[int]) -> set[int]:
    """The marked rows, the header of the function or class around each, and the few rows between."""
    shown = set(marked)
    shown |= {header for row in marked if (header := _header_above(source, row))}
    for before, after in pairwise(sorted(shown)):
        between = range(before + 1, after)
        if len(between) <= _NEAR and any(source[row - 1].strip() for row in between):
            shown.update(between)
    return shown


def _header_above(source: list[str], number: int) -> int | None:
    """The row of the innermost ``def`` or ``class`` around a row."""
    indent = _indent(source[number - 1])
    for at in range(number - 1, 0, -1):
        line = source[at - 1]
        if line.strip() and _indent(line) < indent:
            indent = _indent(line)
            if line.lstrip().startswith(_HEADERS):
                return at
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
