"""A file from text to ModuleIR."""

from __future__ import annotations

import re

import libcst as cst

from headlint.ir.module import ModuleIR
from headlint.ir.statements import Comment
from headlint.lower import access, atoms, displays, operators, patterns, simple, strings  # noqa: F401  (they register)
from headlint.lower.compound import block
from headlint.lower.context import Context, expression_kinds, statement_kinds
from headlint.syntax import SyntaxProblem
from headlint.syntax.deep_stack import run_deep
from headlint.syntax.parse import parse
from headlint.syntax.positions import offsets

_ROW_END = re.compile(r"\r\n?|\n")
_MARK = "headlint:"
_OTHERS = (cst.Arg, cst.Param, cst.SubscriptElement, cst.WithItem, cst.ImportAlias)


def lower_module(text: str) -> ModuleIR:
    """The program that a text says. Raises SyntaxProblem if it does not parse. Nothing of the tree is kept.

    The text must have passed ``headlint.syntax.guard``: libcst takes the process down on some inputs.
    """
    try:
        return run_deep(_lower, text)
    except RecursionError:
        raise SyntaxProblem("nested too deeply", 1, 1) from None


def _lower(text: str) -> ModuleIR:
    tree = parse(text)
    wanted = (*expression_kinds(), *statement_kinds(), *_OTHERS)
    at, exact = offsets(tree, text, wanted)
    context = Context(text, at)
    body = block(tree.body, context)
    lines = (0, *[match.end() for match in _ROW_END.finditer(text)])
    return ModuleIR(body, lines, _comments(tree, text), exact, words=" ".join(context.words))


def _comments(tree: cst.Module, text: str) -> tuple[Comment, ...]:
    if _MARK not in text:
        return ()
    at, _ = offsets(tree, text, (cst.Comment,))
    starts = sorted(at.values())
    comments = [Comment(start, text[start:end]) for start, end in starts]
    return tuple([each for each in comments if each.text.lstrip("#").lstrip().startswith(_MARK)])
