"""All that a rule may import: the rule decorator, the report, the events, the questions a tensor answers."""

from headlint.diagnostics import Applicability, Edit, Fix, Related, Severity, Span
from headlint.events import Activation, ApiUse, Backward, Decode, LayerBuilt, Log, LossCall, NoneUse
from headlint.rulekit.page import Page
from headlint.rulekit.report import Report
from headlint.rulekit.rule import Event, Rule, rule
from headlint.rulekit.sources import loss_made, origin, sources
from headlint.tensor import Axis, Grad, Kind, Shape, Tensor
from headlint.torchlib.wants import Wants

__all__ = [
    "Activation",
    "ApiUse",
    "Applicability",
    "Axis",
    "Backward",
    "Decode",
    "Edit",
    "Event",
    "Fix",
    "Grad",
    "Kind",
    "LayerBuilt",
    "Log",
    "LossCall",
    "NoneUse",
    "Page",
    "Related",
    "Report",
    "Rule",
    "Severity",
    "Shape",
    "Span",
    "Tensor",
    "Wants",
    "loss_made",
    "origin",
    "rule",
    "sources",
]
