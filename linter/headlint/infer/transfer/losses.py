"""Loss calls: what reaches them, and what they return."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headlint.diagnostics import Span
from headlint.events import LossCall
from headlint.infer.domain.gradients import combined
from headlint.infer.domain.unknown import DATA
from headlint.infer.domain.values import NONE, External, Pack, Unknown, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation, as_tensor, trained
from headlint.tensor import Kind, Shape, Step, Tensor, Trail
from headlint.torchlib.losses import Loss
from headlint.torchlib.third_party import CONSTANTS

_ELEMENTWISE = ("none",)


def compute(machine: Machine, op: Operation) -> Value:
    """Emit the loss call and return the loss."""
    loss = _contract(op)
    first = loss.input if loss.declared else op.row.params[0]
    given, target = op.bound.get(first), op.bound.get(loss.target)
    if given is None and op.instance is not None and not op.arguments.open:
        return machine.unknown("a loss is called without an input", op.site)
    call = LossCall(
        span=op.site.span,
        loss=loss,
        input=as_tensor(given),  # type: ignore[arg-type]
        target=as_tensor(target),  # type: ignore[arg-type]
        made_at=op.instance.made_at if op.instance else None,
        weight=_weight(op.bound.get("weight")),
        weight_at=_weight_at(op),
        reduction=_reduction(op),
        log_target=_flag(op.constant("log_target", False)),
        autocast=machine.autocast,
        input_at=op.site.span_of(op.node(first)),
        target_at=op.site.span_of(op.node(loss.target)),
        negated=id(op.site.node) in machine.negated,
        why=given.why if isinstance(given, Unknown) else "",
    )
    machine.emission.emit(call)
    machine.losses.append(call)
    return _result(machine, op, call)


def _contract(op: Operation) -> Loss:
    """The loss with what it wants under the options that it was built with."""
    loss: Loss = op.row.loss
    for case in op.row.cases:
        known = [(_option(op, name), value) for name, value in case.options]
        if all(have == value for have, value in known):
            return replace(loss, wants=case.wants)
        if any(have is ... for have, _ in known):
            break
    return loss


def _option(op: Operation, name: str) -> Any:
    value = op.bound.get(name)
    return CONSTANTS.get(value.name, ...) if isinstance(value, External) else op.constant(name)


def _weight(value: Any) -> Tensor | None:
    """The weight, one of which nothing is known where it was given and not followed."""
    return None if value is None or value == NONE else as_tensor(value)


def _weight_at(op: Operation) -> Span | None:
    value = op.bound.get("weight")
    if isinstance(value, Tensor) and value.trail is not None:
        return value.trail.step.span
    return op.site.span_of(op.node("weight"))


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _reduction(op: Operation) -> str | None:
    """The effective reduction: ``reduction``, unless one of the flags of old overrides it."""
    default = op.row.loss.reduction
    if op.constant("reduce") not in (None, True) or op.constant("size_average") is not None:
        size_average, reduce = op.constant("size_average", True), op.constant("reduce", True)
        if ... in (size_average, reduce):
            return None
        return "none" if not reduce else "mean" if size_average in (True, None) else "sum"
    chosen = op.constant("reduction", default)
    return chosen if isinstance(chosen, str) else None


def _labels(op: Operation, call: LossCall) -> Tensor:
    """The target; one of which nothing is known is labels to a loss on classes, and no gradient runs from those."""
    unseen = isinstance(op.bound.get(call.loss.target), Unknown) and call.loss.label
    return DATA if unseen else call.target


def _result(machine: Machine, op: Operation, call: LossCall) -> Value:
    flow = combined([call.input, _labels(op, call)])
    grad, cut = trained(machine) if call.loss.trains else (flow.grad, flow.cut)
    shape = Shape() if call.reduction in _ELEMENTWISE else Shape((), open=False)
    loss = Tensor(
        Kind.LOSS,
        shape,
        grad=grad,
        cut=cut,
        trail=Trail(Step(call.loss.name, op.site.span)),
        dtype="float",
        reduced="mean" if call.reduction == "mean" and call.loss.elementwise else None,
    )
    names = call.loss.returns
    return Pack(tuple(loss if name == "loss" else Tensor() for name in names), names) if names else loss
