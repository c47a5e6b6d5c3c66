"""Names and numbers."""

from __future__ import annotations

import libcst as cst

from headlint.ir.expressions import Constant, Expression, Name, Opaque
from headlint.lower.context import Context, expressions

_SINGLETONS = {"True": True, "False": False, "None": None}
_LARGEST = 2**63 - 1  # what a cache record can hold
_DIGITS = 300  # int() of a longer literal is slow, and refused by Python from 4,300 digits on


@expressions(cst.Name)
def name(node: cst.Name, context: Context) -> Expression:
    start, end = context.at[id(node)]
    if node.value in _SINGLETONS:
        return Constant(start, end, _SINGLETONS[node.value])
    context.words[node.value] = None
    return Name(start, end, node.value)


@expressions(cst.Integer)
def integer(node: cst.Integer, context: Context) -> Expression:
    start, end = context.at[id(node)]
    if len(node.value) <= _DIGITS:
        # int(..., 0) refuses the leading zeros of "00", which Python accepts
        value = int(node.value, 0) if node.value.strip("0_") else 0
        if value <= _LARGEST:
            return Constant(start, end, value)
    return Opaque(start, end, node.value[:_DIGITS])


@expressions(cst.Float)
def real(node: cst.Float, context: Context) -> Expression:
    start, end = context.at[id(node)]
    return Constant(start, end, float(node.value))


@expressions(cst.Imaginary)
def imaginary(node: cst.Imaginary, context: Context) -> Expression:
    start, end = context.at[id(node)]
    return Opaque(start, end, node.value)


@expressions(cst.Ellipsis)
def ellipsis(node: cst.Ellipsis, context: Context) -> Expression:
    start, end = context.at[id(node)]
    return Opaque(start, end, "...")
