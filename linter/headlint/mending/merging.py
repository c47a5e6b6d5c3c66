"""One call in the place of two: the logarithm of a softmax, the logarithm of a sigmoid."""

from __future__ import annotations

from itertools import pairwise

from headlint.diagnostics import Merge
from headlint.ir.expressions import Attribute, Binary, Call, Constant, Expression, Name, Node, Subscript
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import (
    Applied,
    applied,
    called,
    is_still_there,
    is_value_of,
    may_stand_bare,
)
from headlint.mending.spelling import FUNCTIONAL, METHODS, function_like, spelled
from headlint.mending.tree import Place

_SMALL = (Constant, Name, Attribute)  # what is added so that no logarithm of 0 is taken
_LAYOUT = frozenset({"view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "contiguous", "flatten"})


def merge(draft: Draft, change: Merge) -> None:
    """Make one call of two, where the inner one's value goes into the outer one."""
    outer, inner = draft.place(change.outer), draft.place(change.inner)
    core, minus = _core(_logged(draft, outer))
    if minus != change.negated:
        raise Unsure
    if any(node is core for node in inner.nodes):
        _check_path(core, inner)
        before, behind = inner.node.start - core.start, inner.node.end - core.start
        text = draft.source(core)
        draft.exchange(outer.node, text[:before] + _made(draft, inner, change) + text[behind:])
    elif isinstance(core, Name) and is_value_of(draft, core, outer, inner):
        _over_statements(draft, core, outer, inner, change)
    else:
        raise Unsure


def _over_statements(draft: Draft, name: Name, outer: Place, inner: Place, change: Merge) -> None:
    """``p = softmax(x)`` and later ``log(p)``. Where nothing else reads ``p``, it comes to hold the logarithm, or the
    score for one minus ``p``; else the logarithm is worked out from ``x``."""
    use = applied(draft, inner, change.what)
    alone = len(draft.names.reads(name, outer)) == 1
    if alone and change.negated:
        draft.keep(use.operand, inner.node, bare=may_stand_bare(use.operand, inner))
        draft.exchange(outer.node, f"{spelled(draft, f'{FUNCTIONAL}.{change.function}', outer)}(-{name.id})")
    elif alone:
        draft.exchange(inner.node, _made(draft, inner, change))
        draft.exchange(outer.node, name.id)
    elif is_still_there(draft, use.operand, outer, inner):
        draft.exchange(outer.node, _made(draft, inner, change))
    else:
        raise Unsure


def _logged(draft: Draft, outer: Place) -> Expression:
    """What the outer call, a logarithm, is applied to."""
    call = called(outer)
    if draft.names.dotted(call.func, outer) == "torch.log" and len(call.arguments) == 1:
        return call.arguments[0].value
    if isinstance(call.func, Attribute) and call.func.attr == "log" and not call.arguments:
        return call.func.value
    raise Unsure


def _made(draft: Draft, inner: Place, change: Merge) -> str:
    """The call that does both."""
    use = applied(draft, inner, change.what)
    call, operand = called(inner), draft.source(use.operand)
    if use.method and change.function in METHODS and not change.negated:
        func = call.func
        assert isinstance(func, Attribute)
        head = draft.text[call.start : func.end - len(func.attr)]
        return f"{head}{change.function}{draft.text[func.end : call.end]}"
    if change.negated:
        closed = isinstance(use.operand, (Name, Attribute, Call, Subscript))
        operand = f"-{operand}" if closed else f"-({operand})"
    options = "".join(f", {draft.source(option)}" for option in _options(use, call))
    return f"{function_like(draft, inner, call.func, change.function)}({operand}{options})"


def _options(use: Applied, call: Call) -> list[Node]:
    if use.built is not None:
        return list(called(use.built).arguments)
    return [argument for argument in call.arguments if argument.value is not use.operand]


def _core(logged: Expression) -> tuple[Expression, bool]:
    """What the logarithm is taken of without small numbers that are added, and whether that is one minus it."""
    minus = False
    while isinstance(logged, Binary):
        if logged.op == "+" and isinstance(logged.right, _SMALL):
            logged = logged.left
        elif logged.op == "+" and isinstance(logged.left, _SMALL) and not _is_one(logged.left):
            logged = logged.right
        elif logged.op == "-" and _is_one(logged.left) and not minus:
            logged, minus = logged.right, True
        else:
            raise Unsure
    return logged, minus


def _is_one(node: Node) -> bool:
    return isinstance(node, Constant) and node.value == 1


def _check_path(core: Expression, inner: Place) -> None:
    """Raises Unsure where something else than an arrangement of the numbers stands between."""
    start = next(i for i, node in enumerate(inner.nodes) if node is core)
    if not all(_arranges(node, below) for node, below in pairwise(inner.nodes[start:])):
        raise Unsure


def _arranges(node: Node, below: Node) -> bool:
    """True for ``below[index]``, ``below.view(...)``, and the attribute in the latter."""
    if isinstance(node, (Subscript, Attribute)):
        return below is node.value
    return isinstance(node, Call) and below is node.func and isinstance(below, Attribute) and below.attr in _LAYOUT
