"""Arguments set, swapped, wrapped and kept; single expressions written anew."""

from __future__ import annotations

from headlint.diagnostics import Append, Replace, SetKeyword, Swap, Wrap
from headlint.ir.expressions import Argument, Attribute, Call, Constant, Name, Node, Subscript
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import called, is_sole
from headlint.mending.spelling import FUNCTIONAL, spelled
from headlint.mending.tree import Place, everywhere

OVERRIDING = {"reduction": ("size_average", "reduce")}  # options that make another one mean nothing
_CLOSED = (Attribute, Call, Name, Subscript)


def replace(draft: Draft, change: Replace) -> None:
    """Write another argument in place of a literal one."""
    start, end = draft.bounds(change.span)
    holder = _argument(draft, start, end)
    if not isinstance(holder, Argument) or not isinstance(holder.value, Constant):
        raise Unsure
    draft.replace(start, end, change.text)


def _argument(draft: Draft, start: int, end: int) -> Node | None:
    found = (here.node for here in everywhere(draft.module.ir.body) if isinstance(here.node, Argument))
    return next((node for node in found if (node.start, node.end) == (start, end)), None)


def set_keyword(draft: Draft, change: SetKeyword) -> None:
    """Give a call an argument by name."""
    call = called(_told(draft, draft.place(change.span)))
    own = next((argument for argument in call.arguments if argument.name == change.name), None)
    written = f"{change.name}={change.value}"
    if any(argument.name in OVERRIDING.get(change.name, ()) for argument in call.arguments):
        raise Unsure
    if own is not None:
        draft.exchange(own, written)
    elif call.arguments:
        draft.insert(call.arguments[-1].end, f", {written}")
    else:
        draft.insert(call.end - 1, written)


def _told(draft: Draft, place: Place) -> Place:
    """The call that takes options: the one at hand, or the one that builds the layer it applies."""
    func = called(place).func
    if draft.names.dotted(func, place) is not None:
        return place
    built = draft.names.built(func, place.below(func))
    if built is None or (built.node is not func and not is_sole(draft, func, place)):
        raise Unsure
    return built


def append(draft: Draft, change: Append) -> None:
    """Call a method of what an expression gives."""
    node = draft.place(change.span).node
    if isinstance(node, _CLOSED):
        draft.insert(node.end, change.text)
    else:
        _enclose(draft, node, "(", f"){change.text}")


def wrap(draft: Draft, change: Wrap) -> None:
    """Apply a function of torch to an expression."""
    place = draft.place(change.span)
    name = spelled(draft, f"{FUNCTIONAL}.{change.function}", place)
    _enclose(draft, place.node, f"{name}(", ")")


def _enclose(draft: Draft, node: Node, before: str, behind: str) -> None:
    draft.insert(node.start, before)
    draft.insert(node.end, behind)


def swap(draft: Draft, change: Swap) -> None:
    """Let two expressions change places."""
    first, second = draft.place(change.first).node, draft.place(change.second).node
    draft.replace(first.start, first.end, draft.source(second))
    draft.replace(second.start, second.end, draft.source(first))
