"""What a program's own comments say must be found in it.

The grammar, on the line or alone on the line above: ``# expect: HL101`` (several: ``HL101, HL403``),
``# missing: HL101 why`` and ``# spurious: HL101 why`` for known gaps, ``# reveal: z = softmax[3]`` for what the
interpreter knows of a variable right after the statement. Marks may follow other comments and each other.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MARK = re.compile(r"#\s*(expect|missing|spurious|reveal):(.*?)(?=#\s*(?:expect|missing|spurious|reveal):|$)")
_CODES = re.compile(r"\s*([A-Z]+\d{3,5}(?:\s*,\s*[A-Z]+\d{3,5})*)(?:\s+(\S.*?))?\s*$")
_REVEAL = re.compile(r"\s*([^\W\d]\w*)\s*=\s*(\S.*?)\s*$")


class MarkError(ValueError):
    """A mark that does not follow the grammar."""


class Verb(StrEnum):
    """What a claim says of a finding."""

    EXPECT = "expect"  # it is reported, and has to be
    MISSING = "missing"  # it ought to be reported and is not yet
    SPURIOUS = "spurious"  # it is reported and ought not to be


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about one code on one row. ``why`` explains a known gap."""

    verb: Verb
    code: str
    row: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reveal:
    """After the statement that starts on ``row``, the variable ``name`` is known as ``text``: ``softmax[3]``,
    ``raw[1] cut``, ``unknown``, alternatives joined by `` | `` in sorted order."""

    name: str
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A source with its marks. ``text`` is the source without them, row for row and column for column the same."""

    text: str
    claims: tuple[Claim, ...] = ()
    reveals: tuple[Reveal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Comment:
    row: int
    column: int  # from 0
    text: str


def parse(source: str) -> Marked:
    """Read the marks of a source and take them out of it. Raises MarkError where one is malformed."""
    lines = source.split("\n")
    comments, starts = _tokens(source, lines)
    claims: list[Claim] = []
    reveals: list[Reveal] = []
    for comment in comments:
        row = _row_meant(comment, lines)
        for verb, rest in _MARK.findall(comment.text):
            if verb == "reveal":
                reveals.append(_reveal(rest, row, starts.get(row, row)))
            else:
                claims.extend(_claims(Verb(verb), rest, row))
        lines[comment.row - 1] = _without_marks(lines[comment.row - 1], comment)
    return Marked("\n".join(lines), tuple(claims), tuple(reveals))


def _tokens(source: str, lines: list[str]) -> tuple[list[_Comment], dict[int, int]]:
    """The comments, and for each row the row on which its statement starts."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        # No Python, so no strings to beware of: a program that must not parse, or a cell with magic lines.
        found = ((row, line.find("#"), line) for row, line in enumerate(lines, 1))
        return [_Comment(row, at, line[at:].rstrip("\r")) for row, at, line in found if at >= 0], {}
    comments = [_Comment(*t.start, t.string) for t in tokens if t.type == tokenize.COMMENT]
    return comments, dict(_statement_starts(tokens))


def _statement_starts(tokens: list[tokenize.TokenInfo]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for token in tokens:
        if token.type in (tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
            continue
        start = token.start[0] if start is None else start
        if token.type == tokenize.NEWLINE:
            yield from ((row, start) for row in range(start, token.start[0] + 1))
            start = None


def _row_meant(comment: _Comment, lines: list[str]) -> int:
    if lines[comment.row - 1][: comment.column].strip():
        return comment.row
    below = enumerate(lines[comment.row :], comment.row + 1)
    return next((row for row, line in below if line.strip() and not line.lstrip().startswith("#")), comment.row)


def _claims(verb: Verb, rest: str, row: int) -> Iterator[Claim]:
    match = _CODES.match(rest)
    if match is None:
        raise MarkError(f"row {row}: no code in '{verb}:{rest}'")
    codes, why = match.group(1), match.group(2) or ""
    if why and verb is Verb.EXPECT:
        raise MarkError(f"row {row}: 'expect:' takes codes alone, not '{why}'")
    if not why and verb is not Verb.EXPECT:
        raise MarkError(f"row {row}: '{verb}:' must say why")
    for code in re.split(r"\s*,\s*", codes):
        yield Claim(verb, code, row, why)


def _reveal(rest: str, row: int, start: int) -> Reveal:
    match = _REVEAL.match(rest)
    if match is None:
        raise MarkError(f"row {row}: 'reveal:' takes 'name = what is known', not '{rest.strip()}'")
    return Reveal(match.group(1), match.group(2), start)


def _without_marks(line: str, comment: _Comment) -> str:
    kept = _MARK.sub("", comment.text)
    if kept == comment.text:
        return line
    end = "\r" if line.endswith("\r") else ""
    return (line[: comment.column] + kept).rstrip() + end
