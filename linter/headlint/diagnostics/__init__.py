"""The words everyone uses: span, finding, edit, severity. Standard library only, frozen."""

from headlint.diagnostics.edit import Applicability, Edit, Fix
from headlint.diagnostics.finding import Finding, Related, Severity
from headlint.diagnostics.ledger import Entry, Verdict
from headlint.diagnostics.span import Span

__all__ = ["Applicability", "Edit", "Entry", "Finding", "Fix", "Related", "Severity", "Span", "Verdict"]
