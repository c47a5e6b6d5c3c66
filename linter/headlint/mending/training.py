"""What a training loop and a network in it forgot to say."""

from __future__ import annotations

from headlint.diagnostics import CallLayer, PassMode, ResetGradients
from headlint.ir.expressions import Attribute, Expression
from headlint.ir.statements import Class, Evaluate, Function
from headlint.mending.draft import Draft, Unsure
from headlint.mending.operands import called
from headlint.mending.tree import Place


def pass_mode(draft: Draft, change: PassMode) -> None:
    """Tell a functional dropout whether the network is training."""
    place = draft.place(change.span)
    call, network = called(place), _network(draft, place)
    if not call.arguments or any(argument.name == "training" for argument in call.arguments):
        raise Unsure
    draft.insert(call.arguments[-1].end, f", training={network}.training")


def _network(draft: Draft, place: Place) -> str:
    """What the method around a place calls the object that it is a method of."""
    at = [i for i, node in enumerate(place.nodes) if isinstance(node, Function)]
    methods = [place.nodes[i] for i in at if i and isinstance(place.nodes[i - 1], Class)]
    method = methods[-1] if methods else None
    if not isinstance(method, Function) or method.decorators or not method.parameters:
        raise Unsure
    name = method.parameters[0].name
    # Bound once, as a parameter: nothing between here and there takes the name over.
    if draft.names.binding(name, place) is None or len(at) != 1:
        raise Unsure
    return name


def reset_gradients(draft: Draft, change: ResetGradients) -> None:
    """Set the gradients back as soon as they have been used."""
    place = draft.place(change.span)
    optimizer = draft.source(_optimizer(draft, place))
    statement = place.statement.node
    rows = draft.rows(statement.start, statement.end)
    if not isinstance(statement, Evaluate) or statement.value is not place.node or rows is None:
        raise Unsure
    indent = draft.indent(statement.start)
    end, newline = draft.row_end(statement.end)
    draft.insert(end, f"{newline}{indent}{optimizer}.zero_grad()")


def _optimizer(draft: Draft, place: Place) -> Expression:
    """Whose step it is: ``optimizer.step()``, or ``scaler.step(optimizer)`` of a gradient scaler."""
    call = called(place)
    if not isinstance(call.func, Attribute) or call.func.attr != "step":
        raise Unsure
    if not call.arguments:
        return call.func.value
    scaler = draft.names.built(call.func.value, place.below(call.func).below(call.func.value))
    scales = scaler is not None and (draft.names.dotted(called(scaler).func, scaler) or "").endswith(".GradScaler")
    if not scales or len(call.arguments) != 1:
        raise Unsure
    return call.arguments[0].value


def call_layer(draft: Draft, change: CallLayer) -> None:
    """Build the layer with its options, and call it with the tensor."""
    call = called(draft.place(change.span))
    if not call.arguments or call.arguments[0].name is not None:
        raise Unsure
    options = ", ".join(draft.source(option) for option in call.arguments[1:])
    draft.exchange(call, f"{draft.source(call.func)}({options})({draft.source(call.arguments[0])})")
