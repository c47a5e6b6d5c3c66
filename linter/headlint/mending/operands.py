"""What an activation is applied to, and how it is written: as a function, a method, or a layer that was built."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.ir.expressions import (
    Argument,
    Attribute,
    Call,
    Comprehension,
    Constant,
    Dict,
    Expression,
    Joined,
    List,
    Name,
    Node,
    Set,
    Subscript,
    Tuple,
    Unary,
    Walrus,
    Yield,
)
from headlint.ir.statements import Assign, Augment, Evaluate, Return
from headlint.mending.draft import Draft, Unsure
from headlint.mending.tree import Place
from headlint.torchlib.functions import FUNCTIONS
from headlint.torchlib.names import canonical

_CLOSED = (Attribute, Call, Comprehension, Constant, Dict, Joined, List, Name, Set, Subscript, Tuple)
_DELIMITED = (Argument, Assign, Augment, Dict, Evaluate, List, Return, Set, Tuple)


@dataclass(frozen=True, slots=True)
class Applied:
    """An operation at work: ``call`` is where, ``operand`` what it is applied to, ``method`` whether that is the
    receiver, and ``built`` the place of the call that builds the layer, None for a function."""

    call: Place
    operand: Expression
    method: bool = False
    built: Place | None = None


def is_layer(what: str) -> bool:
    """True where a trail names an operation by the class of a layer."""
    return what[:1].isupper() and not what.startswith("F.")


def called(place: Place) -> Call:
    """The call at a place. Raises Unsure where there is something else, or a call with starred arguments."""
    if not isinstance(place.node, Call) or any(argument.star for argument in place.node.arguments):
        raise Unsure
    return place.node


def builds(draft: Draft, place: Place, what: str) -> bool:
    """True where the call at a place builds the layer that a trail names, and does not apply one."""
    name = draft.names.dotted(called(place).func, place)
    return is_layer(what) and name is not None and canonical(name) == f"torch.nn.{what}"


def applied(draft: Draft, place: Place, what: str) -> Applied:
    """The operation that a trail calls ``what``, applied by the call at a place. Raises Unsure where the call may be
    another one as well, such as that of a variable which stands for several layers in turn."""
    call = called(place)
    if is_layer(what):
        built = draft.names.built(call.func, place.below(call.func))
        if built is None or not builds(draft, built, what):
            raise Unsure
        return Applied(place, _input(call), built=built)
    bare = what.removeprefix("F.")
    dotted = draft.names.dotted(call.func, place)
    if dotted is not None and canonical(dotted) in FUNCTIONS and dotted.rpartition(".")[2] == bare:
        return Applied(place, _input(call))
    if what == bare and dotted is None and _is_method(call, bare) and isinstance(call.func, Attribute):
        return Applied(place, call.func.value, method=True)
    raise Unsure


def is_sole(draft: Draft, func: Expression, place: Place) -> bool:
    """True where the layer that is called has a name that nothing else reads."""
    return isinstance(func, (Name, Attribute)) and len(draft.names.reads(func, place.below(func))) == 1


def is_value_of(draft: Draft, name: Name, at: Place, call: Place) -> bool:
    """True where a variable, read at a place, is the value of a call and of nothing else."""
    found = draft.names.binding(name.id, at)
    return found is not None and found.value is call.node


def is_still_there(draft: Draft, operand: Expression, at: Place, call: Place) -> bool:
    """True for a variable that is bound once, so that it means at a place what it meant in a call."""
    if not isinstance(operand, Name):
        return False
    found = draft.names.binding(operand.id, call)
    return found is not None and draft.names.binding(operand.id, at) is found


def operand_of(draft: Draft, place: Place, name: str) -> tuple[Expression, tuple[Argument, ...]]:
    """What torch's function or the tensor's method of a name is applied to by the call at a place, and the other
    arguments."""
    call = called(place)
    dotted = draft.names.dotted(call.func, place)
    if dotted is None and isinstance(call.func, Attribute) and call.func.attr == name:
        return call.func.value, call.arguments
    if dotted == f"torch.{name}":
        operand = _input(call)
        return operand, tuple(argument for argument in call.arguments if argument.value is not operand)
    raise Unsure


def _input(call: Call) -> Expression:
    for number, argument in enumerate(call.arguments):
        if (argument.name is None and number == 0) or argument.name == "input":
            return argument.value
    raise Unsure


def _is_method(call: Call, name: str) -> bool:
    """A method of a tensor: what it is given besides the receiver is a number or has a name."""
    if not isinstance(call.func, Attribute) or call.func.attr != name:
        return False
    given = [argument.value for argument in call.arguments if argument.name is None]
    return all(isinstance(each, (Constant, Unary)) for each in given) and all(a.name != "input" for a in call.arguments)


def may_stand_bare(part: Expression, whole: Place) -> bool:
    """True where an expression needs no parentheses in the place of another one."""
    if isinstance(part, _CLOSED) and not _is_number_below_attribute(part, whole):
        return True
    if isinstance(part, (Walrus, Yield)):
        return False
    holder = whole.parent.node if len(whole.nodes) > 1 else None
    return isinstance(holder, _DELIMITED) and not (isinstance(holder, Argument) and holder.star)


def _is_number_below_attribute(part: Node, whole: Place) -> bool:
    holder = whole.parent.node if len(whole.nodes) > 1 else None
    return isinstance(part, Constant) and isinstance(holder, Attribute)
