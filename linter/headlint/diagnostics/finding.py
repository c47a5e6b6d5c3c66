"""What a rule has to say about one place."""

from dataclasses import dataclass
from enum import IntEnum

from headlint.diagnostics.edit import Fix
from headlint.diagnostics.span import Span


class Severity(IntEnum):
    """How bad a finding is; comparable, the worst is the largest."""

    ADVICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The lower-case name that users read and write."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that the finding depends on, and its part in it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at the place where the wrong value is consumed.

    ``message`` says what is wrong, lower case and without a final stop; ``effect`` what it costs, with numbers
    where they are known, or None; ``related`` leads back to where the value was made and the loss was built;
    ``contexts`` names the calls in which the finding is true where there are several.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    effect: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    contexts: tuple[str, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, int, str]:
        """Reading order: file, cell, row, column, code."""
        cell = -1 if self.span.cell is None else self.span.cell
        return (self.span.path, cell, self.span.row, self.span.column, self.code)
