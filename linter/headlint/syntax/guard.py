"""What must not reach libcst, because it would take the process down or not come back.

Measured on libcst 1.9: memory grows with nesting times length (1,000 nested calls take 2 GB), time with the square of
a chain (``a.b().c()...``, ``a + b + ...``) and exponentially with the nesting of patterns.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from headlint.syntax.chains import Chains, Tangled
from headlint.syntax.tokens import EVERYTHING, tokens

SIZE = 1_000_000  # characters
_BRACKETS = 200  # open at a time
_LOAD = 1_200_000  # tokens times the brackets open around them; one costs about 1.4 KB
_LARGE = 200_000  # characters; one costs 2 KB where none is part of a longer word
_LARGE_LOAD = 400_000  # characters times the brackets open around them
_LONG = 500  # characters of a statement; in a shorter one no chain gets long enough to matter

_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_ROW_ENDS = frozenset(("\r\n", "\r", "\n"))


class Refusal(NamedTuple):
    """Why a text is not read, and the row (from 1) where that shows."""

    reason: str
    row: int


def check(text: str, size: int = SIZE) -> Refusal | None:
    """What keeps a text from being parsed safely, or None. ``size`` is the largest number of characters allowed.

    Linear in the text, and takes a few hundredths of the time of the parse.
    """
    if len(text) > size:
        return Refusal(f"larger than {size:,} characters", 1)
    try:
        if _statements(text) > _LOAD:
            _load(text)
    except Tangled as tangled:
        return Refusal(tangled.reason, len(re.findall(r"\r\n?|\n", text[: tangled.offset])) + 1)
    return None


def is_heavy(text: str) -> bool:
    """True where the parse may take more than a few hundred megabytes."""
    try:
        return len(text) > _LARGE or _statements(text) > _LARGE_LOAD
    except Tangled:
        return False


def _statements(text: str) -> int:
    """Looks at every statement, and returns the number of characters times the brackets around them."""
    chains = Chains(text)
    depth = load = last = statement = 0
    for token, start, end in tokens(text, 0, len(text)):
        change = _DEPTH.get(token)
        if change is not None:
            load += depth * (start - last)
            last = start
            depth = max(depth + change, 0)
            if depth > _BRACKETS:
                raise Tangled("brackets are nested too deeply", start)
        elif not depth and token in _ROW_ENDS:
            if end - statement > _LONG or chains.all_matter:
                chains.statement(statement, end, end - statement > _LONG)
            statement = end
    chains.statement(statement, len(text), len(text) - statement > _LONG)
    return load


def _load(text: str) -> None:
    """The same load by tokens, which is what counts, and takes longer to find out."""
    depth = load = 0
    for token, start, _ in tokens(text, 0, len(text), EVERYTHING):
        depth = max(depth + _DEPTH.get(token, 0), 0)
        load += depth
        if load > _LOAD:
            raise Tangled("too much is nested in brackets", start)
