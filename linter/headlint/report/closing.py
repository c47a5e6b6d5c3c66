"""The summary, coloured and broken between its parts. Needs no rich: a clean run ends as soon as it can."""

from __future__ import annotations

import re
from typing import Any

import click

_STYLES: dict[str, dict[str, Any]] = {
    "clear": {"fg": "green", "bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "advice": {"fg": "magenta", "bold": True},
    "wrong": {"fg": "red"},
    "unresolved": {"fg": "yellow"},
}
_WORDS = re.compile(
    r"(?P<clear>^All clear)"
    r"|(?P<error>[\d,]+ (?:errors?|files? not analysed)\b)"
    r"|(?P<warning>[\d,]+ warnings?\b)"
    r"|(?P<advice>[\d,]+ advice\b)"
    r"|(?P<wrong>[\d,]+ wrong\b)"
    r"|(?P<unresolved>[\d,]+ unresolved\b)"
)


def closing(line: str, width: int, dot: str) -> str:
    """``line`` on as few rows of ``width`` cells as its parts fit on, with ANSI styles. Printing decides whether the
    styles stay."""
    rows: list[str] = []
    for part in line.split(" · "):
        joined = f"{rows[-1]} {dot} {part}" if rows else part
        if rows and len(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(part)
    text = "\n".join(rows)
    return _WORDS.sub(lambda found: click.style(found[0], **_STYLES[found.lastgroup or ""]), text)
