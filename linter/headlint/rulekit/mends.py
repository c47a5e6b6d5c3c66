"""The words in which rules say how a finding is mended."""

from __future__ import annotations

from headlint.diagnostics import Applicability, Change, Fix, Instead, Merge, Remove, Span
from headlint.events import LossCall
from headlint.tensor import Kind, Step, Tensor

# How trails name what makes numbers of a kind, where taking it away or exchanging it is all there is to do.
_ACTIVATIONS = {
    Kind.SOFTMAX: frozenset({"softmax", "F.softmax", "Softmax", "Softmax2d"}),
    Kind.SIGMOID: frozenset({"sigmoid", "F.sigmoid", "Sigmoid", "expit"}),
    Kind.LOG_SOFTMAX: frozenset({"log_softmax", "F.log_softmax", "LogSoftmax"}),
    Kind.LOG_SIGMOID: frozenset({"F.logsigmoid", "LogSigmoid"}),
    Kind.RELU: frozenset({"relu", "F.relu", "ReLU", "F.relu6", "ReLU6", "F.softplus", "Softplus"}),
    Kind.TANH: frozenset({"tanh", "F.tanh", "Tanh"}),
}
_LAYERS = {"log_softmax": "LogSoftmax", "softmax": "Softmax", "sigmoid": "Sigmoid", "logsigmoid": "LogSigmoid"}


def mend(message: str, applicability: Applicability, *changes: Change | None) -> Fix:
    """A fix by changes that belong together; one to be shown only where there are none, or one of them is None."""
    sure = [change for change in changes if change is not None]
    if not sure or len(sure) < len(changes):
        return Fix(message, Applicability.DISPLAY)
    return Fix(message, applicability, changes=tuple(sure))


def activation(tensor: Tensor) -> Step | None:
    """The step that gave a tensor its kind, where that is an activation and nothing was done to the numbers since."""
    step = None if tensor.trail is None or tensor.complement else tensor.trail.step
    return step if step is not None and step.what in _ACTIVATIONS.get(tensor.kind, ()) else None


def without(tensor: Tensor, read_at: Span | None = None) -> Remove | None:
    """Take away the activation that gave a tensor its kind, or pass it by for the expression at ``read_at`` if others
    read what it gives."""
    step = activation(tensor)
    if step is None:
        return None
    near = read_at is not None and (read_at.path, read_at.cell) == (step.span.path, step.span.cell)
    return Remove(step.span, step.what, read_at if near else None)


def instead(tensor: Tensor, function: str, *, dim: int | None = None, plain: bool = False) -> Instead | None:
    """Another activation in place of the one that gave a tensor its kind. ``dim`` is the axis that it works along where
    the old one has none; ``plain`` says that it has no axis."""
    step = activation(tensor)
    return None if step is None else Instead(step.span, step.what, function, _LAYERS[function], dim, plain)


def loss_instead(call: LossCall, function: str, layer: str) -> Instead:
    """Another loss in place of the one that is called."""
    if call.made_at is not None:
        return Instead(call.made_at, call.loss.name, function, layer)
    return Instead(call.span, f"F.{call.loss.functional}", function, layer)


def merged(outer: Span, inner: Tensor, function: str, *, negated: bool = False) -> Merge | None:
    """One function for an activation and the call at ``outer`` that is applied to what it gives."""
    trail = inner.trail
    step = None if trail is None else trail.step
    if step is None or step.what not in _ACTIVATIONS.get(inner.kind, ()):
        return None
    return Merge(outer, step.span, step.what, function, negated)
