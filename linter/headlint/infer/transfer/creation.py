"""Tensors that no network made, and tensors rebuilt from numbers."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.gradients import combined, cut
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.unknown import SCALAR
from headlint.infer.domain.values import Constant, External, Pack, Value
from headlint.infer.state import leaves
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation
from headlint.infer.transfer.draws import is_number
from headlint.tensor import Grad, Kind, Shape, Tensor

_DTYPES = {
    **dict.fromkeys(("long", "int", "int64", "int32", "int16", "uint8", "int8"), "int"),
    **dict.fromkeys(("float", "float32", "float64", "double", "half", "float16", "bfloat16"), "float"),
    "bool": "bool",
}
_LAYOUTS = {"unknown": Shape(), "row": Shape((None,), open=False)}


def create(machine: Machine, op: Operation) -> Value:
    """``torch.randn(4, 10)`` and its like."""
    row = op.row
    kind = row.kind
    shape = _LAYOUTS[row.sizes] if row.sizes in _LAYOUTS else _sizes(op)
    if row.sizes == "like":
        shape = op.tensor.shape
    trained = op.arguments.keywords.get("requires_grad") == Constant(True)
    grad = Grad.FLOWS if trained else Grad.NONE
    made = Tensor(kind, shape, bare=True, grad=grad, dtype=dtype_of(op.bound.get("dtype")) or row.dtype)
    return made.after(op.label, op.site.span)


def dtype_of(value: Value | None) -> str | None:
    """The family of a torch dtype."""
    if isinstance(value, External):
        return _DTYPES.get(value.name.rpartition(".")[2])
    return None


def _sizes(op: Operation) -> Shape:
    given: Any = op.bound.get("size")
    if given is None:
        positional = op.arguments.positional
        tuples = [value for value in positional if isinstance(value, Pack) or sequence(value)]
        given = tuples[0] if tuples else Pack(positional) if op.row.sizes == "args" else None
    pack = sequence(given) if given is not None else None
    if pack is None or pack.open or op.arguments.open:
        return Shape()
    return Shape(tuple(size_of(item) for item in pack.items), open=False)


def size_of(value: Value) -> int | None:
    """A size, where it is a known number."""
    if isinstance(value, Constant) and isinstance(value.value, int) and not isinstance(value.value, bool):
        return value.value
    return None


def rebuild(machine: Machine, op: Operation) -> Value:
    """``torch.tensor(numbers)``: the numbers survive, the gradient does not."""
    if op.constant("requires_grad") is not True:
        return _rebuilt(op)
    loss = op.bound.get("data")
    made = loss if isinstance(loss, Tensor) and loss.kind is Kind.LOSS else _rebuilt(op)
    return leaves.copied(machine, made, f"{op.row.how[:-5]}(..., requires_grad=True)", op.site)


def _rebuilt(op: Operation) -> Tensor:
    data = op.bound.get("data")
    dtype = dtype_of(op.bound.get("dtype")) or op.row.dtype
    if isinstance(data, Tensor):
        return cut(data, op.row.how, op.site.span).but(dtype=dtype or data.dtype)
    pack = sequence(data) if data is not None else None
    if isinstance(data, Constant) and isinstance(data.value, (int, float)):
        return Tensor(Kind.DATA, Shape((), open=False), bare=True, grad=Grad.NONE, dtype=dtype)
    if data is not None and is_number(data):
        return SCALAR.but(dtype=dtype)
    if pack is None:
        return Tensor(grad=Grad.NONE if op.bound else Grad.UNKNOWN, dtype=dtype)
    tensors = [item for item in pack.items if isinstance(item, Tensor)]
    if tensors:
        flow = combined([*tensors, *(Tensor(Kind.DATA, grad=Grad.NONE) for _ in pack.items[len(tensors) :])])
        made = Tensor(shape=_stacked(op, pack, tensors), grad=flow.grad, cut=flow.cut, dtype=dtype)
        return cut(made, op.row.how, op.site.span)
    return _literal(op, pack, dtype)


def _stacked(op: Operation, pack: Pack, tensors: list[Tensor]) -> Shape:
    """The layout of a list of tensors: torch takes such of one number only, NumPy stacks arrays of any layout."""
    if op.name.startswith("torch."):
        return Shape((None,), open=False)
    layouts = {tensor.shape for tensor in tensors}
    first = tensors[0].shape
    same = len(layouts) == 1 and len(tensors) == len(pack.items) and not first.open
    return Shape((None, *first.dims), open=False) if same else Shape()


def _literal(op: Operation, pack: Pack, dtype: str | None) -> Tensor:
    """Numbers written down: their nesting is the shape."""
    dims: list[int | None] = []
    here: Pack | None = pack
    first: Value = pack
    while here is not None:
        dims.append(None if here.open else len(here.items))
        first = here.items[0] if here.items else Constant(None)
        here = sequence(first)
    known = isinstance(first, Constant) or is_number(first)
    number = first.value if isinstance(first, Constant) else None
    guess = "bool" if isinstance(number, bool) else "int" if isinstance(number, int) else "float" if known else None
    shape = Shape(tuple(dims), open=not known)
    kind = Kind.DATA if known else Kind.UNKNOWN
    return Tensor(kind, shape, grad=Grad.NONE, dtype=dtype or guess).after(op.label, op.site.span)
