"""Losses that a program's text calls and that no run of it reached: what would else be missing from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headlint.diagnostics import Entry, Verdict
from headlint.engine.program import Project
from headlint.infer.domain.mentions import says_nothing_of
from headlint.infer.domain.values import External, Namespace
from headlint.infer.state.machine import Machine
from headlint.ir.expressions import Attribute, Call, Expression, Name, Node
from headlint.ir.statements import Function
from headlint.ir.walk import fields
from headlint.torchlib.losses import LOSSES

_NAMES = {f"torch.nn.functional.{loss.functional}": loss.name for loss in LOSSES if loss.functional}
_FUNCTIONAL = frozenset(loss.functional for loss in LOSSES if loss.functional)
_WORDS = tuple(word.encode() for word in _FUNCTIONAL)


def unreached(project: Project, machine: Machine) -> Iterator[Entry]:
    """An entry for each call of one of torch's functional losses that was not met."""
    met = {call.span for call in machine.losses} | machine.unfollowed.keys()
    for module, namespace in machine.namespaces.items():
        data = project.text(module.file).data
        if not any(word in data for word in _WORDS):
            continue
        words = _FUNCTIONAL | {name for name, value in namespace.held.items() if _named(value)}
        for call, name, function in _losses(module.ir.body, namespace, says_nothing_of(words)):
            span = module.span(call)
            if span not in met:
                yield Entry(span, name, Verdict.UNRESOLVED, "?", _why(machine, function))


def given_away(machine: Machine) -> Iterator[Entry]:
    """An entry for each loss that was given to code that nobody read, and that was not called anywhere else."""
    met = {call.span for call in machine.losses}
    called = {call.made_at for call in machine.losses}
    for span, given in machine.given_losses.items():
        if span not in met and (given.made_at is None or given.made_at not in called):
            callee = f"{given.callee}()" if given.callee else "something"
            yield Entry(span, given.loss, Verdict.UNRESOLVED, "?", f"{callee} is given this loss and is not followed")


def _why(machine: Machine, function: Function | None) -> str:
    if function is not None and id(function) not in machine.called:
        return f"{function.name} was not run to its end: nothing calls it, or the steps of the run were used up"
    return "no path that was followed leads here"


def _named(value: object) -> bool:
    return isinstance(value, External) and value.name in _NAMES


def _losses(
    body: object, namespace: Namespace, silent: Callable[[Node], bool]
) -> Iterator[tuple[Call, str, Function | None]]:
    """The calls of functional losses, each with the loss and the function that it stands in."""
    waiting: list[tuple[object, Function | None]] = [(body, None)]
    while waiting:
        here, function = waiting.pop()
        if isinstance(here, tuple):
            waiting.extend((part, function) for part in here)
        elif isinstance(here, Node) and not silent(here):
            name = _NAMES.get(_dotted(here.func, namespace)) if isinstance(here, Call) else None
            if name is not None and isinstance(here, Call):
                yield here, name, function
            inner = here if isinstance(here, Function) else function
            waiting.extend((part, inner) for part in fields(here))


def _dotted(node: Expression, namespace: Namespace) -> str:
    """The full name of what an expression reads from a library, as far as the module's own names tell; else empty."""
    names: list[str] = []
    while isinstance(node, Attribute):
        names.append(node.attr)
        node = node.value
    root = namespace.held.get(node.id) if isinstance(node, Name) else None
    return ".".join([root.name, *reversed(names)]) if isinstance(root, External) else ""
