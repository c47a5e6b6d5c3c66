"""Decisions taken at another place of the scale."""

from __future__ import annotations

from headlint.diagnostics import Decide, Threshold
from headlint.ir.expressions import Attribute, Call, Compare, Constant, Expression, Unary
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
    """``x.argmax(dim=1)`` becomes ``(x > 0).squeeze(1).long()``."""
    place = draft.place(change.span)
    operand, others = operand_of(draft, place, "argmax")
    axes = [other.value for other in others if other.name in (None, "dim")]
    if len(others) != 1 or len(axes) != 1 or not isinstance(axes[0], (Constant, Unary)):
        raise Unsure
    closed = isinstance(operand, (Attribute, Call)) or draft.source(operand).isidentifier()
    unit = draft.source(operand) if closed else f"({draft.source(operand)})"
    text = f"({unit} > {change.threshold}).squeeze({draft.source(axes[0])}).long()"
    call = called(place)
    draft.replace(call.start, call.end, text)
