"""Operators, and what reads like one: conditional, await, yield, walrus."""

from __future__ import annotations

import libcst as cst

from headlint.ir.expressions import (
    Await,
    Binary,
    Boolean,
    Compare,
    Conditional,
    Constant,
    Expression,
    Starred,
    Unary,
    Walrus,
    Yield,
)
from headlint.lower.context import Context, expressions, lower_expression, lower_optional

_UNARY: dict[type, str] = {cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~", cst.Not: "not"}
_BINARY: dict[type, str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.BitOr: "|",
    cst.BitAnd: "&",
    cst.BitXor: "^",
}
_COMPARE: dict[type, str] = {
    cst.LessThan: "<",
    cst.GreaterThan: ">",
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThanEqual: "<=",
    cst.GreaterThanEqual: ">=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}


@expressions(cst.UnaryOperation)
def unary(node: cst.UnaryOperation, context: Context) -> Expression:
    operand = lower_expression(node.expression, context)
    return Unary(*context.at[id(node)], _UNARY[type(node.operator)], operand)


@expressions(cst.BinaryOperation)
def binary(node: cst.BinaryOperation, context: Context) -> Expression:
    left, right = lower_expression(node.left, context), lower_expression(node.right, context)
    return Binary(*context.at[id(node)], _BINARY[type(node.operator)], left, right)


@expressions(cst.BooleanOperation)
def boolean(node: cst.BooleanOperation, context: Context) -> Expression:
    left, right = lower_expression(node.left, context), lower_expression(node.right, context)
    return Boolean(*context.at[id(node)], "and" if type(node.operator) is cst.And else "or", left, right)


@expressions(cst.Comparison)
def comparison(node: cst.Comparison, context: Context) -> Expression:
    left = lower_expression(node.left, context)
    ops = tuple([_COMPARE[type(each.operator)] for each in node.comparisons])
    rights = tuple([lower_expression(each.comparator, context) for each in node.comparisons])
    if any(isinstance(each, Constant) and isinstance(each.value, float) and each.value for each in rights):
        context.words["<>"] = None
    return Compare(*context.at[id(node)], left, ops, rights)


@expressions(cst.IfExp)
def conditional(node: cst.IfExp, context: Context) -> Expression:
    test, then = lower_expression(node.test, context), lower_expression(node.body, context)
    return Conditional(*context.at[id(node)], test, then, lower_expression(node.orelse, context))


@expressions(cst.Await)
def awaited(node: cst.Await, context: Context) -> Expression:
    return Await(*context.at[id(node)], lower_expression(node.expression, context))


@expressions(cst.Yield)
def yielded(node: cst.Yield, context: Context) -> Expression:
    context.yields = True
    delegate = isinstance(node.value, cst.From)
    value = lower_optional(node.value.item if isinstance(node.value, cst.From) else node.value, context)
    return Yield(*context.at[id(node)], value, delegate)


@expressions(cst.NamedExpr)
def walrus(node: cst.NamedExpr, context: Context) -> Expression:
    target, value = lower_expression(node.target, context), lower_expression(node.value, context)
    return Walrus(*context.at[id(node)], target, value)


@expressions(cst.StarredElement)
def starred(node: cst.StarredElement, context: Context) -> Expression:
    return Starred(*context.at[id(node)], lower_expression(node.value, context))
