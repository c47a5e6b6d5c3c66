"""Statements with a body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import libcst as cst

from headlint.ir.body import Body
from headlint.ir.expressions import Expression
from headlint.ir.statements import Class, For, Function, Handler, If, Statement, Try, While, With, WithItem
from headlint.lower.access import arguments, parameters
from headlint.lower.context import Context, lower_expression, lower_optional, lower_statement, statements


def block(nodes: Sequence[cst.CSTNode], context: Context) -> tuple[Statement, ...]:
    """Statements in order, those of one line side by side."""
    lowered: list[Statement] = []
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            lowered += [lower_statement(each, context) for each in node.body]
        else:
            lowered.append(lower_statement(node, context))
    return tuple(lowered)


def suite(node: cst.BaseSuite, context: Context) -> tuple[Statement, ...]:
    """The body of a compound statement, on its own lines or behind the colon."""
    return block(node.body, context)


def _orelse(node: cst.Else | None, context: Context) -> tuple[Statement, ...]:
    return () if node is None else suite(node.body, context)


@statements(cst.If)
def branch(node: cst.If, context: Context) -> Statement:
    test, body = lower_expression(node.test, context), suite(node.body, context)
    rest = node.orelse
    orelse = (branch(rest, context),) if isinstance(rest, cst.If) else _orelse(rest, context)
    return If(*context.at[id(node)], test, body, orelse)


@statements(cst.For)
def loop(node: cst.For, context: Context) -> Statement:
    target, iterable = lower_expression(node.target, context), lower_expression(node.iter, context)
    body, orelse = suite(node.body, context), _orelse(node.orelse, context)
    return For(*context.at[id(node)], target, iterable, body, orelse)


@statements(cst.While)
def while_loop(node: cst.While, context: Context) -> Statement:
    test, body = lower_expression(node.test, context), suite(node.body, context)
    return While(*context.at[id(node)], test, body, _orelse(node.orelse, context))


@statements(cst.With)
def managed(node: cst.With, context: Context) -> Statement:
    items = tuple([_with_item(item, context) for item in node.items])
    return With(*context.at[id(node)], items, suite(node.body, context))


def _with_item(node: cst.WithItem, context: Context) -> WithItem:
    value = lower_expression(node.item, context)
    target = None if node.asname is None else lower_expression(node.asname.name, context)
    return WithItem(*context.at[id(node)], value, target)


@statements(cst.Try, cst.TryStar)
def attempt(node: cst.Try | cst.TryStar, context: Context) -> Statement:
    body = suite(node.body, context)
    handlers = tuple([_handler(handler, context) for handler in node.handlers])
    orelse = _orelse(node.orelse, context)
    final = () if node.finalbody is None else suite(node.finalbody.body, context)
    return Try(*context.at[id(node)], body, handlers, orelse, final)


def _handler(node: cst.ExceptHandler | cst.ExceptStarHandler, context: Context) -> Handler:
    bound = None if node.name is None else node.name.name
    name = bound.value if isinstance(bound, cst.Name) else None
    return Handler(*context.at[id(node)], lower_optional(node.type, context), name, suite(node.body, context))


def _decorators(nodes: Sequence[cst.Decorator], context: Context) -> tuple[Expression, ...]:
    return tuple([lower_expression(node.decorator, context) for node in nodes])


@contextmanager
def _said_inside(context: Context, function: bool = True) -> Iterator[dict[str, None]]:
    """The words of a definition. Those around it are its function's, since that runs it, and not its module's."""
    outer, inside = context.words, context.inside
    words: dict[str, None] = {}
    context.words, context.inside = words, inside or function
    yield words
    context.words, context.inside = outer, inside
    if inside:
        outer.update(words)


@statements(cst.FunctionDef)
def function(node: cst.FunctionDef, context: Context) -> Statement:
    with _said_inside(context) as words:
        decorators, takes = _decorators(node.decorators, context), parameters(node.params, context)
        returns = None if node.returns is None else lower_expression(node.returns.annotation, context)
        outer, context.yields = context.yields, False
        body = Body(suite(node.body, context))
        generator, context.yields = context.yields, outer
    place, name = context.at[id(node.name)], node.name.value
    is_async = node.asynchronous is not None
    return Function(*place, name, takes, body, decorators, returns, is_async, generator, " ".join(words))


@statements(cst.ClassDef)
def class_definition(node: cst.ClassDef, context: Context) -> Statement:
    with _said_inside(context, function=False):
        decorators = _decorators(node.decorators, context)
        bases = arguments([*node.bases, *node.keywords], context)
        body = suite(node.body, context)
    return Class(*context.at[id(node.name)], node.name.value, bases, body, decorators)
