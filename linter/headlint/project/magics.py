"""IPython's additions to Python, taken out of a cell so that what remains is Python, row by row in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Cell magics whose body runs as Python in the notebook's own namespace.
_PYTHON_CELLS = frozenset(
    {"capture", "debug", "ipytest", "memit", "notify", "prun", "scalene", "time", "timeit", "wandb"}
)
# Line magics whose argument is a statement that runs.
_PYTHON_LINES = frozenset({"memit", "prun", "time", "timeit"})
# What an assigned shell line or magic gives: a name that IPython always defines and whose value nothing is known of.
_UNKNOWN = "get_ipython()"

_INDENT = re.compile(r"[ \t]*")
_CELL_MAGIC = re.compile(r"%%(\w+)")
_LINE_MAGIC = re.compile(r"%(\w+)(?:[ \t]+-(?>[nrlsTD][ \t]*[\w.]+|[a-zA-Z]+))*+[ \t]+")
_COMPOUND = re.compile(r"(?:if|for|while|with|def|class|try|async|match)\b|@")
_HELP = re.compile(r"%{0,2}[A-Za-z_*][\w*]*(?:\.[\w*]+|\[-?\d+\])*\?\??[ \t]*;?[ \t]*(?:#.*)?$")
_TARGET = r"(?:[\w \t.,*()]|\[[^\]\n=]*\])+"
_ASSIGNED = re.compile(rf"({_TARGET}=[ \t]*)(?:!|%(?=[A-Za-z_]))")
# What changes the state of the reader: a comment, a string opened or closed, a bracket.
_TOKEN = re.compile(r"#.*|'''|\"\"\"|'(?:[^'\\\n]|\\.)*(?:'|$)|\"(?:[^\"\\\n]|\\.)*(?:\"|$)|[()\[\]{}]")
_STRING_END = {quote: re.compile(rf"(?:[^\\]|\\.)*?{quote}", re.DOTALL) for quote in ("'''", '"""')}


@dataclass(slots=True)
class _Reader:
    """Where in a program the next row begins: inside brackets, a long string, or after a backslash."""

    depth: int = 0
    quote: str = ""
    continued: bool = False

    @property
    def at_statement(self) -> bool:
        return not (self.depth or self.quote or self.continued)

    def read(self, row: str) -> None:
        """Move past one row of Python."""
        at, last = 0, ""
        while at < len(row):
            if self.quote:
                end = _STRING_END[self.quote].match(row, at)
                if end is None:
                    return
                at, self.quote = end.end(), ""
            elif token := _TOKEN.search(row, at):
                at, last = token.end(), token[0]
                self._meet(last)
            else:
                break
        self.continued = row.endswith("\\") and not last.startswith("#")

    def _meet(self, token: str) -> None:
        if token in _STRING_END:
            self.quote = token
        elif token in ("(", "[", "{"):
            self.depth += 1
        elif token in (")", "]", "}"):
            self.depth = max(0, self.depth - 1)


def plain_python(cell: str) -> str | None:
    """The cell as Python with the same number of rows, and every column that still matters in its place. None
    where the cell ends in the middle of a bracket or a string, so that it would swallow the next one."""
    rows = cell.split("\n")
    first = next((index for index, row in enumerate(rows) if row.strip()), 0)
    if magic := _CELL_MAGIC.match(rows[first]):
        if magic[1] not in _PYTHON_CELLS:
            return "\n" * (len(rows) - 1)
        rows[first] = ""
    return _without_lines(rows)


def _without_lines(rows: list[str]) -> str | None:
    reader, plain, escaping = _Reader(), [], False
    for row in rows:
        if escaping:
            plain.append("")
        elif reader.at_statement and (replaced := _replaced(row)) is not None:
            plain.append(replaced)
            # A kept statement may go on in the next row.
            reader.read(replaced)
            if reader.at_statement:
                escaping = True
        else:
            plain.append(row)
            reader.read(row)
        escaping = escaping and row.endswith("\\")
    return "\n".join(plain) if reader.at_statement else None


def _replaced(row: str) -> str | None:
    """The Python that stands for a row of IPython at the start of a statement; None where the row is Python."""
    indent = _INDENT.match(row)
    start = indent.end() if indent else 0
    rest = row[start:]
    if rest[:1] in ("!", "?", ",", ";", "/") or (rest[:1] == "%" and rest[1:2] != "=") or _HELP.match(rest):
        return row[:start] + (_kept_statement(rest) or "pass")
    if assigned := _ASSIGNED.match(row):
        return assigned[1] + (_kept_value(row[assigned.end(1) :]) or _UNKNOWN)
    return None


def _kept_statement(magic: str) -> str | None:
    """``%time f(x)`` as ``0;    f(x)``: the statement runs, in its column."""
    match = _LINE_MAGIC.match(magic)
    if match is None or match[1] not in _PYTHON_LINES or _COMPOUND.match(magic, match.end()):
        return None
    return "0;".ljust(match.end()) + magic[match.end() :]


def _kept_value(magic: str) -> str | None:
    """``%time f(x)`` as the value that it gives, in its column."""
    match = _LINE_MAGIC.match(magic)
    return " " * match.end() + magic[match.end() :] if match and match[1] == "time" else None
