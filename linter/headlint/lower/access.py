"""Attributes, subscripts, calls and lambdas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import libcst as cst

from headlint.ir.expressions import (
    Argument,
    Attribute,
    Call,
    Constant,
    Expression,
    Lambda,
    Name,
    Parameter,
    Slice,
    Starred,
    Subscript,
    Tuple,
)
from headlint.lower.context import Context, expressions, lower_expression, lower_optional

_WITHOUT_TENSORS = frozenset({"self", "math", "cmath", "np", "numpy", "log", "logger", "logging"})
_Kind = Literal["positional", "normal", "star", "keyword", "double_star"]


@expressions(cst.Attribute)
def attribute(node: cst.Attribute, context: Context) -> Expression:
    value, attr, words = lower_expression(node.value, context), node.attr.value, context.words
    words[attr] = None
    owner = _last_name(value)
    if owner:
        words[f"{owner}.{attr}"] = None
    return Attribute(*context.at[id(node)], value, attr)


@expressions(cst.Call)
def call(node: cst.Call, context: Context) -> Expression:
    function = lower_expression(node.func, context)
    given = arguments(node.args, context)
    _note_call(function, given, context.words)
    return Call(*context.at[id(node)], function, given)


def _note_call(function: Expression, given: tuple[Argument, ...], words: dict[str, None]) -> None:
    """What a call says, as ``headlint.ir.statements.Function`` lists it."""
    dotted = name = _last_name(function)
    words[f"{name}("] = None
    if isinstance(function, Attribute):
        owner = _last_name(function.value)
        dotted = f"{owner}.{name}"
        if owner not in _WITHOUT_TENSORS:
            words[f".{name}("] = None
    for argument in given:
        if argument.name is not None:
            words[argument.name] = words[f"{argument.name}="] = words[f"{dotted}({argument.name}="] = None
        elif not isinstance(argument.value, Constant):
            words[f"{dotted}(_"] = None


def _last_name(node: Expression) -> str:
    return node.id if isinstance(node, Name) else node.attr if isinstance(node, Attribute) else ""


def arguments(nodes: Sequence[cst.Arg], context: Context) -> tuple[Argument, ...]:
    """The arguments of a call or of a class definition."""
    return tuple([_argument(node, context) for node in nodes])


def _argument(node: cst.Arg, context: Context) -> Argument:
    value = lower_expression(node.value, context)
    keyword = node.keyword
    return Argument(*context.at[id(node)], value, None if keyword is None else keyword.value, node.star)


@expressions(cst.Subscript)
def subscript(node: cst.Subscript, context: Context) -> Expression:
    value = lower_expression(node.value, context)
    items = tuple([_index(element, context) for element in node.slice])
    if len(items) == 1 and not isinstance(node.slice[0].comma, cst.Comma) and not isinstance(items[0], Starred):
        index = items[0]
    else:
        index = Tuple(items[0].start, items[-1].end, items)
    return Subscript(*context.at[id(node)], value, index)


def _index(element: cst.SubscriptElement, context: Context) -> Expression:
    node = element.slice
    if isinstance(node, cst.Slice):
        lower, upper = lower_optional(node.lower, context), lower_optional(node.upper, context)
        return Slice(*context.at[id(element)], lower, upper, lower_optional(node.step, context))
    assert isinstance(node, cst.Index)
    value = lower_expression(node.value, context)
    return Starred(*context.at[id(element)], value) if node.star else value


@expressions(cst.Lambda)
def function(node: cst.Lambda, context: Context) -> Expression:
    takes = parameters(node.params, context)
    outer = context.yields
    body = lower_expression(node.body, context)
    context.yields = outer  # a yield in there makes the lambda a generator, not the function around it
    return Lambda(*context.at[id(node)], takes, body)


def parameters(node: cst.Parameters, context: Context) -> tuple[Parameter, ...]:
    """The parameters of a function or lambda, in the order in which they are written."""
    taken = [_parameter(each, "positional", context) for each in node.posonly_params]
    taken += [_parameter(each, "normal", context) for each in node.params]
    if isinstance(node.star_arg, cst.Param):
        taken.append(_parameter(node.star_arg, "star", context))
    taken += [_parameter(each, "keyword", context) for each in node.kwonly_params]
    if node.star_kwarg is not None:
        taken.append(_parameter(node.star_kwarg, "double_star", context))
    return tuple(taken)


def _parameter(node: cst.Param, kind: _Kind, context: Context) -> Parameter:
    annotation = None if node.annotation is None else lower_expression(node.annotation.annotation, context)
    default = lower_optional(node.default, context)
    context.words[node.name.value] = None
    return Parameter(*context.at[id(node)], node.name.value, kind, default, annotation)
