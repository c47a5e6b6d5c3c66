"""The match statement."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from headlint.ir.expressions import Expression
from headlint.ir.statements import Case, Match, Statement
from headlint.lower.compound import suite
from headlint.lower.context import Context, lower_expression, lower_optional, statements


@statements(cst.Match)
def match(node: cst.Match, context: Context) -> Statement:
    subject = lower_expression(node.subject, context)
    cases = tuple([_case(case, context) for case in node.cases])
    return Match(*context.at[id(node)], subject, cases)


def _case(node: cst.MatchCase, context: Context) -> Case:
    alternatives = list(_alternatives(node.pattern))
    wildcard = any(map(_takes_anything, alternatives))
    compared = [each for each in alternatives if isinstance(each, (cst.MatchValue, cst.MatchSingleton))]
    values: list[Expression] = []
    if len(compared) + sum(map(_takes_anything, alternatives)) == len(alternatives):
        values = [lower_expression(each.value, context) for each in compared]
    names = tuple(dict.fromkeys(_names(node.pattern)))
    guard = lower_optional(node.guard, context)
    return Case(*context.at[id(node)], tuple(values), names, wildcard, guard, suite(node.body, context))


def _alternatives(pattern: cst.MatchPattern) -> Iterator[cst.MatchPattern]:
    """What ``|`` joins, with the names that ``as`` gives taken off."""
    if isinstance(pattern, cst.MatchOr):
        for each in pattern.patterns:
            yield from _alternatives(each.pattern)
    elif isinstance(pattern, cst.MatchAs) and pattern.pattern is not None:
        yield from _alternatives(pattern.pattern)
    else:
        yield pattern


def _takes_anything(pattern: cst.MatchPattern) -> bool:
    return isinstance(pattern, cst.MatchAs) and pattern.pattern is None


def _names(pattern: cst.CSTNode | None) -> Iterator[str]:
    """The names that a pattern binds, in the order in which they are written."""
    for inner in _inner(pattern):
        yield from _names(inner)
    bound = pattern.rest if isinstance(pattern, cst.MatchMapping) else getattr(pattern, "name", None)
    if isinstance(bound, cst.Name):
        yield bound.value


def _inner(pattern: cst.CSTNode | None) -> list[cst.CSTNode | None]:
    match pattern:
        case cst.MatchAs():
            return [pattern.pattern]
        case cst.MatchOr():
            return [each.pattern for each in pattern.patterns]
        case cst.MatchList() | cst.MatchTuple():
            return [each if isinstance(each, cst.MatchStar) else each.value for each in pattern.patterns]
        case cst.MatchMapping():
            return [each.pattern for each in pattern.elements]
        case cst.MatchClass():
            return [*(each.value for each in pattern.patterns), *(each.pattern for each in pattern.kwds)]
    return []
