"""One call in the place of two: the logarithm of a softmax, the logarithm of a sigmoid."""

from __future__ import annotations

from headlint.diagnostics import Merge
from headlint.ir.expressions import Attribute, Binary, Call, Constant, Expression, Name, Node, Subscript
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import Applied, applied, called
from headlint.mending.spelling import FUNCTIONAL, METHODS, spelled
from headlint.mending.tree import Place

_LAYOUT = frozenset({"view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "contiguous", "flatten"})


def merge(draft: Draft, change: Merge) -> None:
    """Make one call of two, where the inner one's value goes into the outer one and nowhere else."""
    outer, inner = draft.place(change.outer), draft.place(change.inner)
    logged, made = _logged(draft, outer), _made(draft, inner, change)
    if inner.nodes[: len(outer.nodes)] == outer.nodes:
        kept = _without_sums(logged, inner, change)
        before, behind = inner.node.start - kept.start, inner.node.end - kept.start
        text = draft.source(kept)
        draft.replace(outer.node.start, outer.node.end, text[:before] + made + text[behind:])
    elif change.negated or not _goes_there_alone(draft, logged, inner):
        raise Unsure
    else:
        draft.replace(inner.node.start, inner.node.end, made)
        draft.keep(logged, outer.node, bare=True)


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
    return f"{spelled(draft, f'{FUNCTIONAL}.{change.function}', inner)}({operand}{options})"


def _options(use: Applied, call: Call) -> list[Node]:
    if use.built is not None:
        return list(called(use.built).arguments)
    return [argument for argument in call.arguments if argument.value is not use.operand]


def _without_sums(logged: Expression, inner: Place, change: Merge) -> Expression:
    """What stays of the outer call's operand: the inner call and what only arranges its numbers. A small number that
    is added goes, and so does "one minus"."""
    start = next(i for i, node in enumerate(inner.nodes) if node is logged)
    kept: Node = logged
    minus = 0
    for node, below in zip(inner.nodes[start:], inner.nodes[start + 1 :], strict=False):
        if kept is node and (_is_small_sum(node, below) or _is_one_minus(node, below)):
            kept = below
            minus += _is_one_minus(node, below)
        elif not _arranges(node, below):
            raise Unsure
    if minus != change.negated or not isinstance(kept, Expression):
        raise Unsure
    return kept


def _is_small_sum(node: Node, below: Node) -> bool:
    if not isinstance(node, Binary) or node.op != "+":
        return False
    return isinstance(node.right if below is node.left else node.left, (Constant, Name, Attribute))


def _is_one_minus(node: Node, below: Node) -> bool:
    one = isinstance(node, Binary) and node.op == "-" and below is node.right and node.left
    return isinstance(one, Constant) and one.value == 1


def _arranges(node: Node, below: Node) -> bool:
    """True for ``below[index]``, ``below.view(...)``, and the attribute in the latter."""
    if isinstance(node, (Subscript, Attribute)):
        return below is node.value
    return isinstance(node, Call) and below is node.func and isinstance(below, Attribute) and below.attr in _LAYOUT


def _goes_there_alone(draft: Draft, logged: Expression, inner: Place) -> bool:
    """``p = softmax(x)`` and later ``log(p)``, where nothing else reads ``p``."""
    if not isinstance(logged, Name) or len(inner.nodes) < 2:
        return False
    found = draft.names.binding(logged.id, inner.parent)
    return found is not None and found.value is inner.node and len(draft.names.reads(logged, inner.parent)) == 1
