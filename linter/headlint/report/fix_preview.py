"""The rows that a fix changes, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from rich.text import Text

from headlint.diagnostics import Edit, Fix
from headlint.project.editing import applied
from headlint.report.frame import text_key
from headlint.report.glyphs import Glyphs
from headlint.report.row import Row, rows_of
from headlint.report.visible import visible

_MOST = 12  # changed rows; a longer preview would bury the message


def preview(fix: Fix, texts: Mapping[str, str], home: str, width: int, glyphs: Glyphs) -> Iterator[Text]:
    """The changed rows of each file, below its name where that is not the finding's ``home``; nothing where a text is
    missing or the change is long."""
    by_text: dict[str, list[Edit]] = defaultdict(list)
    for edit in fix.edits:
        by_text[text_key(edit.span)].append(edit)
    if not all(key in texts for key in by_text):
        return
    changes = [(key, row, sign, line) for key in by_text for row, sign, line in _changes(texts[key], by_text[key])]
    if len(changes) > _MOST:
        return
    gutter = max((len(str(row)) for _, row, _, _ in changes), default=0) + 2
    shown = home if set(by_text) == {home} else None
    for key, row, sign, line in changes:
        if key != shown:
            yield Text(" " * (gutter + 1)).append(glyphs.next, "blue").append(f" {visible(key)}", "bold")
        shown = key
        yield _row(row, sign, line, gutter, width, glyphs)


def _row(number: int, sign: str, line: str, gutter: int, width: int, glyphs: Glyphs) -> Text:
    row, room = Row.of(line), max(20, width - gutter - 5)
    first, past = row.window(0, 0, room)
    shown = row.text(first, past) + (glyphs.cut if past < row.width else "")
    text = Text().append(f"{number:>{gutter}} {glyphs.rail} ", "blue")
    return text.append(f"{sign} {shown}", "red" if sign == "-" else "green")


def _changes(text: str, edits: Sequence[Edit]) -> Iterator[tuple[int, str, str]]:
    """Row, sign and content of each row that goes or comes."""
    before = rows_of(text)
    after = rows_of(applied("\n".join(before), edits))
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from ((row + 1, "-", before[row]) for row in range(a, b))
            yield from ((row + 1, "+", after[row]) for row in range(c, d))
