"""The signs that frames are drawn with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """``first`` and ``next`` begin a frame, ``rail`` runs beside its rows, ``gap`` stands for rows left out,
    ``related`` and ``primary`` underline, ``cut`` ends a shortened row, ``dot`` separates."""

    first: str = "╭─"
    next: str = "├─"
    rail: str = "│"
    gap: str = "┆"
    related: str = "─"
    primary: str = "^"
    cut: str = "…"
    dot: str = "·"


UNICODE = Glyphs()
ASCII = Glyphs(first="+-", next="+-", rail="|", gap=":", related="-", primary="^", cut="~", dot="*")


def glyphs_for(encoding: str | None) -> Glyphs:
    """The finest signs that can be written in this encoding."""
    try:
        "".join([UNICODE.first, UNICODE.next, UNICODE.gap, UNICODE.cut]).encode(encoding or "ascii")
    except (LookupError, UnicodeError):
        return ASCII
    return UNICODE
