"""Patterns of einops: ``"b c h w -> b (h w) c"`` says how many axes there are, and which becomes which.

The language of https://einops.rocks/1-einops-basics/: names separated by blanks, parentheses around axes that are one
axis together, ``1`` or ``()`` for an axis of size one, ``...`` for any number of axes.
"""

from __future__ import annotations

import re
from math import prod

from headlint.infer.domain.values import Constant
from headlint.infer.state.operation import Operation
from headlint.tensor import Axis, Kind, Shape, Tensor

Group = tuple[str, ...]

_GROUP = re.compile(r"\(([^()]*)\)|(\.\.\.|[A-Za-z_]\w*|\d+)")
_OWN = ("tensor", "pattern", "reduction", "tensors")


def rearranged(op: Operation, value: Tensor) -> Tensor:
    """``rearrange(x, pattern, **sizes)``, and ``repeat``, which may name new axes on the right."""
    sides = _sides(op, value)
    if sides is None:
        return value.but(shape=Shape(), channel=None, over=Axis())
    left, right = sides
    rank = len(left)
    dims = value.shape.dims[-rank:] if rank else ()
    dims = (None,) * (rank - len(dims)) + dims
    sizes = _sizes(op, left, dims)
    shape = Shape(tuple(_product([sizes.get(name) for name in group]) for group in right), open=False)
    old = {group: at - rank for at, group in enumerate(left) if group and len(group) == 1}
    new = {group: at - len(right) for at, group in enumerate(right)}

    def moved(axis: int | None) -> int | None:
        return next((new[group] for group, at in old.items() if at == axis and group in new), None)

    names = {name for group in left for name in group}
    repeated = any(name not in names for group in right for name in group)
    kind = Kind.UNKNOWN if repeated and value.kind in (Kind.SOFTMAX, Kind.LOG_SOFTMAX, Kind.ONE_HOT) else value.kind
    return value.but(kind=kind, shape=shape, channel=moved(value.channel), over=Axis(None, moved(value.over.index)))


def reduced(op: Operation, value: Tensor) -> Tensor:
    """``reduce(x, pattern, how, **sizes)``: numbers nobody can say anything of, in the layout of the pattern."""
    laid = rearranged(op, value)
    kind = Kind.DATA if value.kind is Kind.DATA else Kind.UNKNOWN
    return Tensor(kind, laid.shape, grad=value.grad, cut=value.cut, dtype=value.dtype)


def _sides(op: Operation, value: Tensor) -> tuple[list[Group], list[Group]] | None:
    """The axes of both sides of the pattern, None where they are not known for certain."""
    pattern = op.constant("pattern")
    if not isinstance(pattern, str) or pattern.count("->") != 1 or op.arguments.open:
        return None
    before, after = map(_groups, pattern.split("->"))
    if before is None or after is None:
        return None
    several = [groups for groups in (before, after) if ("...",) in groups]
    if not several:
        fits = value.shape.rank in (None, len(before)) and len(value.shape.dims) <= len(before)
        return (before, after) if fits else None
    rank = value.shape.rank
    if len(several) != 2 or rank is None or rank < len(before) - 1:
        return None
    hidden: list[Group] = [(f"...{number}",) for number in range(rank - len(before) + 1)]
    return _expanded(before, hidden), _expanded(after, hidden)


def _expanded(groups: list[Group], hidden: list[Group]) -> list[Group]:
    at = groups.index(("...",))
    return [*groups[:at], *hidden, *groups[at + 1 :]]


def _groups(side: str) -> list[Group] | None:
    """The axes of one side; one that is made of several names holds them all. None where ``...`` is inside one."""
    found = [tuple((inside or alone).split()) for inside, alone in _GROUP.findall(side)]
    if any("..." in group and len(group) > 1 for group in found) or re.sub(_GROUP, "", side).strip():
        return None
    return [tuple(name for name in group if name != "1") for group in found]


def _sizes(op: Operation, left: list[Group], dims: tuple[int | None, ...]) -> dict[str, int | None]:
    """The size of each name: as it is given, as the tensor has it, or what is left over in an axis of several."""
    given = {name: value.value for name, value in op.bound.items() if isinstance(value, Constant) and name not in _OWN}
    sizes: dict[str, int | None] = {name: size for name, size in given.items() if isinstance(size, int)}
    sizes |= {number: int(number) for number in op.constant("pattern").replace(")", " ").split() if number.isdigit()}
    for group, whole in zip(left, dims, strict=True):
        open_names = [name for name in group if name not in sizes]
        rest = _product([sizes[name] for name in group if name in sizes])
        if len(open_names) == 1 and whole is not None and rest:
            sizes[open_names[0]] = whole // rest
    return sizes


def _product(sizes: list[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return prod(known) if len(known) == len(sizes) else None
