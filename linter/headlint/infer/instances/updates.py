"""Steps of optimizers, and loops in which gradients pile up from turn to turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from headlint.diagnostics import Span
from headlint.events import Accumulation
from headlint.infer.domain.heap import options
from headlint.infer.domain.mentions import attributes
from headlint.infer.domain.slots import now
from headlint.infer.domain.values import NONE, Class, Function, Instance, Method, Partial, Value
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.infer.state.story import READ, Happening, is_network, is_optimizer
from headlint.ir import statements as ir
from headlint.tensor import Guards

LEAVES = ("break", "return", "raise")


def stepped(machine: Machine, chosen: Value, arguments: Arguments, site: Site) -> Value:
    """``step()`` of an optimizer, its closure run if it is given one."""
    closure = next(iter(arguments.positional), arguments.keywords.get("closure", NONE))
    result: Value = NONE
    if isinstance(closure, (Function, Method, Partial)):
        result = machine.call(closure, Arguments(), site)
    elif closure != NONE:
        machine.story.lose(chosen, site, machine.guards)
    for guards, option in options(chosen):
        if isinstance(option, Instance) and is_optimizer(option):
            machine.evidence.optimizers[option.number] = option
            machine.story.tell("step", option, site, machine.guards | guards)
    return result


def walked(machine: Machine, value: Value, site: Site) -> None:
    """An object of the project is iterated over: what its ``__next__`` does is not followed."""
    if isinstance(value, Instance) and not is_network(value):
        machine.story.lose(value, site, machine.guards)


@dataclass(slots=True, eq=False)
class Turns:
    """What was told in a loop, from its first turn to its last. ``began`` is the moment and ``guards`` are the guards
    under which it was entered; ``repeats`` says that what was run stands for any number of turns."""

    told: list[Happening]
    began: int
    guards: Guards
    repeats: bool


def in_loop(machine: Machine, node: ir.For | ir.While, frame: Frame, run: Callable[[], str], endless: bool) -> str:
    """Run a loop and look at what it did to gradients. ``endless`` says that it has any number of turns."""
    story = machine.story
    outer, first, began = story.loop, len(story.told), now()
    story.loop = story.new_loop()
    ends = run()
    story.loop = outer
    if any(h.what == "step" for h in story.told[first:]):
        turns = Turns(story.told[first:], began, machine.guards, endless and ends not in LEAVES)
        _judge(machine, node, frame, turns)
    return ends


def _judge(machine: Machine, node: ir.For | ir.While, frame: Frame, turns: Turns) -> None:
    if any(h.what in ("reset", "lost") for h in turns.told) or attributes(node) & READ.keys() - {"backward"}:
        return
    place = Site(node.iterable if isinstance(node, ir.For) else node.test, frame).span
    steps = [h for h in turns.told if h.what == "step" and _outlives(machine, h, turns)]
    sure = [h for h in steps if h.guards <= turns.guards]
    for chosen, kept in ((sure, machine.evidence.sure), (steps, machine.evidence.doubtful)):
        for step, backward in _again(turns, chosen):
            own = (step.whose or 0) >= machine.story.begun
            kept.append((machine.story.opening if own else None, _event(machine, step, backward, place)))


def _outlives(machine: Machine, step: Happening, turns: Turns) -> bool:
    """The optimizer is there before the loop and after it, and nobody else has it."""
    return step.whose is not None and step.whose < turns.began and step.whose not in machine.story.lost


def _again(turns: Turns, steps: list[Happening]) -> list[tuple[Happening, Happening]]:
    """The steps that find gradients of an earlier step of the same optimizer, each with the last backward() before."""
    found: dict[int, tuple[Happening, Happening]] = {}
    stepped: dict[int | None, bool] = {}  # by optimizer: whether its gradients have grown since it moved
    latest: Happening | None = None
    wanted = {id(step) for step in steps}
    for happening in turns.told * (2 if turns.repeats else 1):
        if happening.what == "backward":
            latest = happening
            stepped = dict.fromkeys(stepped, True)
        elif id(happening) in wanted:
            if stepped.get(happening.whose) and latest is not None:
                found[id(happening)] = happening, latest
            stepped[happening.whose] = False
    return list(found.values())


def _event(machine: Machine, step: Happening, backward: Happening, loop_at: Span) -> Accumulation:
    optimizer = machine.evidence.optimizers[step.whose or 0]
    name = optimizer.cls.name if isinstance(optimizer.cls, Class) else optimizer.cls.name.rpartition(".")[2]
    return Accumulation(step.site.span, name, backward.site.span, loop_at, optimizer.made_at)


def conclude(machine: Machine) -> None:
    """Once everything has run: nothing is said where gradients may be set back at any time, and a step that only some
    turns take piles up nothing if they are ever set back."""
    called_back = machine.story.called_back
    reset = any(h.what == "reset" for h in machine.story.told)
    for opening, event in (*machine.evidence.sure, *(() if reset else machine.evidence.doubtful)):
        if opening not in called_back and not (opening is None and called_back):
            machine.emission.emit(event)
