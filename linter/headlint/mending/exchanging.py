"""Another operation in the place of one that is there."""

from __future__ import annotations

from headlint.diagnostics import Along, Instead
from headlint.ir.expressions import Attribute, Call
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import Applied, applied, builds, called, is_sole
from headlint.mending.spelling import FUNCTIONAL, LAYERS, METHODS, function_like, sibling
from headlint.mending.tree import Place
from headlint.torchlib import api


def instead(draft: Draft, change: Instead) -> None:
    """Put another operation in the place of the one that an Instead names."""
    place = draft.place(change.span)
    if builds(draft, place, change.what):
        _build(draft, place, change)
    elif draft.names.dotted(called(place).func, place) == f"{FUNCTIONAL}.{change.what.removeprefix('F.')}":
        _function(draft, place, change)
    else:
        _applied(draft, applied(draft, place, change.what), change)


def along(draft: Draft, change: Along) -> None:
    """Tell a softmax its axis."""
    place = draft.place(change.span)
    if builds(draft, place, change.what):
        _tell_axis(draft, called(place), change.dim, operands=0)
        return
    use = applied(draft, place, change.what)
    if use.built is not None:
        _tell_axis(draft, called(_own(draft, use)), change.dim, operands=0)
    else:
        _tell_axis(draft, called(place), change.dim, operands=0 if use.method else 1)


def _own(draft: Draft, use: Applied) -> Place:
    """Where the layer is built that is applied here and nowhere else. Raises Unsure for a shared one."""
    func = called(use.call).func
    if use.built is None or (use.built.node is not func and not is_sole(draft, func, use.call)):
        raise Unsure
    return use.built


def _tell_axis(draft: Draft, call: Call, dim: int, operands: int) -> None:
    own = [a for at, a in enumerate(call.arguments) if a.name == "dim" or (a.name is None and at == operands)]
    if own:
        draft.exchange(own[0].value, str(dim))
    else:
        _add(draft, call, f"dim={dim}")


def _add(draft: Draft, call: Call, option: str) -> None:
    if call.arguments:
        draft.insert(call.arguments[-1].end, f", {option}")
    else:
        draft.insert(call.end - 1, option)


def _applied(draft: Draft, use: Applied, change: Instead) -> None:
    if use.built is None:
        (_method if use.method else _function)(draft, use.call, change)
    else:
        _build(draft, _own(draft, use), change)


def _build(draft: Draft, place: Place, change: Instead) -> None:
    call = called(place)
    _check(call, f"{LAYERS}.{change.layer}", change)
    draft.exchange(call.func, sibling(draft, place, call.func, change.layer))
    _options(draft, call, change, operands=0)


def _function(draft: Draft, place: Place, change: Instead) -> None:
    call = called(place)
    _check(call, f"{FUNCTIONAL}.{change.function}", change)
    draft.exchange(call.func, function_like(draft, place, call.func, change.function))
    _options(draft, call, change, operands=1)


def _check(call: Call, dotted: str, change: Instead) -> None:
    """Raises Unsure where an argument of the call means nothing to what takes its place."""
    signature = api.parameters(dotted)
    if signature is None or change.plain:
        return
    named = [argument.name for argument in call.arguments if argument.name is not None]
    given = len(call.arguments) - len(named)
    if given > len(signature.positional) or not all(map(signature.accepts, named)):
        raise Unsure


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
        _add(draft, call, f"dim={change.dim}")
