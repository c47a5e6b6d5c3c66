"""One network's forward, run once more with nothing known of its input, and written down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from headlint.engine.trace.recording import Draft, Recorder
from headlint.engine.trace.watching import Watching
from headlint.infer.domain.heap import options
from headlint.infer.domain.values import (
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Namespace,
    Scope,
    Unknown,
    Value,
)
from headlint.infer.state.budget import Budget, Exhausted
from headlint.infer.state.machine import Arguments, Frame, Site
from headlint.ir.expressions import Name
from headlint.tensor import ALWAYS, Guards, Tensor

STEPS = 60_000
MOST_OBJECTS = 4_000


@dataclass(slots=True)
class Forward:
    """What was recorded: the parameters, what happened, the result in every world, and why it ended early."""

    parameters: list[Draft]
    drafts: list[Draft]
    results: list[tuple[Guards, Value]]
    makers: dict[int, Draft]
    note: str = ""


def forward_of(instance: Instance) -> Function | None:
    """The method that calling an object of the project's classes runs."""
    for cls in instance.ancestry:
        if isinstance(cls, External):
            return None
        found = cls.slots.get("forward", cls.slots.get("__call__"))
        if isinstance(found, Function):
            return found
    return None


def record(machine: Watching, instance: Instance, namespace: Namespace) -> Forward:
    """Run the network, leave everything as it was before, and tell what happened."""
    method = forward_of(instance)
    site = Site(method.node if method else Name(0, 0, ""), Frame(Scope(), namespace))
    recorder = Recorder(lambda: machine.guards, instance)
    arguments = _arguments(method)
    mark = machine.heap.mark()
    _set_training(machine, instance, Unknown("whether the network is being trained"), set())
    parameters = [recorder.parameter(name, value) for name, value in _named(method, arguments)]
    result, note = _run(machine, recorder, instance, arguments, site)
    machine.heap.undo(mark)
    returns = recorder.frame.returns if recorder.frame is not None and method is not None else []
    results = returns or ([(ALWAYS, result)] if result is not None else [])
    return Forward(parameters, recorder.root.inside, results, recorder.makers, note)


def _run(
    machine: Watching, recorder: Recorder, instance: Instance, arguments: Arguments, site: Site
) -> tuple[Value | None, str]:
    machine.budget, machine.recorder = Budget(STEPS), recorder
    remembered, machine.records = machine.records, {}  # what is remembered would not be seen
    try:
        with machine.emission.apart():
            return machine.call(instance, arguments, site), ""
    except Exhausted:
        return None, f"not followed to its end: that takes more than {STEPS:,} steps"
    except Exception as error:  # a defect of the interpreter must not hide the other networks
        if "HEADLINT_DEBUG" in os.environ:
            raise
        return None, f"not followed to its end: {type(error).__name__}: {error}"
    finally:
        machine.recorder, machine.records = None, remembered
        machine.stack.clear()


def _arguments(method: Function | None) -> Arguments:
    """Tensors nobody knows anything of for the parameters without a default; the others keep theirs."""
    if method is None:
        return Arguments((Tensor(),))
    found = Arguments(spare=True)
    defaults = {name for name, _ in method.defaults}
    wanted = [p for p in method.node.parameters[1:] if p.name not in defaults and "star" not in p.kind]
    found.positional = tuple(Tensor() for p in wanted if p.kind != "keyword")
    found.keywords = {p.name: Tensor() for p in wanted if p.kind == "keyword"}
    return found


def _named(method: Function | None, arguments: Arguments) -> Iterator[tuple[str, Value]]:
    """The values given to a forward by the names of its parameters."""
    if method is None:
        yield "x", arguments.positional[0]
        return
    given = iter(arguments.positional)
    defaults = {name for name, _ in method.defaults}
    for parameter in method.node.parameters[1:]:
        if parameter.name in arguments.keywords:
            yield parameter.name, arguments.keywords[parameter.name]
        elif parameter.name not in defaults and "star" not in parameter.kind:
            yield parameter.name, next(given)


def _set_training(machine: Watching, instance: Instance, flag: Unknown, done: set[int]) -> None:
    """Leave open, for a network and all in it, whether it is being trained: both branches are of interest."""
    if id(instance) in done or len(done) > MOST_OBJECTS:
        return
    done.add(id(instance))
    if "training" in instance.slots:
        machine.heap.write(instance.slots, "training", flag)
    for child in held(instance):
        _set_training(machine, child[1], flag, done)


def held(value: Value, path: str = "", depth: int = 0) -> Iterator[tuple[str, Instance]]:
    """The objects that an object, list or dict holds directly, each with the way to it (``layers.0``, ``heads[1]``)."""
    slots = getattr(value, "slots", None)
    if isinstance(value, ListValue):
        items = getattr(slots["items"], "items", ()) if slots else ()
        yield from (one for at, item in enumerate(items) for one in _single(item, f"{path}[{at}]", depth))
    elif isinstance(value, (Instance, DictValue)) and slots:
        for key, item in list(slots.items()):
            own = f"{path}[{key!r}]" if isinstance(value, DictValue) else f"{path}.{key}" if path else str(key)
            yield from _single(item, own, depth)


def _single(item: Value, path: str, depth: int) -> Iterator[tuple[str, Instance]]:
    for _, option in options(item):
        if isinstance(option, Instance):
            yield path, option
        elif isinstance(option, (ListValue, DictValue)) and depth < 2:
            yield from held(option, path, depth + 1)
