"""What a project declares of losses and layers, as the rows that torch's own are."""

from __future__ import annotations

from headlint.project.contracts import Declaration
from headlint.tensor import Kind
from headlint.torchlib.losses import Loss
from headlint.torchlib.rows import Computes, Gives, Keeps, Row
from headlint.torchlib.wants import Wants

WANTS = {
    "logits": Wants.LOGITS,
    "class-logits": Wants.CLASS_LOGITS,
    "binary-logits": Wants.BINARY_LOGITS,
    "probabilities": Wants.PROBABILITIES,
    "binary-probabilities": Wants.BINARY_PROBABILITIES,
    "log-probabilities": Wants.CLASS_LOG_PROBABILITIES,
    "log-distribution": Wants.LOG_DISTRIBUTION,
    "values": Wants.VALUES,
    "features": Wants.FEATURES,
    "anything": Wants.ANYTHING,
}
GIVES = {
    "logits": Kind.RAW,
    "softmax": Kind.SOFTMAX,
    "sigmoid": Kind.SIGMOID,
    "log-softmax": Kind.LOG_SOFTMAX,
    "log-sigmoid": Kind.LOG_SIGMOID,
    "non-negative": Kind.RELU,
    "tanh": Kind.TANH,
    "unknown": Kind.UNKNOWN,
}
_OPERANDS = ("input", "target")


def parameters(declaration: Declaration, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What a call takes, in order: ``names`` where the code shows it, else what is declared."""
    return names or declaration.parameters or _OPERANDS


def row(declaration: Declaration, names: tuple[str, ...] = ()) -> Row:
    """The row of a declaration; ``names`` are the parameters of the call where those are known."""
    params = parameters(declaration, names)
    given = declaration.input if declaration.input in params else params[0]
    if declaration.gives:
        return Gives(params=params, kind=GIVES[declaration.gives])
    if declaration.passes:
        return Keeps(params=(given, *(name for name in params if name != given)))
    target = next((name for name in params if name != given), _OPERANDS[1])
    wants = WANTS[declaration.wants]
    return Computes(params=params, loss=_loss(declaration, wants, given, target))


def _loss(declaration: Declaration, wants: Wants, given: str, target: str) -> Loss:
    """Nothing is known of its reduction, nor whether it has weights of its own, so that it is taken to train."""
    name = declaration.name
    return Loss(
        name,
        name,
        wants,
        (),
        (),
        input=given,
        target=target,
        reduction=None,
        trains=True,
        declared=declaration.source,
    )
