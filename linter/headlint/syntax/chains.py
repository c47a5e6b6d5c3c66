"""Long chains and nested patterns: what libcst reads in more than linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headlint.syntax.tokens import EVERYTHING, tokens

# Operators, attributes, calls and subscripts one behind the other. Each nests in the next, and libcst copies all that
# came before it: the work below is the number of tokens so copied, 0.5 to 1 microsecond each.
_JOINTS = 1_000
_WORK = 4_000_000
# libcst tries a pattern twice at each level of nesting, and four times at a brace; the work is the number of tokens
# so tried, about 2.5 microseconds each.
_NESTING = 12
_TRIALS = 1_000_000
_ELIFS = 1_000  # each nests in the one before

_WORDS = frozenset(("not", "if", "lambda", "await", "and", "or"))
_OPERATORS = frozenset((*"+-*/%@&|^~<>.", "//", "**", "<<", ">>", "<=", ">=", "==", "!="))
_JOINING = _WORDS | _OPERATORS
_TRIED = {"(": 1, "[": 1, "{": 2}
_CLOSERS = frozenset(")]}")
_PATTERN = re.compile(r"[ \t\f]*+case\b")
_PATTERNS = re.compile(r"[\r\n][ \t\f]*+case\b")
_ROW = re.compile(r"([ \t\f]*+)(elif\b|else\b|[\r\n#])?")


class Tangled(Exception):
    """The text has something at ``offset`` that must not be parsed, for ``reason``."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset


@dataclass(slots=True)
class _Level:
    """What stands in one pair of brackets: tokens in all, then tokens and joints since the last comma."""

    tokens: int = 0
    run: int = 0
    joints: int = 0
    lambdas: int = 0


class Chains:
    """Adds up what the long statements and the patterns of one text cost; raises Tangled when that is too much."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.work = 0
        self.trials = 0
        self.elifs: dict[int, int] = {}
        self.has_patterns = "case" in text and bool(_PATTERNS.search(text))
        self.has_elifs = text.count("elif") > _ELIFS
        self.all_matter = self.has_patterns or self.has_elifs

    def statement(self, start: int, end: int, is_long: bool) -> None:
        """Looks at the logical line between two offsets."""
        if is_long:
            self._expressions(start, end)
        if self.has_patterns and (case := _PATTERN.match(self.text, start, end)):
            self._pattern(case.end(), end)
        if self.has_elifs:
            self._branch(start)

    def _expressions(self, start: int, end: int) -> None:
        levels = [_Level()]
        previous = ""
        for token, at, _ in tokens(self.text, start, end, EVERYTHING):
            level = levels[-1]
            level.tokens += 1
            level.run += 1
            if token in _TRIED:
                if token != "{" and (previous[:1].isidentifier() or previous in _CLOSERS):
                    self._join(level, at)
                levels.append(_Level())
            elif token in _CLOSERS and len(levels) > 1:
                inner = levels.pop().tokens
                levels[-1].tokens += inner
                levels[-1].run += inner
            elif token in _JOINING:
                level.lambdas += token == "lambda"
                self._join(level, at)
            elif token == "," or token == ";":
                level.run = 0
                level.joints = level.lambdas  # its parameters have commas too
            previous = token

    def _join(self, level: _Level, at: int) -> None:
        level.joints += 1
        self.work += level.run
        if level.joints > _JOINTS or self.work > _WORK:
            raise Tangled("a chain of operators or calls is too long", at)

    def _pattern(self, start: int, end: int) -> None:
        opened: list[int] = []
        nesting = 0
        for token, at, _ in tokens(self.text, start, end, EVERYTHING):
            if not opened and (token == ":" or token == "if"):
                return
            if token in _TRIED:
                opened.append(_TRIED[token])
                nesting += opened[-1]
            elif token in _CLOSERS and opened:
                nesting -= opened.pop()
            self.trials += 2 ** min(nesting, _NESTING)
            if nesting > _NESTING or self.trials > _TRIALS:
                raise Tangled("patterns are nested too deeply", at)

    def _branch(self, start: int) -> None:
        row = _ROW.match(self.text, start)
        if row is None or row[2] in ("\r", "\n", "#"):
            return
        indent = len(row[1])
        self.elifs = {each: count for each, count in self.elifs.items() if each <= indent}
        if row[2] == "elif":
            self.elifs[indent] = self.elifs.get(indent, 0) + 1
            if self.elifs[indent] > _ELIFS:
                raise Tangled("an if statement has too many branches", start)
        elif row[2] is None:
            self.elifs.pop(indent, None)
