"""The nouns that rules judge. Every tensor in an event is one alternative; the engine weighs the alternatives."""

from headlint.events.api import ApiUse, LayerBuilt, NoneUse
from headlint.events.calls import Activation, Backward, Decode, Log, LossCall
from headlint.events.metrics import MetricCall
from headlint.events.sums import LossSum
from headlint.events.training import Accumulation, Evaluation, FunctionalDropout

Event = (
    Accumulation
    | Activation
    | ApiUse
    | Backward
    | Decode
    | Evaluation
    | FunctionalDropout
    | LayerBuilt
    | Log
    | LossCall
    | LossSum
    | MetricCall
    | NoneUse
)
"""Whatever a rule may judge."""

__all__ = [
    "Accumulation",
    "Activation",
    "ApiUse",
    "Backward",
    "Decode",
    "Evaluation",
    "Event",
    "FunctionalDropout",
    "LayerBuilt",
    "Log",
    "LossCall",
    "LossSum",
    "MetricCall",
    "NoneUse",
]
