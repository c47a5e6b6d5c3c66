"""Where a value was made: the places that lead back from a finding."""

from __future__ import annotations

from headlint.diagnostics import Related, Span
from headlint.events import LossCall
from headlint.tensor import Kind, Tensor


def origin(tensor: Tensor, says: str = "{what} applied here") -> tuple[Related, ...]:
    """The place that made the tensor what it is, or nothing where it has no trail. ``{what}`` in ``says`` becomes
    the name of the operation."""
    if tensor.trail is None:
        return ()
    step = tensor.trail.step
    return (Related(step.span, says.format(what=step.what)),)


def applied(tensor: Tensor) -> Span | None:
    """The place of the softmax or sigmoid that gave the tensor its kind: the last step of that name, else the last
    step, or None without a trail."""
    name = tensor.kind.replace("_", "")
    steps = list(tensor.trail or ())
    named = (step.span for step in steps if name in step.what.lower().replace("_", ""))
    return next(named, steps[0].span if steps else None)


def loss_made(call: LossCall) -> tuple[Related, ...]:
    """The place where the loss module was built, or nothing for a functional."""
    if call.made_at is None:
        return ()
    return (Related(call.made_at, "the loss is made here"),)


def sources(call: LossCall) -> tuple[Related, ...]:
    """Where the input of a loss comes from and where the loss was built, in reading order of the mistake."""
    return origin(call.input, "{what} applied here" + _over(call.input)) + loss_made(call)


def _over(tensor: Tensor) -> str:
    if tensor.width is None:
        return ""
    many = "classes" if tensor.kind in (Kind.SOFTMAX, Kind.LOG_SOFTMAX) else "units"
    return f", over {tensor.width} {many if tensor.width > 1 else 'unit'}"
