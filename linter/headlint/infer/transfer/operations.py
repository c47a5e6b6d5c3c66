"""What each kind of row does: one handler a kind."""

from __future__ import annotations

from collections.abc import Callable

from headlint.diagnostics import Span
from headlint.events import Activation, Log
from headlint.infer.domain.gradients import cut
from headlint.infer.domain.values import Pack, Unknown, Value
from headlint.infer.state import leaves, ranges
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation, as_tensor, axis_of, mixed, trained
from headlint.infer.state.products import product
from headlint.infer.transfer import (
    creation,
    decisions,
    joining,
    losses,
    metrics,
    rearranging,
    reductions,
    reshaping,
    terms,
    windows,
)
from headlint.tensor import Axis, Kind, Shape, Tensor
from headlint.torchlib import rows


def _activate(machine: Machine, op: Operation) -> Value:
    """An activation: a new kind on the old layout."""
    row: rows.Activates = op.row
    value = op.tensor
    dim = op.constant("dim") if row.axis else None
    axis = axis_of(value, dim)
    result = _known_axis(
        value.after(op.label, op.site.span, kind=row.kind, over=axis, picked=False, complement=False), axis
    ).but(limits=ranges.activated(row, value))
    if row.event:
        built = op.instance.made_at if op.instance else None
        implicit = row.axis and dim is None and not op.arguments.open
        machine.emission.emit(Activation(op.site.span, row.event, value, result, axis, implicit, built))
    return result


def _known_axis(value: Tensor, axis: Axis) -> Tensor:
    """The channel of a softmax is the axis it runs along, where nothing else is known of it."""
    return value.but(channel=axis.index) if value.channel is None and axis.index is not None else value


def _give(machine: Machine, op: Operation) -> Value:
    """What a project says that a layer of its own gives."""
    grad, why = trained(machine)
    return Tensor(op.row.kind, grad=grad, cut=why, dtype="float").after(op.label, op.site.span)


def _affine(machine: Machine, op: Operation) -> Value:
    """A layer with weights lays raw numbers: what it was given does not matter any more, but for its layout."""
    row: rows.Affine = op.row
    units = op.constant(row.out)
    size = units if isinstance(units, int) else None
    value = op.tensor
    machine.fed.update(step.span for step in value.trail or ())
    if row.spatial is not None:
        shape, channel = Shape((None, size, *windows.slid(op, row, value.shape)), open=False), -1 - row.spatial
    else:
        shape, channel = (value.shape.resized(-1, size) if value.shape.dims else Shape((size,), open=True)), -1
    grad, why = trained(machine)
    made = Tensor(Kind.RAW, shape, channel, grad=grad, dtype="float", cut=why, maker=_maker(op))
    return made.after(f"{op.label}(..., {size})" if size is not None else op.label, op.site.span)


def _maker(op: Operation) -> Span | None:
    return op.instance.made_at if op.instance else None


def _keep(machine: Machine, op: Operation) -> Value:
    if op.name.endswith((".long", ".int")):
        return op.tensor.but(dtype="int")
    if op.name.endswith((".float", ".double", ".half")):
        return op.tensor.but(dtype="float")
    if op.name.endswith(".astype"):
        return op.tensor.but(dtype=None)
    return op.input  # type: ignore[no-any-return]


def _normalise(machine: Machine, op: Operation) -> Value:
    value = op.tensor
    grad, why = trained(machine)
    kind = Kind.RAW if value.kind.from_network else Kind.UNKNOWN
    return value.but(kind=kind, grad=grad, cut=why, picked=False)


def _recur(machine: Machine, op: Operation) -> Value:
    machine.fed.update(step.span for step in op.tensor.trail or ())
    hidden = op.constant("hidden_size")
    both = op.constant("bidirectional", False)
    size = hidden * (2 if both is True else 1) if isinstance(hidden, int) and both is not ... else None
    grad, why = trained(machine)
    state = Tensor(grad=grad, cut=why)
    if op.row.cell:
        cell = Tensor(shape=Shape((None, size), open=False), grad=grad, cut=why)
        return Pack((cell, state)) if "LSTM" in op.name else cell
    rank = op.tensor.shape.rank or 3
    output = Tensor(shape=Shape((*(None,) * (rank - 1), size), open=False), channel=-1, grad=grad, cut=why)
    hidden_state = Tensor(
        shape=Shape((*(None,) * (rank - 1), hidden if isinstance(hidden, int) else None), open=False),
        grad=grad,
        cut=why,
    )
    return Pack((output, Pack((hidden_state, state)) if "LSTM" in op.name else hidden_state))


def _embed(machine: Machine, op: Operation) -> Value:
    size = op.constant("embedding_dim")
    grad, why = trained(machine)
    width = size if isinstance(size, int) else None
    shape = op.tensor.shape
    if op.row.bag:
        layout = Shape((None, width), open=False)
    else:
        layout = Shape((*shape.dims, width), shape.open) if shape.dims or not shape.open else Shape((width,), open=True)
    return Tensor(shape=layout, channel=-1, grad=grad, cut=why)


