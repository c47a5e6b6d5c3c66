"""The words in which rules speak of heads and losses."""

from __future__ import annotations

from collections.abc import Callable

from headlint.events import LossCall
from headlint.tensor import Kind

_HEADS = {
    Kind.RAW: "raw output of a layer",
    Kind.SOFTMAX: "softmax output",
    Kind.SIGMOID: "sigmoid output",
    Kind.LOG_SOFTMAX: "log-softmax output",
    Kind.LOG_SIGMOID: "log-sigmoid output",
    Kind.RELU: "non-negative output",
    Kind.TANH: "tanh output",
}


def head(kind: Kind) -> str:
    """What a network's output of this kind is called: "softmax output"."""
    return _HEADS.get(kind, str(kind))


def loss_name(call: LossCall) -> str:
    """The loss as the program knows it: "CrossEntropyLoss" where a module was built, else "F.cross_entropy"; one that
    a project declares, by the name that it is declared under."""
    if call.loss.declared:
        return call.loss.name
    if call.made_at is not None:
        return call.loss.name
    return call.loss.functional if "." in call.loss.functional else f"F.{call.loss.functional}"


def meeting(call: LossCall, expects: str) -> str:
    """Both ends of a mistake: "softmax output reaches CrossEntropyLoss, which expects logits"."""
    if call.loss.declared:
        says = f"which {call.loss.declared} says wants {call.loss.wants}"
        return f"{head(call.input.kind)} reaches {loss_name(call)}, {says}"
    return f"{head(call.input.kind)} reaches {loss_name(call)}, which expects {expects}"


def the_loss(call: LossCall) -> str:
    """The subject of an effect: "the loss", or "the loss per sample" unless it is known to be averaged. A mean
    divides by the class weights, so they matter to the others only."""
    if call.reduction == "mean":
        return "the loss"
    return "the loss per sample" if call.weight is None else "the unweighted loss per sample"


def number(value: float) -> str:
    """A quantity to three decimals, as effects print it."""
    return f"{value:.3f}"


def with_classes(classes: int) -> str:
    """How an effect says on how many classes its numbers rest: "with 10 classes"."""
    return "with 1 class" if classes == 1 else f"with {classes} classes"


def by_classes(value: Callable[[int], float]) -> str:
    """A small table for heads of unknown width: "0.313 with 2 classes, 1.461 with 10, 5.909 with 1000"."""
    two, ten, thousand = (number(value(classes)) for classes in (2, 10, 1000))
    return f"{two} with 2 classes, {ten} with 10, {thousand} with 1000"
