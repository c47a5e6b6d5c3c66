"""Calls of what a library defines: torch's functions and layers through their rows, a few others by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.events import ApiUse
from headlint.events.api import Keyword
from headlint.infer.calling.libraries import KNOWN
from headlint.infer.domain.heap import join_all
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import ABSENT, Constant, External, Instance, Unknown, Value, answer
from headlint.infer.instances import (
    containers,
    frameworks,
    misplaced_data,
    modes,
    pretrained,
    pretrained_calls,
    strangers,
    supervised,
)
from headlint.infer.instances.layers import OPTION, build
from headlint.infer.state import out_of_sight, readers
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.operation import Operation, mixed
from headlint.infer.state.parameters import bound_row
from headlint.infer.transfer import arrays, functional_dropout, operations
from headlint.ir.expressions import Argument
from headlint.ir.expressions import Constant as Literal
from headlint.tensor import ALWAYS, Alternatives, Guards, Tensor
from headlint.tensor.guard import compatible
from headlint.torchlib import models
from headlint.torchlib.frameworks import OPTIMIZERS
from headlint.torchlib.functions import FUNCTIONS
from headlint.torchlib.layers import LAYERS, WRAPPERS
from headlint.torchlib.modes import DROPOUTS
from headlint.torchlib.names import canonical
from headlint.torchlib.rows import Activates, Computes, Layer, Row

MOST_CASES = 16
JUDGED = ("torch.nn.", "torch.optim.")


def call_external(machine: Machine, dotted: str, arguments: Arguments, site: Site) -> Value:
    """The value of calling a library's function or class."""
    name = arrays.as_torch(canonical(dotted), arguments)
    if name.startswith(JUDGED):
        _announce(machine, dotted, arguments, site)
    if name in DROPOUTS:
        functional_dropout.dropped(machine, name, arguments, site)
    if name in WRAPPERS:
        return bound_row((WRAPPERS[name],), arguments).get(WRAPPERS[name], Unknown("a wrapper of nothing"))
    if name in LAYERS or name in containers.FORWARDS:
        return build(machine, name, arguments, site)
    row = FUNCTIONS.get(name)
    if row is not None:
        return apply_row(machine, row, name, bound_row(row.params, arguments), site, arguments)
    handler = KNOWN.get(name)
    if handler is not None:
        return readers.computed(machine, handler(machine, arguments, site), *arguments.positional)
    for library in (pretrained.made, frameworks.called, arrays.made):
        found = library(machine, name, arguments, site)
        if found is not None:
            return found
    return opaque(machine, name, arguments, site)


def _announce(machine: Machine, dotted: str, arguments: Arguments, site: Site) -> None:
    """The use of a name of torch by calling it."""
    written = {node.name: node for node in getattr(site.node, "arguments", ()) if node.name}
    keywords = tuple(
        Keyword(name, plain(value), site.span_of(written.get(name)) or site.span, _is_literal(written.get(name)))
        for name, value in arguments.keywords.items()
    )
    values = tuple(plain(value) for value in arguments.positional)
    positional = None if arguments.open else len(values)
    use = ApiUse(site.span, dotted, True, keywords, positional, machine.guarded, () if arguments.open else values)
    machine.emission.emit(use)


def _is_literal(argument: Argument | None) -> bool:
    return argument is not None and isinstance(argument.value, Literal)


def plain(value: Value) -> Any:
    """The Python value of a constant, ``...`` for anything else."""
    return value.value if isinstance(value, Constant) else ...


