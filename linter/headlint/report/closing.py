"""The summary, coloured and broken between its parts."""

from __future__ import annotations

from rich.text import Text

_COLOURS = (
    (r"^All clear", "bold green"),
    (r"[\d,]+ errors?\b", "bold red"),
    (r"[\d,]+ warnings?\b", "bold yellow"),
    (r"[\d,]+ advice\b", "bold magenta"),
    (r"[\d,]+ wrong\b", "red"),
    (r"[\d,]+ unresolved\b", "yellow"),
    (r"[\d,]+ files? not analysed\b", "bold red"),
)


def closing(line: str, width: int, dot: str) -> Text:
    """``line`` on as few rows of ``width`` cells as its parts fit on."""
    rows: list[str] = []
    for part in line.split(" · "):
        joined = f"{rows[-1]} {dot} {part}" if rows else part
        if rows and len(joined) <= width:
            rows[-1] = joined
        else:
            rows.append(part)
    text = Text("\n".join(rows))
    for pattern, style in _COLOURS:
        text.highlight_regex(pattern, style)
    return text
