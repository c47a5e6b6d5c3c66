"""The libcst door: text in, tree and positions out. Importing this package alone does not import libcst."""

from headlint.syntax.problem import SyntaxProblem

__all__ = ["SyntaxProblem"]
