"""Taking an activation away: the call that applies it, or the element of a container that builds it."""

from __future__ import annotations

from collections.abc import Sequence

from headlint.diagnostics import AssignChild, Remove
from headlint.ir.expressions import (
    Argument,
    Attribute,
    Call,
    Conditional,
    Constant,
    Dict,
    Lambda,
    List,
    Name,
    Node,
    Subscript,
    Tuple,
)
from headlint.ir.statements import Assign, Augment, Class, Evaluate, Function, If, Return
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import applied, builds, called, is_still_there, is_value_of, may_stand_bare
from headlint.mending.spelling import sibling
from headlint.mending.tree import Place, everywhere
from headlint.torchlib.names import canonical

_SEQUENTIAL = "torch.nn.Sequential"
_ORDERED = "collections.OrderedDict"
_ADDING = frozenset({"add_module", "register_module", "append"})


def remove(draft: Draft, change: Remove) -> None:
    """Take away the activation of a Remove."""
    place = draft.place(change.span)
    reader = None if change.read_at is None else draft.place(change.read_at)
    named = reader is not None and isinstance(reader.node, Name) and is_value_of(draft, reader.node, reader, place)
    if reader is not None and named and not builds(draft, place, change.what):
        _pass_by(draft, place, change, reader)
    elif change.for_one:
        raise Unsure
    elif builds(draft, place, change.what):
        _leave_container(draft, place)
    else:
        unwrap(draft, place, change.what)


def _pass_by(draft: Draft, place: Place, change: Remove, reader: Place) -> None:
    """``p = softmax(x)`` and ``loss(p)``: where others read ``p`` too, the loss alone gets ``x``."""
    operand = applied(draft, place, change.what).operand
    others = len(draft.names.reads(reader.node, reader)) > 1 if isinstance(reader.node, Name) else False
    if (others or change.for_one) and is_still_there(draft, operand, reader, place):
        draft.exchange(reader.node, draft.source(operand))
    elif change.for_one:
        raise Unsure
    else:
        unwrap(draft, place, change.what)


def unwrap(draft: Draft, place: Place, what: str) -> None:
    """Put what an operation is applied to in the place of the call. ``x = softmax(x)`` goes altogether."""
    use = applied(draft, place, what)
    holder = place.parent.node if len(place.nodes) > 1 else None
    operand = draft.source(use.operand)
    if isinstance(holder, Assign) and [draft.source(each) for each in holder.targets] == [operand]:
        drop_statement(draft, place.parent)
    elif operand in map(draft.source, _others(holder, place)) or _is_kept_beside(draft, holder, operand, place):
        raise Unsure  # both are wanted, and the wrong one is taken
    else:
        draft.keep(use.operand, place.node, bare=may_stand_bare(use.operand, place))


def _others(holder: Node | None, place: Place) -> list[Node]:
    """What is offered beside an expression: ``(logits, softmax(logits))``, ``softmax(x) if probabilities else x``, and
    what else a function returns."""
    if isinstance(holder, Conditional):
        return [holder.then, holder.orelse]
    if isinstance(holder, Return):
        return _returned(place)
    return _held(place.parent.parent.node if isinstance(holder, Argument) else holder)


def _returned(place: Place) -> list[Node]:
    """What the function around a place returns."""
    at = max((i for i, node in enumerate(place.nodes) if isinstance(node, (Function, Lambda))), default=0)
    around = everywhere((place.nodes[at],))
    return [each.node.value for each in around if isinstance(each.node, Return) and each.node.value is not None]


def _held(holder: Node | None) -> list[Node]:
    """What stands side by side in a tuple, a list, a dict or a call: that of a named tuple, perhaps."""
    if isinstance(holder, (Tuple, List)):
        return list(holder.items)
    if isinstance(holder, Dict):
        return list(holder.values)
    return [argument.value for argument in holder.arguments] if isinstance(holder, Call) else []


def _is_kept_beside(draft: Draft, holder: Node | None, operand: str, place: Place) -> bool:
    """``p = softmax(z)`` where ``z`` and ``p`` are returned together, or ``out["p"] = softmax(out["z"])``."""
    if not isinstance(holder, Assign) or len(holder.targets) != 1:
        return False
    target = holder.targets[0]
    if isinstance(target, Subscript):
        return operand.startswith(f"{draft.source(target.value)}[")
    pairs = (set(map(draft.source, _held(value))) for value in _returned(place))
    return any({draft.source(target), operand} <= sources for sources in pairs)


