"""What a rule's function yields."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.diagnostics import Fix, Related, Severity, Span


@dataclass(frozen=True, slots=True)
class Report:
    """A finding without its code, which the rule adds.

    ``message`` is lower case, one clause, without a final stop; ``effect`` states the cost in numbers where they are
    known; ``severity`` is given only where it differs from the rule's own.
    """

    span: Span
    message: str
    effect: str | None = None
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    fix: Fix | None = None
