"""The match statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import libcst as cst

from headlint.ir.patterns import Pattern
from headlint.ir.statements import Case, Match, Statement
from headlint.lower.compound import suite
from headlint.lower.context import Context, lower_expression, lower_optional, statements


@statements(cst.Match)
def match(node: cst.Match, context: Context) -> Statement:
    subject = lower_expression(node.subject, context)
    cases = tuple([_case(case, context) for case in node.cases])
    return Match(*context.at[id(node)], subject, cases)


def _case(node: cst.MatchCase, context: Context) -> Case:
    bounds = context.at[id(node)]
    pattern = _Lowering(context, *bounds).pattern(node.pattern)
    guard = lower_optional(node.guard, context)
    return Case(*bounds, pattern, guard, suite(node.body, context))


@dataclass(frozen=True, slots=True)
class _Lowering:
    """Lowers the patterns of one case, whose bounds they all have."""

    context: Context
    start: int
    end: int

    def pattern(self, node: cst.MatchPattern) -> Pattern:
        return Pattern(self.start, self.end, **_FORMS[type(node)](self, node))

    def patterns(self, nodes: Iterable[cst.MatchPattern]) -> tuple[Pattern, ...]:
        return tuple([self.pattern(node) for node in nodes])


def _value(lower: _Lowering, node: cst.MatchValue) -> dict[str, Any]:
    return {"form": "value", "value": lower_expression(node.value, lower.context)}


def _singleton(lower: _Lowering, node: cst.MatchSingleton) -> dict[str, Any]:
    return {"form": "is", "value": lower_expression(node.value, lower.context)}


def _as(lower: _Lowering, node: cst.MatchAs) -> dict[str, Any]:
    """``_``, a name, or a pattern ``as`` a name: one that may be anything, or that is one of one."""
    name = None if node.name is None else node.name.value
    if node.pattern is None:
        return {"form": "any", "name": name}
    return {"form": "or", "parts": (lower.pattern(node.pattern),), "name": name}


def _or(lower: _Lowering, node: cst.MatchOr) -> dict[str, Any]:
    return {"form": "or", "parts": lower.patterns(each.pattern for each in node.patterns)}


def _sequence(lower: _Lowering, node: cst.MatchList | cst.MatchTuple) -> dict[str, Any]:
    parts = (each if isinstance(each, cst.MatchStar) else each.value for each in node.patterns)
    return {"form": "sequence", "parts": lower.patterns(parts)}  # type: ignore[arg-type]


def _star(lower: _Lowering, node: cst.MatchStar) -> dict[str, Any]:
    return {"form": "star", "name": None if node.name is None else node.name.value}


def _mapping(lower: _Lowering, node: cst.MatchMapping) -> dict[str, Any]:
    keys = tuple([lower_expression(each.key, lower.context) for each in node.elements])
    parts = lower.patterns(each.pattern for each in node.elements)
    return {"form": "mapping", "keys": keys, "parts": parts, "name": None if node.rest is None else node.rest.value}


def _class(lower: _Lowering, node: cst.MatchClass) -> dict[str, Any]:
    parts = lower.patterns([*(each.value for each in node.patterns), *(each.pattern for each in node.kwds)])
    cls = lower_expression(node.cls, lower.context)
    return {"form": "class", "value": cls, "parts": parts, "fields": tuple(each.key.value for each in node.kwds)}


_FORMS: dict[type, Callable[[_Lowering, Any], dict[str, Any]]] = {
    cst.MatchValue: _value,
    cst.MatchSingleton: _singleton,
    cst.MatchAs: _as,
    cst.MatchOr: _or,
    cst.MatchList: _sequence,
    cst.MatchTuple: _sequence,
    cst.MatchStar: _star,
    cst.MatchMapping: _mapping,
    cst.MatchClass: _class,
}
