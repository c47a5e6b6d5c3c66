"""All that a rule may import: the rule decorator, the report, the events, the questions a tensor answers."""

from headlint.diagnostics import Applicability, Edit, Fix, Related, Severity, Span
from headlint.events import (
    Accumulation,
    Activation,
    ApiUse,
    Backward,
    Decode,
    Evaluation,
    FunctionalDropout,
    LayerBuilt,
    Log,
    LossCall,
    LossSum,
    MetricCall,
    NoneUse,
)
from headlint.events.api import Keyword
from headlint.rulekit.axes import batch_of_scores, class_axis, lone_unit, softmax_axis
from headlint.rulekit.effects import binary_scores_bounded, class_scores_bounded, scores_bounded, shared_among
from headlint.rulekit.page import Page
from headlint.rulekit.report import Report
from headlint.rulekit.rule import Event, Rule, rule
from headlint.rulekit.sources import applied, loss_made, origin, sources
from headlint.rulekit.spoken import by_classes, head, loss_name, meeting, number, the_loss, with_classes
from headlint.tensor import Axis, Grad, Kind, Shape, Tensor
from headlint.torchlib import api as torch_api
from headlint.torchlib import bounds, floors, reductions
from headlint.torchlib.softmax import GUESSING_LAYERS, implicit_dim
from headlint.torchlib.wants import Wants

__all__ = [
    "GUESSING_LAYERS",
    "Accumulation",
    "Activation",
    "ApiUse",
    "Applicability",
    "Axis",
    "Backward",
    "Decode",
    "Edit",
    "Evaluation",
    "Event",
    "Fix",
    "FunctionalDropout",
    "Grad",
    "Keyword",
    "Kind",
    "LayerBuilt",
    "Log",
    "LossCall",
    "LossSum",
    "MetricCall",
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
    "applied",
    "batch_of_scores",
    "binary_scores_bounded",
    "bounds",
    "by_classes",
    "class_axis",
    "class_scores_bounded",
    "floors",
    "head",
    "implicit_dim",
    "lone_unit",
    "loss_made",
    "loss_name",
    "meeting",
    "number",
    "origin",
    "reductions",
    "rule",
    "scores_bounded",
    "shared_among",
    "softmax_axis",
    "sources",
    "the_loss",
    "torch_api",
    "with_classes",
]
