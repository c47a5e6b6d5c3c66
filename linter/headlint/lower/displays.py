"""Tuples, lists, sets, dicts and comprehensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from headlint.ir.expressions import Clause, Comprehension, Dict, Expression, List, Set, Starred, Tuple
from headlint.lower.context import Context, expressions, lower_expression


def _items(elements: Sequence[cst.BaseElement], context: Context) -> tuple[Expression, ...]:
    return tuple(
        [lower_expression(each if isinstance(each, cst.StarredElement) else each.value, context) for each in elements]
    )


@expressions(cst.Tuple)
def tuple_display(node: cst.Tuple, context: Context) -> Expression:
    return Tuple(*context.at[id(node)], _items(node.elements, context))


@expressions(cst.List)
def list_display(node: cst.List, context: Context) -> Expression:
    return List(*context.at[id(node)], _items(node.elements, context))


@expressions(cst.Set)
def set_display(node: cst.Set, context: Context) -> Expression:
    return Set(*context.at[id(node)], _items(node.elements, context))


@expressions(cst.Dict)
def dict_display(node: cst.Dict, context: Context) -> Expression:
    keys: list[Expression | None] = []
    values: list[Expression] = []
    for element in node.elements:
        keys.append(lower_expression(element.key, context) if isinstance(element, cst.DictElement) else None)
        values.append(lower_expression(element.value, context))
    return Dict(*context.at[id(node)], tuple(keys), tuple(values))


@expressions(cst.ListComp)
def list_comprehension(node: cst.ListComp, context: Context) -> Expression:
    element, clauses = lower_expression(node.elt, context), _clauses(node.for_in, context)
    return Comprehension(*context.at[id(node)], "list", element, None, clauses)


@expressions(cst.SetComp)
def set_comprehension(node: cst.SetComp, context: Context) -> Expression:
    element, clauses = lower_expression(node.elt, context), _clauses(node.for_in, context)
    return Comprehension(*context.at[id(node)], "set", element, None, clauses)


@expressions(cst.GeneratorExp)
def generator(node: cst.GeneratorExp, context: Context) -> Expression:
    element, clauses = lower_expression(node.elt, context), _clauses(node.for_in, context)
    return Comprehension(*context.at[id(node)], "generator", element, None, clauses)


@expressions(cst.DictComp)
def dict_comprehension(node: cst.DictComp, context: Context) -> Expression:
    key, value = lower_expression(node.key, context), lower_expression(node.value, context)
    return Comprehension(*context.at[id(node)], "dict", key, value, _clauses(node.for_in, context))


@expressions(cst.StarredDictComp)
def starred_dict_comprehension(node: cst.StarredDictComp, context: Context) -> Expression:
    value = lower_expression(node.value, context)
    element = Starred(value.start, value.end, value)
    return Comprehension(*context.at[id(node)], "dict", element, None, _clauses(node.for_in, context))


def _clauses(node: cst.CompFor, context: Context) -> tuple[Clause, ...]:
    return tuple([_clause(each, context) for each in _chain(node)])


def _chain(node: cst.CompFor | None) -> Iterator[cst.CompFor]:
    while node is not None:
        yield node
        node = node.inner_for_in


def _clause(node: cst.CompFor, context: Context) -> Clause:
    target, iterable = lower_expression(node.target, context), lower_expression(node.iter, context)
    tests = tuple([lower_expression(each.test, context) for each in node.ifs])
    return Clause(target.start, (tests or (iterable,))[-1].end, target, iterable, tests)
