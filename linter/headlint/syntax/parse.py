"""Text to tree, with one kind of failure."""

from __future__ import annotations

import libcst as cst

from headlint.syntax.problem import SyntaxProblem


def parse(text: str) -> cst.Module:
    """The tree of a module; raises SyntaxProblem if the text does not parse, whatever libcst raised."""
    try:
        return cst.parse_module(text)
    except Exception as error:
        raise SyntaxProblem(str(error), 1, 1) from None
