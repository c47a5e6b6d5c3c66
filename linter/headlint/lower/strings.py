"""String literals: plain, formatted, concatenated."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from headlint.ir.expressions import Argument, Attribute, Call, Constant, Expression, Joined, Opaque
from headlint.lower.context import Context, expressions, lower_expression
from headlint.lower.escapes import unescape

_Piece = str | Expression
_SHOWN = 40  # characters of an opaque literal that are kept


@expressions(cst.SimpleString, cst.FormattedString, cst.ConcatenatedString, cst.TemplatedString)
def string(node: cst.BaseString, context: Context) -> Expression:
    """A Constant, a Joined where something is formatted, or Opaque (bytes, template strings, lone surrogates)."""
    start, end = context.at[id(node)]
    pieces: list[_Piece] = []
    for literal in _literals(node):
        if isinstance(literal, cst.FormattedString):
            pieces += _formatted(literal.parts, "r" in literal.prefix, context)
        elif isinstance(literal, cst.SimpleString) and "b" not in literal.prefix:
            pieces.append(_plain(literal))
        else:
            return Opaque(start, end, context.text[start:end][:_SHOWN])
    joined = _join(pieces, start, end, context)
    if isinstance(joined, Constant) and isinstance(joined.value, str) and joined.value.isidentifier():
        context.words[joined.value] = None
    return joined


def _literals(node: cst.BaseString) -> Iterator[cst.BaseString]:
    while isinstance(node, cst.ConcatenatedString):
        yield node.left
        node = node.right
    yield node


def _plain(node: cst.SimpleString) -> str:
    prefix = node.prefix
    quote = len(node.quote)
    return unescape(node.value[len(prefix) + quote : -quote], "r" in prefix)


def _join(pieces: list[_Piece], start: int, end: int, context: Context) -> Expression:
    parts: list[Expression] = []
    pending = ""
    for piece in [*pieces, None]:
        if isinstance(piece, str):
            pending += piece
            continue
        if pending:
            parts.append(_constant(pending, start, end, context))
            pending = ""
        if piece is not None:
            parts.append(piece)
    if any(not isinstance(piece, str) for piece in pieces):
        return Joined(start, end, tuple(parts))
    return parts[0] if parts else Constant(start, end, "")


def _constant(value: str, start: int, end: int, context: Context) -> Expression:
    # a lone surrogate cannot be written to a cache record
    if value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value):
        return Constant(start, end, value)
    return Opaque(start, end, context.text[start:end][:_SHOWN])


def _formatted(parts: object, raw: bool, context: Context) -> Iterator[_Piece]:
    for part in parts:  # type: ignore[attr-defined]
        if isinstance(part, cst.FormattedStringText):
            yield unescape(part.value.replace("{{", "{").replace("}}", "}"), raw)
        else:
            yield from _replacement(part, raw, context)


def _replacement(part: cst.FormattedStringExpression, raw: bool, context: Context) -> Iterator[_Piece]:
    """``{value}`` as the value itself; ``{value!r:>{width}}`` as ``"{!r:>{}}".format(value, width)``, which is what
    it means."""
    value = lower_expression(part.expression, context)
    conversion = part.conversion
    if part.equal is not None:
        spaces = [getattr(each, "value", "") for each in (part.equal.whitespace_before, part.equal.whitespace_after)]
        yield context.source(part.expression) + "=".join(spaces)
        conversion = conversion or (None if part.format_spec else "r")
    if conversion is None and part.format_spec is None:
        yield value
        return
    template, arguments = _specification(part, conversion, raw, context)
    start, end = value.start, value.end
    method = Attribute(start, end, Constant(start, end, template), "format")
    operands = tuple([Argument(each.start, each.end, each) for each in (value, *arguments)])
    yield Call(start, operands[-1].end, method, operands)


def _specification(
    part: cst.FormattedStringExpression, conversion: str | None, raw: bool, context: Context
) -> tuple[str, list[Expression]]:
    template = "!" + conversion if conversion else ""
    arguments: list[Expression] = []
    if part.format_spec is not None:
        template += ":"
        for piece in _formatted(part.format_spec, raw, context):
            if isinstance(piece, str):
                template += piece
            else:
                template += "{}"
                arguments.append(piece)
    return "{" + template + "}", arguments
