"""Networks that answer in training mode where they are being evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headlint.diagnostics import Span
from headlint.events import Decode, Evaluation, LossCall, MetricCall
from headlint.events.training import Noise
from headlint.infer.domain.heap import options
from headlint.infer.domain.mentions import names
from headlint.infer.domain.values import Constant, DictValue, External, Function, Instance, ListValue, Pack, Value
from headlint.infer.instances.layers import OPTION
from headlint.infer.state.evidence import Run
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.infer.state.story import is_network
from headlint.tensor import Tensor
from headlint.torchlib import modes as rows
from headlint.torchlib.models import known

MODE_WORDS = frozenset({"eval", "train", "training", "p", "track_running_stats"})

Caller = Callable[[Machine, Instance, Arguments, Site], Value]


def evaluated(machine: Machine, network: Instance, arguments: Arguments, site: Site, call: Caller) -> Value:
    """Call an object without gradients; a network that is in training mode is remembered."""
    cut = machine.cut
    if cut is None or not is_network(network) or not _in_training(machine, network):
        return call(machine, network, arguments, site)
    trained = any(h.what == "backward" for h in machine.story.this_run())
    loaded = any(h.what == "load" and h.whose == network.number for h in machine.story.this_run())
    machine.evidence.noise = []
    try:
        value = call(machine, network, arguments, site)
    finally:
        noise, machine.evidence.noise = tuple(dict.fromkeys(machine.evidence.noise)), None
    makers = frozenset(t.maker for t in _tensors(value) if t.maker is not None)
    if noise:
        machine.story.tell("answer", network, site, machine.guards)
    if noise and makers and (trained or loaded):
        story = machine.story
        run = Run(network, site, cut.span, noise, makers, story.loop, story.opening, trained, loaded)
        machine.evidence.runs.append(run)
    return value


def _in_training(machine: Machine, network: Instance) -> bool:
    """True where the network was made on this path, everything in it is in training mode, and the program has not
    asked for that since it last trained: whoever calls ``train()`` in front of a prediction means it."""
    story = machine.story
    if network.number < story.begun or network.number in story.lost:
        return False
    if not _is_plain(network) or _decorated(machine, network) or _told_by_its_holder(machine, network):
        return False
    if any(module.slots.get("training", Constant(True)) != Constant(True) for module in _modules(network, set())):
        return False
    told = story.this_run()
    if any(h.what == "mode" and h.whose is None for h in told):
        return False
    last = max((at for at, h in enumerate(told) if h.what == "backward"), default=-1)
    return machine.evidence.asked.get(network.number, -1) <= story.opening + last


def _told_by_its_holder(machine: Machine, network: Instance) -> bool:
    """True for a layer that has no flag of its own, because what holds it was put into a mode: that one tells it."""
    return network.number in machine.evidence.asked and "training" not in network.slots


def _is_plain(network: Instance) -> bool:
    """True where nobody but torch and the project says what the network's methods do to its mode."""
    bases = [cls.name for cls in network.ancestry if isinstance(cls, External)]
    return all(name.startswith("torch.nn.") or known(name) is not None for name in bases)


def _decorated(machine: Machine, network: Instance) -> bool:
    """A decorator that was not followed may do anything to what its function is given."""
    frames = [f for f in machine.stack if f.function is not None and "no_grad" not in f.function.marks]
    return any(_given(frame, network) for frame in frames if getattr(frame.function.node, "decorators", ()))  # type: ignore[union-attr]


def _given(frame: Frame, network: Instance) -> bool:
    """True where a call got a network as an argument, or as a part of the object that it is a method of."""
    parameters = frame.function.node.parameters if frame.function else ()
    parts = frame.receiver.slots.values() if isinstance(frame.receiver, Instance) else ()
    given = (*(frame.scope.slots.get(p.name) for p in parameters), *parts)
    return any(value is network for value in given)


def _modules(module: Instance, seen: set[int]) -> Iterator[Instance]:
    """A module and all that it holds."""
    seen.add(module.number)
    yield module
    for slot in list(module.slots.values()):
        for _, value in options(slot):
            if isinstance(value, Instance) and value.number not in seen and is_network(value):
                yield from _modules(value, seen)


def _tensors(value: Value) -> Iterator[Tensor]:
    """The tensors that an answer is or holds."""
    for _, one in options(value):
        if isinstance(one, Tensor):
            yield one
        elif isinstance(one, (Pack, ListValue, DictValue)):
            for item in one.items if isinstance(one, Pack) else one.slots.values():
                yield from _tensors(item)


def layer_called(machine: Machine, layer: Instance, name: str) -> None:
    """A layer of torch, or a ready-made network, takes part in an answer that is being watched."""
    given = {key.removeprefix(OPTION): value for key, value in layer.slots.items()}
    if machine.evidence.noise is not None and rows.differs(name, {k: _plain(v) for k, v in given.items()}):
        machine.evidence.noise.append(Noise(name.rpartition(".")[2], layer.made_at))


def _plain(value: Value) -> object:
    return value.value if isinstance(value, Constant) else ...


def asked_for_mode(machine: Machine, network: Instance, site: Site) -> None:
    """``train()`` or ``eval()`` is called: somewhere in a generator, nobody can say for how long."""
    machine.story.tell("mode", network, site, machine.guards)
    if any(frame.function is not None and getattr(frame.function.node, "generator", False) for frame in machine.stack):
        machine.story.lose(network, site, machine.guards)


def watch(machine: Machine, network: Instance, name: str, arguments: Arguments, site: Site) -> None:
    """A method of a network is called that may have to do with its mode or its weights."""
    machine.story.give_back(arguments.positional)
    if name == "zero_grad":
        machine.story.tell("reset", network, site, machine.guards)
    elif name == "load_state_dict":
        machine.story.tell("load", network, site, machine.guards)
    elif name == "apply" and not all(_leaves_modes(value) for value in arguments.positional):
        machine.story.lose(network, site, machine.guards)
    elif name in ("modules", "named_modules", "children", "named_children"):
        function = site.frame.function
        said = names(site.frame.namespace.module.ir.body if function is None else function.node)
        if said & MODE_WORDS:  # it may put some of them into another mode
            machine.story.lose(network, site, machine.guards)


def _leaves_modes(value: Value) -> bool:
    return isinstance(value, Function) and not names(value.node) & MODE_WORDS


def conclude(machine: Machine) -> None:
    """Once everything has run: what was decided on the answers of networks in training mode?"""
    training = {h.loop for h in machine.story.told if h.what == "backward"}
    for run in machine.evidence.runs:
        if run.opening in machine.evidence.broken:
            continue  # what it would have trained was not seen
        judged = _judged(machine, run) if run.loop not in training else None
        if judged is not None:
            name = run.network.cls.name.rpartition(".")[2]
            machine.emission.emit(Evaluation(run.site.span, name, run.noise, judged, run.loaded))


def _judged(machine: Machine, run: Run) -> Span | None:
    """Where an answer is compared with labels or measured; where nothing is trained, also where it is decided on."""
    wanted = (LossCall, MetricCall) if run.trained else (LossCall, MetricCall, Decode)
    for maker in run.makers:
        if (maker, run.block) in machine.evidence.compared:
            return machine.evidence.compared[maker, run.block]
        if (place := machine.evidence.collected(maker, run.block)) is not None:
            return place
    for group in list(machine.emission.groups.values()):
        for event in (event for case in group for event in case.events if isinstance(event, wanted)):
            cut = event.input.cut
            if cut is not None and cut.span == run.block and event.input.maker in run.makers:
                return event.span
    return None