def _cut(machine: Machine, op: Operation) -> Value:
    return cut(op.tensor, op.row.how, op.site.span)


def _log(machine: Machine, op: Operation) -> Value:
    """The log of probabilities is log-probabilities."""
    value = op.tensor
    if not value.bare:
        machine.emission.emit(Log(op.site.span, value))
    kinds = {Kind.SOFTMAX: Kind.LOG_SOFTMAX, Kind.SIGMOID: Kind.LOG_SIGMOID, Kind.DATA: Kind.DATA}
    return value.after("log", op.site.span, kind=kinds.get(value.kind, Kind.UNKNOWN))


def _transform(machine: Machine, op: Operation) -> Value:
    value = op.tensor
    result = value.after(op.label, op.site.span, kind=dict(op.row.kinds).get(value.kind, Kind.UNKNOWN))
    return result.but(limits=ranges.transformed(value, result))


def _clamp(machine: Machine, op: Operation) -> Value:
    value = op.tensor
    machine.fed.update(step.span for step in value.trail or ())
    low = op.constant("min")
    may_be_cut = (
        low is not None and (low is ... or low >= 0) if value.kind is Kind.TANH else op.constant("max") is not None
    )
    if value.kind in (Kind.RELU, Kind.TANH) and may_be_cut:
        return value.but(kind=Kind.UNKNOWN)
    if value.kind is Kind.RAW:
        return (
            value.after("clamp(min=0)", op.site.span, kind=Kind.RELU)
            if low == 0 and op.constant("max") is None
            else value.but(kind=Kind.UNKNOWN)
        )
    return value


def _bound(machine: Machine, op: Operation) -> Value:
    """``torch.maximum(p, eps)`` with a single number limits ``p``."""
    sides = [as_tensor(op.bound.get(name, Unknown("an operand"))) for name in op.row.params]
    numbers = [side.kind is Kind.DATA and side.shape.rank == 0 for side in sides]
    if numbers.count(True) != 1:
        return mixed(sides)
    value = sides[numbers.index(False)]
    machine.fed.update(step.span for step in value.trail or ())
    return value.but(kind=Kind.UNKNOWN) if value.kind in (Kind.RAW, Kind.RELU) else value


def _wrap(machine: Machine, op: Operation) -> Value:
    """``Variable(x, requires_grad=True)`` and other wrappers: a loss wrapped anew is a leaf without a history."""
    value = op.input
    if isinstance(value, Tensor) and op.constant("requires_grad") is True:
        return leaves.copied(machine, value, "Variable(..., requires_grad=True)", op.site)
    return value  # type: ignore[no-any-return]


def _multiply(machine: Machine, op: Operation) -> Value:
    left, right = op.tensor, as_tensor(op.bound.get("other", Unknown("an operand")))
    return product(left, right)


def _mix(machine: Machine, op: Operation) -> Value:
    """Numbers without a name; a loss stays a loss, and data stays data."""
    value = op.tensor
    operands = [v for v in op.bound.values() if isinstance(v, Tensor)]
    if not op.row.layout or any(operand.shape != value.shape for operand in operands) or _hides_a_tensor(op):
        value = value.but(shape=Shape(), channel=None)
    if value.kind in (Kind.LOSS, Kind.DATA):
        return terms.forgotten(value)
    flow = mixed(operands)
    if not isinstance(op.input, Tensor):
        return flow
    exponent = {"square": 2, "pow": op.constant("other")}.get(op.name.rpartition(".")[2])
    return terms.powered(op.tensor, exponent, value.but(kind=Kind.UNKNOWN, grad=flow.grad, cut=flow.cut))


def _hides_a_tensor(op: Operation) -> bool:
    """True where an operand that is not known may be a tensor of any layout."""
    return isinstance(op.bound.get("other"), Unknown)


HANDLERS: dict[type, Callable[..., Value]] = {
    rows.Activates: _activate,
    rows.Gives: _give,
    rows.Affine: _affine,
    rows.Keeps: _keep,
    rows.Normalises: _normalise,
    rows.Pools: windows.pool,
    rows.Recurs: _recur,
    rows.Embeds: _embed,
    rows.Creates: creation.create,
    rows.Rebuilds: creation.rebuild,
    rows.Computes: losses.compute,
    rows.Decides: decisions.decide,
    rows.Reshapes: reshaping.reshape,
    rows.Reduces: reductions.reduce,
    rows.Cuts: _cut,
    rows.Logs: _log,
    rows.Transforms: _transform,
    rows.Clamps: _clamp,
    rows.Bounds: _bound,
    rows.Wraps: _wrap,
    rows.Gathers: joining.gather_sequence,
    rows.Multiplies: _multiply,
    rows.Mixes: _mix,
    rows.Rearranges: rearranging.rearrange,
    rows.Attends: rearranging.attend,
    rows.Measures: metrics.measure,
}
