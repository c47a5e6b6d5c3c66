"""The brackets, strings and row ends of a text, without building anything.

This is what has to be known of a text before a parser that it could bring down may see it. Comments and the insides
of strings are skipped; the replacement fields of f-strings are code again, whatever quotes they contain (Python 3.12).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

Token = tuple[str, int, int]  # its text (of an f-string only the quote), start and end

_STRING = "|".join(
    rf"{quote * 3}[^{quote}\\]*+(?:(?:\\.|{quote}(?!{quote * 2}))[^{quote}\\]*+)*+(?:{quote * 3}|\Z)"
    rf"|{quote}[^{quote}\\\r\n]*+(?:\\(?:\r\n|.)[^{quote}\\\r\n]*+)*+{quote}?"
    for quote in "\"'"
)
_BRACKETS = rf"[()\[\]{{}}]|\r\n?|\n|{_STRING}|\\(?:\r\n|.)|\#[^\r\n]*+"
_EVERYTHING = rf"{_BRACKETS}|\w+|\*\*|//|<<|>>|[<>=!]=|->|:=|[^\w\s]"
BRACKETS = re.compile(_BRACKETS, re.DOTALL)
EVERYTHING = re.compile(_EVERYTHING, re.DOTALL)

_PREFIX = re.compile(r"(?<!\w)(?:[fFtT][rR]?|[rR][fFtT])\Z")
# An f-string in whose fields nothing can be mistaken for its end, and nothing can be nested deep.
_SIMPLE = re.compile(r"(?:[^{}\\]++|\\[^{}]|\{\{|\}\}|\{[^{}\"'\\#]{0,100}+\})*+", re.DOTALL)
_FIELD = "field"
_SKIPPED = frozenset("#\\")
_QUOTES = frozenset("\"'")
_PREFIXES = frozenset("fFtTrR")
# What to look for inside an f-string, by the innermost thing that is open there: a literal, named by its quote, a
# replacement field, or its format specification. Brackets inside a field are looked at as code.
_LITERAL = r"\{\{|\}\}|\{|\\[^{}]"
_INSIDE = {
    **{quote: re.compile(rf"{quote}|[\r\n]|{_LITERAL}", re.DOTALL) for quote in ("'", '"')},
    **{quote: re.compile(rf"{quote}|{_LITERAL}", re.DOTALL) for quote in ("'''", '"""')},
    ":": re.compile(r"[{}]"),
}
_FIELDS = {each: re.compile(rf"!=|[!:]|{each.pattern}", re.DOTALL) for each in (BRACKETS, EVERYTHING)}


def tokens(text: str, start: int, end: int, pattern: re.Pattern[str] = BRACKETS) -> Iterator[Token]:
    """The tokens between two offsets that do not lie inside a string; ``pattern`` says of which sort (BRACKETS also
    finds strings and row ends, EVERYTHING also words and operators)."""
    position: int | None = start
    while position is not None:
        position = yield from _stretch(text, position, end, pattern)


def _stretch(text: str, start: int, end: int, pattern: re.Pattern[str]) -> Generator[Token, None, int | None]:
    """The tokens up to the end, or up to the end of the first f-string that needs a closer look, which is returned."""
    for match in pattern.finditer(text, start, end):
        token = match[0]
        first = token[0]
        if first in _SKIPPED:
            continue
        if first in _QUOTES and _is_formatted(text, match.start()):
            quote = first * 3 if token.startswith(first * 3) else first
            inner = match.start() + len(quote)
            if pattern is EVERYTHING or not _SIMPLE.fullmatch(text, inner, match.end() - len(quote)):
                yield quote, match.start(), inner
                return (yield from _formatted(text, inner, end, quote, pattern))
        yield token, match.start(), match.end()
    return None


def _is_formatted(text: str, start: int) -> bool:
    return text[start - 1 : start] in _PREFIXES and bool(_PREFIX.search(text, max(start - 3, 0), start))


def _formatted(text: str, start: int, end: int, quote: str, pattern: re.Pattern[str]) -> Generator[Token, None, int]:
    """The tokens in the fields of the f-string whose literal begins at ``start``; returns where the string ends."""
    stack = [quote]
    position = start
    while stack:
        top = stack[-1]
        match = (_INSIDE.get(top) or (_FIELDS[pattern] if top == _FIELD else pattern)).search(text, position, end)
        if match is None:
            return end
        token, position = match[0], match.end()
        if top in _INSIDE:
            if _in_literal(token, stack):
                yield token, match.start(), position
        elif token[0] in _QUOTES and _is_formatted(text, match.start()):
            stack.append(token[0] * 3 if token.startswith(token[0] * 3) else token[0])
            position = match.start() + len(stack[-1])
        elif token[0] not in _SKIPPED and _in_code(token, stack):
            yield token, match.start(), position
    return position


def _in_literal(token: str, stack: list[str]) -> bool:
    """Follows a token of a literal or a specification; says whether it is a bracket of a replacement field."""
    if token == "{":
        stack.append(_FIELD)
    elif token == "}":  # only looked for in a specification, and ends it and its field
        del stack[-2:]
    elif token == stack[-1] or token in "\r\n":
        stack.pop()
    return token in ("{", "}")


def _in_code(token: str, stack: list[str]) -> bool:
    """Follows a token of a field; says whether it is a token of the program."""
    if token in ("(", "[", "{"):
        stack.append(token)
    elif token in (")", "]", "}"):
        stack.pop()
    elif stack[-1] == _FIELD and token in ("!", ":"):
        if token == ":":
            stack.append(":")
        return False
    return True