def drop_statement(draft: Draft, place: Place) -> None:
    """Take a statement away with its row; where the block needs one, ``pass`` stays. Raises Unsure for the only one
    behind an ``if``: there is a switch, and it is for a person to turn."""
    node = place.node
    rows = draft.rows(node.start, node.end)
    alone = len(place.nodes) > 1 and len(place.block(draft.module.ir)) < 2
    if alone and isinstance(place.nodes[-2], If):
        raise Unsure
    if rows is None or alone:
        draft.exchange(node, "pass")
    else:
        draft.take(*rows)


def _leave_container(draft: Draft, place: Place) -> None:
    """Take the expression that builds a layer out of what it is an element of. In front of other layers an Identity
    takes its place, so that those keep their numbers."""
    holder = place.parent
    if isinstance(holder.node, Conditional) and _is_element(draft, holder):
        draft.exchange(place.node, f"{sibling(draft, place, called(place).func, 'Identity')}()")
    elif isinstance(holder.node, Assign):
        _leave_by_name(draft, place, holder)
    elif isinstance(holder.node, Dict) and _names_children(draft, holder):
        _drop_pair(draft, place.node, holder.node)
    elif isinstance(holder.node, Tuple) and _names_child(draft, holder):
        _drop(draft, holder.node, _items(holder.parent.node))
    elif isinstance(holder.node, Argument) and _is_added(draft, holder):
        drop_statement(draft, holder.statement)
    elif _is_element(draft, place):
        element = holder if isinstance(holder.node, Argument) else place
        items = _items(element.parent.node)
        if items[-1] is element.node:
            _drop(draft, element.node, items)
        else:
            draft.exchange(place.node, f"{sibling(draft, place, called(place).func, 'Identity')}()")
    else:
        raise Unsure


def _leave_by_name(draft: Draft, place: Place, holder: Place) -> None:
    """Where the layer has a name: take the one use of the name out of the container."""
    assert isinstance(holder.node, Assign)
    target = holder.node.targets[0]
    if len(holder.node.targets) != 1 or not isinstance(target, (Name, Attribute)):
        raise Unsure
    reads = draft.names.reads(target, holder.below(target))
    if len(reads) != 1 or draft.names.built(reads[0].node, reads[0]) is None or not _is_element(draft, reads[0]):
        raise Unsure
    element = reads[0].parent if isinstance(reads[0].parent.node, Argument) else reads[0]
    items = _items(element.parent.node)
    if items[-1] is not element.node:
        raise Unsure
    _drop(draft, element.node, items)


def _is_added(draft: Draft, argument: Place) -> bool:
    """``net.add_module("softmax", ...)`` or ``layers.append(...)`` as a statement."""
    call = argument.parent.node
    alone = isinstance(argument.parent.parent.node, Evaluate) if len(argument.nodes) > 2 else False
    return alone and isinstance(call, Call) and isinstance(call.func, Attribute) and call.func.attr in _ADDING


def _is_element(draft: Draft, place: Place) -> bool:
    """True for an argument of Sequential, or an item of a list that is made into one."""
    holder = place.parent
    if isinstance(holder.node, Argument):
        call = holder.parent.node
        return not holder.node.name and isinstance(call, Call) and _is_sequential(draft, call, holder.parent)
    if isinstance(holder.node, List) and len(holder.nodes) > 1:
        above = holder.parent.node
        if isinstance(above, Argument):
            call = holder.parent.parent.node
            extends = isinstance(call, Call) and isinstance(call.func, Attribute) and call.func.attr == "extend"
            return extends or (above.star == "*" and _is_sequential(draft, call, holder.parent.parent))
        return isinstance(above, Augment) or (isinstance(above, Assign) and _is_only_unpacked(draft, holder.parent))
    return False


def _is_only_unpacked(draft: Draft, place: Place) -> bool:
    """True for a list in a variable that is only ever added to and handed on item by item: nobody counts on its
    length."""
    assert isinstance(place.node, Assign)
    target = place.node.targets[0]
    if len(place.node.targets) != 1 or not isinstance(target, Name):
        return False
    reads = [each for each in everywhere(draft.module.ir.body) if _is_read(each, target.id)]
    return all(_is_unpacked(each.parent.node) for each in reads)


