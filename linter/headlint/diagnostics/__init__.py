"""The words everyone uses: span, finding, edit, severity. Standard library only, frozen."""

from headlint.diagnostics.change import (
    Append,
    Change,
    Instead,
    Keep,
    Merge,
    Remove,
    Replace,
    SetKeyword,
    Swap,
    Threshold,
    Wrap,
)
from headlint.diagnostics.edit import Applicability, Edit, Fix
from headlint.diagnostics.finding import Finding, Related, Severity
from headlint.diagnostics.ledger import Entry, Verdict
from headlint.diagnostics.span import Span

__all__ = [
    "Append",
    "Applicability",
    "Change",
    "Edit",
    "Entry",
    "Finding",
    "Fix",
    "Instead",
    "Keep",
    "Merge",
    "Related",
    "Remove",
    "Replace",
    "SetKeyword",
    "Severity",
    "Span",
    "Swap",
    "Threshold",
    "Verdict",
    "Wrap",
]
