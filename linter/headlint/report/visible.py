"""Text from source files made safe to show: nothing in it can move the cursor, turn the line round or forge a line."""

from __future__ import annotations

import unicodedata

from headlint.diagnostics import Span

# Control, format (bidi and zero-width among them), surrogate, private, unassigned; line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str) -> str:
    """``text`` with every character that would not show itself written as an escape, ``\\x1b`` or ``\\u202e``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(shown_character, text))


def shown_character(character: str) -> str:
    """The character itself, or the escape that stands for it."""
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


def place(span: Span) -> str:
    """Where a span begins, as one word that editors and terminals understand: ``path:row:column``."""
    return visible(str(span))


def row_place(span: Span) -> str:
    """The same without the column."""
    return place(span).rpartition(":")[0]


def one_line(text: str) -> str:
    """Prose on one line: line breaks and runs of blanks become one blank, hidden characters escapes."""
    return visible(" ".join(text.split()))
