"""Files become one program: which file an import means."""

from headlint.link.program import Module, Program

__all__ = ["Module", "Program"]
