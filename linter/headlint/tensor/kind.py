"""What the numbers of a tensor are."""

from enum import StrEnum


class Kind(StrEnum):
    """What is known of a tensor's numbers, by the operation that made them last.

    A kind is earned by evidence alone: what no known operation made is UNKNOWN, never RAW.
    """

    RAW = "raw"  # unbounded scores of an affine layer: logits, or a regression's output
    SOFTMAX = "softmax"  # probabilities that add up to one along an axis
    SIGMOID = "sigmoid"  # independent probabilities
    LOG_SOFTMAX = "log_softmax"  # log-probabilities that normalise along an axis
    LOG_SIGMOID = "log_sigmoid"  # logs of independent probabilities
    RELU = "relu"  # clamped at zero from below (relu, relu6, softplus, exp)
    TANH = "tanh"  # bounded to (-1, 1)
    INDEX = "index"  # positions: the result of an argmax, or whole-number labels
    HARD = "hard"  # rounded or compared: a step function with no useful gradient
    LOSS = "loss"  # what a loss returned
    DATA = "data"  # numbers that no network made: inputs, targets, constants
    ONE_HOT = "one_hot"  # data with a single one along the last axis
    UNKNOWN = "unknown"

    __hash__ = str.__hash__  # Enum's own is written in Python, and tensors are hashed at every call

    @property
    def is_probability(self) -> bool:
        """True where every number lies in [0, 1] and means a probability."""
        return self in (Kind.SOFTMAX, Kind.SIGMOID)

    @property
    def is_log_probability(self) -> bool:
        """True where every number is the log of a probability."""
        return self in (Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID)

    @property
    def from_network(self) -> bool:
        """True for what only a layer or an activation behind one gives."""
        return self in _NETWORK


_NETWORK = frozenset({Kind.RAW, Kind.SOFTMAX, Kind.SIGMOID, Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID, Kind.RELU, Kind.TANH})
