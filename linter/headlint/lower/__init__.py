"""libcst tree to ir, one file at a time; the tree dies here."""

from headlint.lower.module import lower_module

__all__ = ["lower_module"]