def opaque(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value:
    """A call that nobody knows. What it makes of tensors that lost their gradient has none either."""
    supervised.joined(machine, name, arguments, site)
    machine.story.give_away(name, arguments, site, machine.guards)
    out_of_sight.given(machine, name, arguments, site)
    strangers.call_library(machine, name, arguments, site)
    if name.startswith(("numpy.", "torch.")) and name not in OPTIMIZERS:
        tensors = [v for v in arguments.positional if isinstance(v, Tensor)]
        tensors += [i for v in arguments.positional if (p := sequence(v)) for i in p.items if isinstance(i, Tensor)]
        if tensors:
            return mixed(tensors)
    made = Instance(External(name), site.span) if name.rpartition(".")[2][:1].isupper() else None
    if made is not None:
        made.slots.update({OPTION + key: value for key, value in arguments.keywords.items()})
        return made
    if name in _ENVIRONMENT:
        return answer(name, arguments.positional, f"{name}() is not known", site.span)
    return Unknown(f"{name}() is not known", site.span)


_ENVIRONMENT = frozenset({"os.environ.get", "os.getenv", "torch.cuda.is_available", "torch.backends.mps.is_available"})


def call_object(machine: Machine, instance: Instance, base: str, arguments: Arguments, site: Site) -> Value:
    """The value of calling an object of a library's class: a layer, a container, a loss."""
    name = canonical(base)
    machine.budget.earn()
    if machine.evidence.noise is not None:
        modes.layer_called(machine, instance, name)
    forward = containers.FORWARDS.get(name)
    if forward is not None:
        return forward(machine, instance, arguments, site)
    network = models.known(name)
    if network is not None:
        return pretrained_calls.run(machine, instance, network, arguments, site)
    layer = LAYERS.get(name)
    if name.startswith(JUDGED) and (arguments.keywords or (layer is not None and isinstance(layer.acts, Computes))):
        _announce(machine, f"{name}.forward", arguments, site)
    if layer is None:
        machine.story.give_away(name, arguments, site, machine.guards)
        out_of_sight.given(machine, name, arguments, site)
        return machine.unknown(f"{instance.cls.name} is called, and what it gives is not known", site)
    bound = _options(instance, layer) | bound_row(layer.acts.params, arguments)
    return apply_row(machine, layer.acts, name, bound, site, arguments, instance)


def _options(instance: Instance, layer: Layer) -> dict[str, Value]:
    """The options that a layer was built with, or that were set since (but for the width, which is in the weights)."""
    slots = instance.slots
    built = {key.removeprefix(OPTION): value for key, value in slots.items() if key.startswith(OPTION)}
    if isinstance(layer.acts, (Computes, Activates)):
        built |= {name: slots[name] for name in layer.options if name in slots and slots[name] is not ABSENT}
    return built


def apply_row(
    machine: Machine,
    row: Row,
    name: str,
    bound: dict[str, Value],
    site: Site,
    arguments: Arguments,
    instance: Instance | None = None,
) -> Value:
    """Apply a row to bound arguments: once for each combination of their alternatives, as one evaluation."""
    machine.budget.earn()
    if machine.evidence.fed and row.params:
        misplaced_data.operand(machine, bound.get(row.params[0]))
    handler: Callable[..., Value] = operations.HANDLERS[type(row)]
    combinations = _combinations(bound, machine.guards)
    results: list[tuple[Guards, Value]] = []
    if len(combinations) == 1 and combinations[0][0] == ALWAYS:
        return _operated(machine, handler, Operation(row, name, bound, site, arguments, instance))
    with machine.emission.group():
        for guards, chosen in combinations:
            with machine.emission.case(guards):
                operation = Operation(row, name, chosen, site, arguments, instance)
                results.append((guards, _operated(machine, handler, operation)))
    return join_all(results)


def _operated(machine: Machine, handler: Callable[..., Value], operation: Operation) -> Value:
    result = handler(machine, operation)
    readers.operated(machine, operation, result)
    return result


def _combinations(bound: dict[str, Value], guards: Guards) -> list[tuple[Guards, dict[str, Value]]]:
    """Each way to choose one option of every argument that some run can meet; too many become unknown."""
    found: list[tuple[Guards, dict[str, Value]]] = [(ALWAYS, bound)]
    for name, value in bound.items():
        if not isinstance(value, Alternatives):
            continue
        found = [
            (have | own, chosen | {name: option})
            for have, chosen in found
            for own, option in value.options
            if compatible(have, own) and compatible(own, guards)
        ]
        if len(found) > MOST_CASES:
            return [(ALWAYS, {key: Unknown("too many alternatives") for key in bound})]
    return found or [(ALWAYS, {key: Unknown("no branch leads here") for key in bound})]
