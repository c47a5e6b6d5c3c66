"""Patterns of ``match`` statements."""

from __future__ import annotations

from typing import Literal

from headlint.ir.expressions import Expression, Node

Form = Literal["value", "is", "any", "or", "sequence", "star", "mapping", "class"]


class Pattern(Node, frozen=True, tag=True, array_like=True, gc=False):
    """One pattern, with the bounds of its case.

    ``form`` says what it is: "value" is equal to ``value``, "is" is the same object (``None``, ``True``); "any" takes
    anything; "or" is one of ``parts``; "sequence" has ``parts``, one of which may be a "star"; "mapping" has ``parts``
    under ``keys`` (``name`` binds the rest); "class" is an instance of ``value`` with ``parts``, the last of them
    under the attributes ``fields``. ``name`` is what it binds, if anything.
    """

    form: Form
    value: Expression | None = None
    parts: tuple[Pattern, ...] = ()
    keys: tuple[Expression, ...] = ()
    fields: tuple[str, ...] = ()
    name: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it binds, each once, in the order in which they are written."""
        inner = [name for part in self.parts for name in part.names]
        return tuple(dict.fromkeys(inner + [self.name] * (self.name is not None)))  # type: ignore[list-item]
