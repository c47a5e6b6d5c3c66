"""Another operation in the place of one that is there."""

from __future__ import annotations

from headlint.diagnostics import Instead
from headlint.ir.expressions import Attribute, Call, Expression, Name
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import Applied, applied, builds, called
from headlint.mending.spelling import FUNCTIONAL, METHODS, sibling, spelled
from headlint.mending.tree import Place


def instead(draft: Draft, change: Instead) -> None:
    """Put another operation in the place of the one that an Instead names."""
    place = draft.place(change.span)
    if builds(draft, place, change.what):
        _build(draft, place, change)
    elif draft.names.dotted(called(place).func, place) == f"{FUNCTIONAL}.{change.what.removeprefix('F.')}":
        _function(draft, place, change)
    else:
        _applied(draft, applied(draft, place, change.what), change)


def _applied(draft: Draft, use: Applied, change: Instead) -> None:
    func = called(use.call).func
    if use.built is None:
        (_method if use.method else _function)(draft, use.call, change)
    elif use.built.node is func or _is_sole(draft, func, use.call):
        _build(draft, use.built, change)
    else:
        raise Unsure


def _is_sole(draft: Draft, func: Expression, place: Place) -> bool:
    """True where the layer that is called has a name that nothing else reads."""
    return isinstance(func, (Name, Attribute)) and len(draft.names.reads(func, place.below(func))) == 1


def _build(draft: Draft, place: Place, change: Instead) -> None:
    call = called(place)
    draft.exchange(call.func, sibling(draft, place, call.func, change.layer))
    _options(draft, call, change, operands=0)


def _function(draft: Draft, place: Place, change: Instead) -> None:
    call = called(place)
    draft.exchange(call.func, spelled(draft, f"{FUNCTIONAL}.{change.function}", place))
    _options(draft, call, change, operands=1)


def _method(draft: Draft, place: Place, change: Instead) -> None:
    func = called(place).func
    if change.function not in METHODS or not isinstance(func, Attribute):
        raise Unsure
    draft.replace(func.end - len(func.attr), func.end, change.function)
    _options(draft, called(place), change, operands=0)


def _options(draft: Draft, call: Call, change: Instead, operands: int) -> None:
    """Settle the arguments behind the operand: all go where the operation takes none, the axis comes if it is told."""
    options = call.arguments[operands:]
    if change.plain and options:
        if any(argument.name == "input" for argument in call.arguments):
            raise Unsure
        draft.replace(call.arguments[0].end if operands else options[0].start, options[-1].end)
    elif change.dim is not None and not options:
        comma = ", " if call.arguments else ""
        draft.insert(call.arguments[-1].end if call.arguments else call.end - 1, f"{comma}dim={change.dim}")
