"""What a bounded head costs before a loss that wants logits: the effects that several rules share."""

from __future__ import annotations

import math
from collections.abc import Callable

from headlint.events import LossCall
from headlint.rulekit.spoken import by_classes, number, the_loss, with_classes
from headlint.tensor import Tensor
from headlint.torchlib import floors

_BINARY_CROSS_ENTROPIES = ("binary_cross_entropy_with_logits", "multilabel_soft_margin_loss", "soft_margin_loss")


def class_scores_bounded(call: LossCall, floor: Callable[[int], float]) -> str:
    """The effect of class scores that lie between bounds, ``floor`` being the least cross entropy for K classes.

    Another loss of the same contract than cross entropy has other values, but it sees the same probabilities, so
    the bound on those is told instead.
    """
    classes = call.input.width
    if call.loss.functional != "cross_entropy":
        return _belief_bounded(classes, lambda k: floors.belief(floor(k)))
    if classes is None:
        return f"{the_loss(call)} cannot fall below {by_classes(floor)}, however well the model learns"
    if classes == 1:
        return "over a single class the loss is always 0"
    start = number(floors.cross_entropy_start(classes))
    return (
        f"{with_classes(classes)} {the_loss(call)} cannot fall below {number(floor(classes))} "
        f"(it starts at {start}) however well the model learns"
    )


def binary_scores_bounded(call: LossCall, seen: str, costs: str) -> str:
    """The effect of binary scores that lie between bounds: which probabilities the loss can see, and what those cost.
    The cost is binary cross entropy's; another loss of the same contract only sees the same probabilities."""
    return f"{seen}: unweighted, {costs}" if call.loss.functional in _BINARY_CROSS_ENTROPIES else seen


def scores_bounded(most: float) -> str:
    """The effect of scores before a loss that wants logits, of classes or binary, no two of which differ by more than
    ``most``: how many times as likely as another it can think one outcome. A binary score is held against 0."""
    return f"the loss can never see one outcome as more than {number(math.exp(most))} times as likely as another"


def unlike_nll(call: LossCall, otherwise: str) -> str:
    """The effect where another loss than NLLLoss is given something else than log-probabilities. CTC's own gradient
    takes its input for normalised."""
    if call.loss.functional == "ctc_loss":
        return "the gradient is that of log-probabilities, and not the slope of this loss"
    return otherwise


def shared_among(tensor: Tensor) -> int | None:
    """The number of outputs among which a softmax shares one unit, None where it is not known or where the softmax
    ran along another axis than the one of the classes."""
    over = tensor.over
    elsewhere = over.given == 0 or (over.index is not None and over.index != tensor.channel)
    return None if elsewhere else tensor.width


def _belief_bounded(classes: int | None, highest: Callable[[int], float]) -> str:
    says = "the loss can never see a class probability above"
    if classes is None:
        return f"{says} {by_classes(highest)}"
    return f"{with_classes(classes)} {says} {number(highest(classes))}"
