"""The words everyone uses: span, finding, edit, severity. Standard library only, frozen."""

from headlint.diagnostics.change import (
    Along,
    Append,
    AssignChild,
    CallLayer,
    Change,
    Decide,
    Instead,
    Merge,
    PassMode,
    Remove,
    Rename,
    Replace,
    ResetGradients,
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
    "Along",
    "Append",
    "Applicability",
    "AssignChild",
    "CallLayer",
    "Change",
    "Decide",
    "Edit",
    "Entry",
    "Finding",
    "Fix",
    "Instead",
    "Merge",
    "PassMode",
    "Related",
    "Remove",
    "Rename",
    "Replace",
    "ResetGradients",
    "SetKeyword",
    "Severity",
    "Span",
    "Swap",
    "Threshold",
    "Verdict",
    "Wrap",
]
