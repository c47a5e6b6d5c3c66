"""Statements of one line."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from headlint.ir.statements import (
    Alias,
    Assert,
    Assign,
    Augment,
    Delete,
    Evaluate,
    Import,
    ImportFrom,
    Jump,
    Raise,
    Return,
    Scope,
    Statement,
)
from headlint.lower.context import Context, lower_expression, lower_optional, statements

_AUGMENT: dict[type, str] = {
    cst.AddAssign: "+",
    cst.SubtractAssign: "-",
    cst.MultiplyAssign: "*",
    cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//",
    cst.ModuloAssign: "%",
    cst.PowerAssign: "**",
    cst.MatrixMultiplyAssign: "@",
    cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>",
    cst.BitOrAssign: "|",
    cst.BitAndAssign: "&",
    cst.BitXorAssign: "^",
}
_WORDS: dict[type, str] = {
    cst.Break: "break",
    cst.Continue: "continue",
    cst.Pass: "pass",
    cst.Global: "global",
    cst.Nonlocal: "nonlocal",
}


@statements(cst.Expr)
def evaluate(node: cst.Expr, context: Context) -> Statement:
    return Evaluate(*context.at[id(node)], lower_expression(node.value, context))


@statements(cst.Assign)
def assign(node: cst.Assign, context: Context) -> Statement:
    targets = tuple([lower_expression(each.target, context) for each in node.targets])
    return Assign(*context.at[id(node)], targets, lower_expression(node.value, context))


@statements(cst.AnnAssign)
def annotated(node: cst.AnnAssign, context: Context) -> Statement:
    target = lower_expression(node.target, context)
    annotation = lower_expression(node.annotation.annotation, context)
    return Assign(*context.at[id(node)], (target,), lower_optional(node.value, context), annotation)


@statements(cst.TypeAlias)
def type_alias(node: cst.TypeAlias, context: Context) -> Statement:
    target = lower_expression(node.name, context)
    return Assign(*context.at[id(node)], (target,), lower_expression(node.value, context))


@statements(cst.AugAssign)
def augment(node: cst.AugAssign, context: Context) -> Statement:
    target, value = lower_expression(node.target, context), lower_expression(node.value, context)
    return Augment(*context.at[id(node)], target, _AUGMENT[type(node.operator)], value)


@statements(cst.Return)
def returned(node: cst.Return, context: Context) -> Statement:
    return Return(*context.at[id(node)], lower_optional(node.value, context))


@statements(cst.Raise)
def raised(node: cst.Raise, context: Context) -> Statement:
    return Raise(*context.at[id(node)], lower_optional(node.exc, context))


@statements(cst.Assert)
def asserted(node: cst.Assert, context: Context) -> Statement:
    return Assert(*context.at[id(node)], lower_expression(node.test, context))


@statements(cst.Del)
def deleted(node: cst.Del, context: Context) -> Statement:
    if isinstance(node.target, cst.Tuple):
        targets = tuple([lower_expression(each.value, context) for each in node.target.elements])
    else:
        targets = (lower_expression(node.target, context),)
    return Delete(*context.at[id(node)], targets)


@statements(cst.Break, cst.Continue, cst.Pass)
def jump(node: cst.Break | cst.Continue | cst.Pass, context: Context) -> Statement:
    return Jump(*context.at[id(node)], _WORDS[type(node)])


@statements(cst.Global, cst.Nonlocal)
def scope(node: cst.Global | cst.Nonlocal, context: Context) -> Statement:
    names = tuple([item.name.value for item in node.names])
    return Scope(*context.at[id(node)], _WORDS[type(node)], names)


@statements(cst.Import, cst.LazyImport)
def imported(node: cst.Import | cst.LazyImport, context: Context) -> Statement:
    return Import(*context.at[id(node)], _aliases(node.names, context))


@statements(cst.ImportFrom, cst.LazyImportFrom)
def imported_from(node: cst.ImportFrom | cst.LazyImportFrom, context: Context) -> Statement:
    module = "" if node.module is None else _dotted(node.module)
    star = isinstance(node.names, cst.ImportStar)
    names = () if isinstance(node.names, cst.ImportStar) else _aliases(node.names, context)
    return ImportFrom(*context.at[id(node)], module, len(node.relative), names, star)


def _aliases(nodes: Sequence[cst.ImportAlias], context: Context) -> tuple[Alias, ...]:
    return tuple([_alias(node, context) for node in nodes])


def _alias(node: cst.ImportAlias, context: Context) -> Alias:
    bound = None if node.asname is None else node.asname.name
    return Alias(*context.at[id(node)], _dotted(node.name), bound.value if isinstance(bound, cst.Name) else None)


def _dotted(node: cst.BaseExpression) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    assert isinstance(node, cst.Name)
    return ".".join([node.value, *reversed(parts)])
