"""What a loss can reach and where it begins when the head in front of it is the wrong one: closed forms.

All values are in nats. "Floor" is the least value that any input can bring about, "start" the value where all the
scores under the head are zero, which is about where a freshly initialised network stands. Unless a function says
otherwise the target is hard (one class, or 0 and 1), nothing is weighted, and values are per sample, which is also
what reduction "mean" gives. ``classes`` is the number of classes, at least 1.

Each number is compared with torch's in the proofs of the test suite.
"""

from __future__ import annotations

import math


def _softplus(x: float) -> float:
    return math.log1p(math.exp(-abs(x))) + max(x, 0.0)


def cross_entropy_start(classes: int) -> float:
    """Cross entropy where all scores are equal, whatever head made them so: ln K."""
    return math.log(classes)


def cross_entropy_over_probabilities(classes: int) -> float:
    """Floor of cross entropy over softmax, or over sigmoid, outputs: ln(1 + (K - 1) / e).

    The best that scores in [0, 1] can do is 1 for the target and 0 for the rest, and both heads can come as near to
    that as one likes. The floor also holds for soft targets, label smoothing and class weights under "mean".
    """
    return math.log1p((classes - 1) * math.exp(-1.0))


def cross_entropy_over_tanh(classes: int) -> float:
    """Floor of cross entropy over tanh outputs: ln(1 + (K - 1) / e^2), reached with 1 for the target and -1 for
    the rest."""
    return math.log1p((classes - 1) * math.exp(-2.0))


def belief(loss: float) -> float:
    """The probability of the target that a cross entropy of ``loss`` stands for; at a floor, the highest there is:
    e / (e + K - 1) over probabilities."""
    return math.exp(-loss)


NLL_FLOOR_OVER_PROBABILITIES = -1.0
"""NLLLoss negates what it picks: over probabilities (softmax or sigmoid) or tanh it ends at minus one."""

NLL_START_OVER_SIGMOID = -0.5
"""NLLLoss over sigmoid where all scores are zero."""


def nll_start_over_softmax(classes: int) -> float:
    """NLLLoss over softmax where all scores are equal: -1 / K. From there it can fall to -1 only.

    Its gradient with respect to the scores is the one of cross entropy times the probability of the target, so at
    the start it is K times too small, and it vanishes where the target is thought impossible.
    """
    return -1.0 / classes


def binary_loss(score: float, positive: bool) -> float:
    """Binary cross entropy with logits for one score: ln(1 + exp(-score)) for a positive target, ln(1 + exp(score))
    for a negative one."""
    return _softplus(-score if positive else score)


POSITIVE_FLOOR_OVER_PROBABILITIES = binary_loss(1.0, positive=True)
"""BCEWithLogits over a probability, positive target: ln(1 + 1/e), at probability 1."""

NEGATIVE_FLOOR_OVER_PROBABILITIES = binary_loss(0.0, positive=False)
"""BCEWithLogits over a probability, or over any output that cannot be negative, negative target: ln 2, at 0."""

POSITIVE_START_OVER_SIGMOID = binary_loss(0.5, positive=True)
NEGATIVE_START_OVER_SIGMOID = binary_loss(0.5, positive=False)

BINARY_FLOOR_OVER_TANH = binary_loss(1.0, positive=True)
"""BCEWithLogits over tanh, either target: ln(1 + 1/e), at 1 and at -1. It starts at ln 2."""

BINARY_START = math.log(2.0)

HIGHEST_BELIEF_OVER_PROBABILITIES = belief(POSITIVE_FLOOR_OVER_PROBABILITIES)
"""The sigmoid of 1: as sure as a loss that applies the sigmoid again can be of a positive. Its least is 1/2."""


def bce_over_softmax(classes: int, positives: int) -> float:
    """Floor of BCELoss, averaged over the K outputs of a softmax, where ``positives`` of the K labels are true.

    Exclusive probabilities share one unit among them. With m > 0 true labels the best is 1/m for each: m ln(m) / K.
    With none, the best is 1/K for all: ln(K / (K - 1)), infinite for one class alone.
    """
    if positives > 0:
        return positives * math.log(positives) / classes
    return math.inf if classes == 1 else -math.log1p(-1.0 / classes)


def bce_start_over_softmax(classes: int) -> float:
    """BCELoss over softmax, averaged over the K outputs, at equal scores and a one-hot target:
    (ln K + (K - 1) ln(K / (K - 1))) / K. Its gradient there is the one of cross entropy divided by K - 1."""
    rest = (1 - classes) * math.log1p(-1.0 / classes) if classes > 1 else 0.0
    return (math.log(classes) + rest) / classes


def kl_over_probabilities(classes: int) -> float:
    """The lowest value, summed over the classes, that KLDivLoss gives where its input holds probabilities instead of
    their logs: -ln(e + K - 1). The highest is 0 where the true divergence is never below 0.

    The loss is then t ln t - t q summed over the classes: linear in the input q, so that for a given target t it is
    least where q has all its mass on the likeliest class of t, and not where q equals t.
    """
    return -math.log(math.e + classes - 1)


def softmax_mean(classes: int) -> float:
    """The mean of the outputs of a softmax, whatever the input: 1 / K. By Jensen's inequality a convex regression
    loss of a sample, averaged over its outputs, is at least the loss between this and the mean of its target."""
    return 1.0 / classes


BCE_LOG_CAP = 100.0
"""BCELoss clamps its logs at minus this."""

SOFTMAX_VANISHES = 150 * math.log(2.0)
"""In float32 softmax gives exactly 0 to a score that lies this far below the largest (half of 2^-149)."""

SIGMOID_VANISHES = 128 * math.log(2.0)
"""In float32 sigmoid gives exactly 0 to a score below minus this, where exp of its negative overflows."""

SIGMOID_IS_ONE = 24 * math.log(2.0)
"""In float32 sigmoid gives exactly 1 to a score above this, where 1 + exp of its negative rounds to 1."""
