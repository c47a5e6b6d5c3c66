"""What a loss wants to be given, and the matrix of what a head gives against it.

This table is the single source of HL101 to HL113, HL403 and the ledger's verdicts on them; the rules only word it.
"""

from enum import StrEnum

from headlint.tensor import Kind


class Wants(StrEnum):
    """The contract of a loss's input."""

    CLASS_LOGITS = "class logits"  # applies log-softmax itself
    CLASS_LOG_PROBABILITIES = "class log-probabilities"  # picks and negates
    BINARY_LOGITS = "binary logits"  # applies the sigmoid itself
    BINARY_PROBABILITIES = "binary probabilities"  # takes the log itself
    LOG_DISTRIBUTION = "log-probabilities of a distribution"  # KLDivLoss
    LOGITS = "logits"  # of classes or binary: which of both is not said
    PROBABILITIES = "probabilities"  # of classes or binary: which of both is not said
    VALUES = "values"  # regression: anything on the target's scale
    FEATURES = "features"  # applies a linear layer or a distance of its own
    ANYTHING = "anything"  # no statement


OK = "ok"

MILD = {"HL102": "redundant", "HL403": "unstable"}
"""The codes of what is right all the same, and what they amount to."""

HEADS = (Kind.RAW, Kind.SOFTMAX, Kind.SIGMOID, Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID, Kind.RELU, Kind.TANH)
"""What a network may end in: the rows of the matrix."""

MATRIX: dict[Wants, dict[Kind, str]] = {
    Wants.CLASS_LOGITS: {
        Kind.RAW: OK,
        Kind.SOFTMAX: "HL101",
        Kind.LOG_SOFTMAX: "HL102",
        Kind.SIGMOID: "HL103",
        Kind.RELU: "HL110",
        Kind.TANH: "HL112",
    },
    Wants.CLASS_LOG_PROBABILITIES: {
        Kind.LOG_SOFTMAX: OK,
        Kind.SOFTMAX: "HL104",
        Kind.RAW: "HL105",
        Kind.RELU: "HL105",
        Kind.TANH: "HL105",
        Kind.SIGMOID: "HL106",
    },
    Wants.BINARY_LOGITS: {
        Kind.RAW: OK,
        Kind.SIGMOID: "HL107",
        Kind.SOFTMAX: "HL107",
        Kind.RELU: "HL110",
        Kind.TANH: "HL112",
    },
    Wants.BINARY_PROBABILITIES: {
        Kind.SIGMOID: "HL403",
        Kind.RAW: "HL108",
        Kind.TANH: "HL108",
        Kind.RELU: "HL108",
        Kind.LOG_SOFTMAX: "HL108",
        Kind.LOG_SIGMOID: "HL108",
        Kind.SOFTMAX: "HL109",
    },
    Wants.LOG_DISTRIBUTION: {
        Kind.LOG_SOFTMAX: OK,
        Kind.LOG_SIGMOID: OK,
        Kind.RAW: "HL111",
        Kind.SOFTMAX: "HL111",
        Kind.SIGMOID: "HL111",
        Kind.RELU: "HL111",
        Kind.TANH: "HL111",
    },
    Wants.LOGITS: {
        Kind.RAW: OK,
        Kind.SIGMOID: "HL107",
        Kind.SOFTMAX: "HL107",
        Kind.RELU: "HL110",
        Kind.TANH: "HL112",
    },
    Wants.PROBABILITIES: {
        Kind.SIGMOID: OK,
        Kind.SOFTMAX: OK,
        Kind.RAW: "HL108",
        Kind.TANH: "HL108",
        Kind.RELU: "HL108",
        Kind.LOG_SOFTMAX: "HL108",
        Kind.LOG_SIGMOID: "HL108",
    },
    Wants.VALUES: dict.fromkeys(Kind, OK) | {Kind.SOFTMAX: "HL113"},
    Wants.FEATURES: dict.fromkeys(Kind, OK),
    Wants.ANYTHING: dict.fromkeys(Kind, OK),
}


def cell(wants: Wants, kind: Kind) -> str | None:
    """The matrix's word on a head of ``kind`` before a loss with this contract: "ok", the code of what goes wrong,
    or None where nothing is known."""
    return None if kind is Kind.UNKNOWN else MATRIX[wants].get(kind)
