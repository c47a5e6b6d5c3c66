"""Decisions taken at another place of the scale."""

from __future__ import annotations

from headlint.diagnostics import Decide, Threshold
from headlint.ir.expressions import (
    Attribute,
    Call,
    Compare,
    Constant,
    Expression,
    Name,
    Subscript,
    Tuple,
    Unary,
)
from headlint.ir.statements import Assign
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import called, operand_of
from headlint.mending.spelling import FUNCTIONAL, spelled
from headlint.mending.tree import Place

_COMPARING = frozenset({"gt", "ge", "lt", "le", "greater", "less", "greater_equal", "less_equal"})


def threshold(draft: Draft, change: Threshold) -> None:
    """Compare with another number, or apply a function first."""
    place = draft.place(change.span)
    operand, number = _sides(draft, place)
    if change.value and isinstance(number, Constant):
        draft.exchange(number, change.value)
    else:
        draft.insert(operand.start, f"{spelled(draft, f'{FUNCTIONAL}.{change.function}', place)}(")
        draft.insert(operand.end, ")")


def _sides(draft: Draft, place: Place) -> tuple[Expression, Expression | None]:
    """What is decided on, and what it is compared with (None for a rounding)."""
    node = place.node
    if isinstance(node, Compare) and len(node.rights) == 1:
        sides = (node.left, node.rights[0])
        return sides if isinstance(node.rights[0], Constant) or not isinstance(node.left, Constant) else sides[::-1]
    if isinstance(node, Call) and isinstance(node.func, Attribute):
        operand, others = operand_of(draft, place, node.func.attr)
        if node.func.attr == "round" and not others:
            return operand, None
        if node.func.attr in _COMPARING and len(others) == 1:
            return operand, others[0].value
    raise Unsure


def decide(draft: Draft, change: Decide) -> None:
    """``x.argmax(dim=1)`` becomes ``(x > 0).squeeze(1).long()``, and so do the indices of ``x.max(dim=1)``."""
    place = draft.place(change.span)
    for name, whole in (("argmax", place), ("max", _indices(draft, place))):
        if whole is not None and _is_called(called(place), name):
            draft.exchange(whole.node, _compared(draft, place, name, change.threshold))
            return
    raise Unsure


def _is_called(call: Call, name: str) -> bool:
    return isinstance(call.func, Attribute) and call.func.attr == name


def _compared(draft: Draft, place: Place, name: str, threshold: str) -> str:
    operand, others = operand_of(draft, place, name)
    axes = [other.value for other in others if other.name in (None, "dim")]
    if len(others) != 1 or len(axes) != 1 or not isinstance(axes[0], (Constant, Unary)):
        raise Unsure
    closed = isinstance(operand, (Attribute, Call)) or draft.source(operand).isidentifier()
    unit = draft.source(operand) if closed else f"({draft.source(operand)})"
    return f"({unit} > {threshold}).squeeze({draft.source(axes[0])}).long()"


def _indices(draft: Draft, place: Place) -> Place | None:
    """Where only the second of the two results of ``max`` is used: ``[1]``, ``.indices``, or ``_, i = ...``."""
    holder = place.parent.node if len(place.nodes) > 1 else None
    if isinstance(holder, Subscript) and isinstance(holder.index, Constant) and holder.index.value == 1:
        return place.parent
    if isinstance(holder, Attribute) and holder.attr == "indices":
        return place.parent
    if isinstance(holder, Assign) and len(holder.targets) == 1 and isinstance(holder.targets[0], Tuple):
        values, *indices = holder.targets[0].items
        unread = isinstance(values, Name) and not draft.names.reads(values, place.parent.below(values))
        if unread and len(indices) == 1 and "#" not in draft.source(holder.targets[0]):
            draft.take(holder.targets[0].start, indices[0].start)
            draft.take(indices[0].end, holder.targets[0].end)
            return place
    return None
