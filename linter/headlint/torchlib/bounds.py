"""How far numbers can still reach once they are squashed a second time, and what a threshold on a logit means.

Closed forms. "Highest" and "lowest" are bounds that inputs come as near to as one likes. ``classes`` is the number of
classes, at least 1. Each number is compared with torch's in the proofs of the test suite.
"""

from __future__ import annotations

import math

from headlint.torchlib import floors


def highest_after_softmax(classes: int) -> float:
    """The highest probability that a softmax over K numbers in [0, 1] gives: e / (e + K - 1), at 1 against zeros.

    The same over sigmoid and over softmax outputs, since both come as near to one against zeros as one likes.
    """
    return floors.belief(floors.cross_entropy_over_probabilities(classes))


def highest_after_log_softmax(classes: int) -> float:
    """The highest log-probability that a log-softmax over K numbers in [0, 1] gives: -ln(1 + (K - 1) / e)."""
    return -floors.cross_entropy_over_probabilities(classes)


def probability(logit: float) -> float:
    """The probability that a binary logit stands for: its sigmoid."""
    return 1.0 / (1.0 + math.exp(-logit))


def logit(probability: float) -> float:
    """The binary logit of a probability strictly between 0 and 1: ln(p / (1 - p)), which is 0 at one half."""
    return math.log(probability / (1.0 - probability))


SIGMOID_OF_PROBABILITY = (probability(0.0), probability(1.0))
"""Where a sigmoid over numbers in [0, 1] lies: from 1/2 to e / (e + 1)."""

LOG_SIGMOID_OF_PROBABILITY = (math.log(probability(0.0)), math.log(probability(1.0)))
"""Where a log-sigmoid over numbers in [0, 1] lies: from -ln 2 to -ln(1 + 1/e)."""

SIGMOID_OF_LOG_PROBABILITY = probability(0.0)
"""The highest that a sigmoid over the log of a probability p gives: p / (1 + p), which ends at 1/2."""

LOG_SIGMOID_OF_LOG_PROBABILITY = math.log(probability(0.0))
"""The highest that a log-sigmoid over the log of a probability gives: -ln 2."""