def _is_read(place: Place, name: str) -> bool:
    return isinstance(place.node, Name) and place.node.id == name and not _is_bound(place)


def _is_bound(place: Place) -> bool:
    holder = place.parent.node
    return isinstance(holder, Augment) or (isinstance(holder, Assign) and holder.value is not place.node)


def _is_unpacked(holder: Node) -> bool:
    if isinstance(holder, Attribute):
        return holder.attr in ("append", "extend")
    return isinstance(holder, Argument) and holder.star == "*"


def _is_sequential(draft: Draft, call: Node, place: Place) -> bool:
    if not isinstance(call, Call):
        return False
    if isinstance(call.func, Attribute) and call.func.attr == "__init__" and isinstance(call.func.value, Call):
        return _derives_from_sequential(draft, place)
    return canonical(draft.names.dotted(call.func, place) or "") == _SEQUENTIAL


def _derives_from_sequential(draft: Draft, place: Place) -> bool:
    """``super().__init__(...)`` in a class that derives from Sequential alone."""
    owners = [node for node in place.nodes if isinstance(node, Class)]
    bases = [argument.value for argument in owners[-1].arguments] if owners else []
    return len(bases) == 1 and canonical(draft.names.dotted(bases[0], place) or "") == _SEQUENTIAL


def _names_child(draft: Draft, pair: Place) -> bool:
    """``("softmax", ...)`` in a list of pairs that an OrderedDict is made of."""
    node = pair.node
    named = isinstance(node, Tuple) and len(node.items) == 2 and isinstance(node.items[0], Constant)
    return named and isinstance(pair.parent.node, List) and _names_children(draft, pair.parent)


def _names_children(draft: Draft, place: Place) -> bool:
    """True for what an OrderedDict is made of."""
    if not isinstance(place.parent.node, Argument):
        return False
    call = place.parent.parent.node
    return isinstance(call, Call) and draft.names.dotted(call.func, place) in (_ORDERED, f"typing.{_ORDERED[12:]}")


def _items(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, (List, Tuple)):
        return node.items
    raise Unsure


def _drop_pair(draft: Draft, value: Node, holder: Dict) -> None:
    at = next(i for i, each in enumerate(holder.values) if each is value)
    pairs = zip(holder.keys, holder.values, strict=True)
    drop_item(draft, at, [((key or value).start, value.end) for key, value in pairs])


def _drop(draft: Draft, node: Node, items: tuple[Node, ...]) -> None:
    at = next(i for i, each in enumerate(items) if each is node)
    drop_item(draft, at, [(each.start, each.end) for each in items])


def drop_item(draft: Draft, at: int, items: Sequence[tuple[int, int]]) -> None:
    """Take one of several things between commas away, with its comma and, where it has one to itself, with its row.
    ``items`` are their bounds."""
    start, end = items[at]
    rows = draft.rows(start, end)
    behind = items[at + 1][0] if at + 1 < len(items) else None
    if rows is not None and (behind is not None or at == 0 or draft.text[end:].lstrip()[:1] == ","):
        draft.take(*rows)
    elif behind is not None:
        draft.replace(start, behind)
    elif at and "#" not in draft.text[items[at - 1][1] : start]:
        draft.take(items[at - 1][1], draft.blanks_end(end))
    else:
        draft.take(start, end)


def assign_child(draft: Draft, change: AssignChild) -> None:
    """Assign the layer that ``add_module`` is given, which registers it as well; ``net = net.add_module(...)`` becomes
    the call alone."""
    place = draft.place(change.span)
    call, holder = called(place), place.parent.node
    own = [a.value for a in call.arguments if a.name == "module"] or [a.value for a in call.arguments[1:2]]
    if not isinstance(holder, Assign) or not isinstance(call.func, Attribute) or len(call.arguments) != 2:
        raise Unsure
    receiver = draft.source(call.func.value)
    if [draft.source(target) for target in holder.targets] == [receiver]:
        draft.keep(call, holder, bare=True)
        return
    if not all(isinstance(t, Attribute) and draft.source(t.value) == receiver for t in holder.targets):
        raise Unsure
    draft.keep(own[0], call, bare=may_stand_bare(own[0], place))
