"""Who else reads the numbers of an activation: a fix takes none away from a reader that would then read other things.

A reader is known to do with logits what it does with probabilities where it asks for the largest, where it is a loss
that rules judge, or a metric that squashes logits itself. Any other one relies on the numbers as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headlint.events import LossCall
from headlint.infer.domain.values import DictValue, Function, ListValue, Pack, Value
from headlint.infer.state.machine import Arguments, Machine
from headlint.infer.state.operation import Operation
from headlint.tensor import Alternatives, Kind, Tensor
from headlint.torchlib import rows
from headlint.torchlib.metrics import RANKING
from headlint.torchlib.wants import MATRIX, OK, Wants

SQUASHED = frozenset(
    {Kind.SOFTMAX, Kind.SIGMOID, Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID, Kind.RELU, Kind.TANH}
)  # what a fix may take away
_DEEPEST = 3  # how far inside of what is handed on a tensor is looked for
_JUDGED = frozenset(MATRIX) - {Wants.VALUES, Wants.FEATURES, Wants.ANYTHING}
_INDIFFERENT = (rows.Affine, rows.Recurs, rows.Clamps, rows.Creates, rows.Measures)  # some of them tell it elsewhere
_DISTRIBUTIONS = "torch.distributions."


def rely(machine: Machine, *values: Value) -> None:
    """Something reads these values, or what is in them, and would not do the same with other numbers."""
    for value in values:
        for tensor in _tensors(value, _DEEPEST):
            if tensor.kind in SQUASHED:
                machine.relied.update(step.span for step in tensor.trail or ())


def handed_on(machine: Machine, name: str, arguments: Arguments) -> None:
    """Values are given to something that no row describes, by its full name as far as it is known."""
    if name in RANKING:
        given = [each for value in arguments.positional for each in _tensors(value, 1)]
        rely(machine, *(tensor for tensor in given if tensor.kind is not Kind.SIGMOID))
        return
    rely(machine, *arguments.positional)
    takes_logits = name.startswith(_DISTRIBUTIONS)
    rely(machine, *(value for key, value in arguments.keywords.items() if not (takes_logits and key == "logits")))


def operated(machine: Machine, op: Operation, result: Value) -> None:
    """An operation of torch gives ``result``."""
    if isinstance(op.row, _INDIFFERENT):
        return
    for name, value in op.bound.items():
        for tensor in _tensors(value, 1):
            if tensor.kind in SQUASHED and not _accepts(machine, op, name, tensor) and not _follows(result, tensor):
                rely(machine, tensor)


def builtin_called(machine: Machine, name: str, arguments: Arguments) -> None:
    """Python's own function ``name`` is called."""
    if name in _BUILTINS:
        rely(machine, *arguments.positional)
    elif name == "round" and arguments.positional:
        compared(machine, arguments.positional[0], 0.5)


_BUILTINS = frozenset({"abs", "divmod", "format", "max", "min", "pow", "print", "repr", "sum"})


def answered(machine: Machine, function: Function, result: Value) -> None:
    """A function that nothing in the program calls gives a result, to whoever calls it. Of ``forward`` a fix says that
    it changes."""
    if function.name.rpartition(".")[2][:1] != "_" and not function.name.endswith("forward"):
        rely(machine, result)


def computed(machine: Machine, result: Value, *operands: Value) -> Value:
    """The result of an operator, whose operands are read by it."""
    for operand in operands:
        if isinstance(operand, Tensor) and operand.kind in SQUASHED and not _follows(result, operand):
            rely(machine, operand)
    return result


def compared(machine: Machine, tensor: Any, number: float | None) -> None:
    """A tensor is compared with a number, None for something else. A threshold between 0 and 1 is moved along with a
    sigmoid that goes: a rule finds it."""
    squashed = isinstance(tensor, Tensor) and tensor.kind in SQUASHED
    if squashed and (number is None or not 0 < number < 1 or not _is_moved(tensor)):
        rely(machine, tensor)


def _is_moved(tensor: Tensor) -> bool:
    return tensor.kind is Kind.SIGMOID and tensor.maker is not None and not tensor.complement


def _tensors(value: Any, depth: int) -> Iterator[Tensor]:
    """The tensors that a value is or holds."""
    if isinstance(value, Tensor):
        yield value
    elif depth:
        for part in parts(value):
            yield from _tensors(part, depth - 1)


def parts(value: Any) -> list[Value]:
    """What a choice, a sequence or a dict holds."""
    if isinstance(value, Alternatives):
        return [option for _, option in value.options]
    if isinstance(value, Pack):
        return list(value.items)
    return list(value.slots.values()) if isinstance(value, (ListValue, DictValue)) else []


def _follows(result: Value, tensor: Tensor) -> bool:
    """True where a result has the numbers of a tensor, so that whoever reads it reads them."""
    place = None if tensor.trail is None else tensor.trail.step.span
    return any(
        one.kind is tensor.kind
        and one.complement == tensor.complement
        and any(step.span == place for step in one.trail or ())
        for one in _tensors(result, 2)
    )


def _accepts(machine: Machine, op: Operation, name: str, tensor: Tensor) -> bool:
    """True for a reader that does the same with the scores in front of the activation, or that rules judge."""
    row = op.row
    if isinstance(row, rows.Activates):
        return bool(row.event)
    if isinstance(row, rows.Decides):
        return _decides(op, row.how, tensor)
    return isinstance(row, rows.Computes) and _judges(machine.losses[-1], op, name, tensor)


def _decides(op: Operation, how: str, tensor: Tensor) -> bool:
    """The largest stays the largest: of a softmax along its own axis, of what works number by number along any."""
    if how == "round":
        return _is_moved(tensor)
    return _stays_largest(tensor, op.constant("dim", -1 if how == "topk" else None))


def _stays_largest(tensor: Tensor, dim: Any) -> bool:
    if tensor.kind not in (Kind.SOFTMAX, Kind.LOG_SOFTMAX):
        return True
    rank = tensor.shape.rank
    over, axis = tensor.over, tensor.shape.index(dim) if isinstance(dim, int) else None
    return (dim == over.given if dim is not None else rank == 1) or (axis is not None and axis == over.index)


def _judges(call: LossCall, op: Operation, name: str, tensor: Tensor) -> bool:
    """True for the input of a loss that rules would find wrong if it were to get the wrong thing after the fix."""
    if name != (call.loss.input if call.loss.declared else op.row.params[0]):
        return False
    if tensor.width == 1 and tensor.kind in (Kind.SOFTMAX, Kind.LOG_SOFTMAX):
        return True  # always 1: nothing is read
    return call.loss.wants in _JUDGED and call.cell not in (None, OK)
