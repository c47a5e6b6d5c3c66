"""``with`` blocks: what some context managers do to gradients and precision."""

from __future__ import annotations

from headlint.infer.domain.heap import options
from headlint.infer.domain.values import NONE, Class, Constant, External, Instance, Pack, Unknown, Value
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.ir import statements as ir
from headlint.tensor import Cut, Tensor

NO_GRAD = frozenset(
    {"torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.autograd.inference_mode"}
)
WITH_GRAD = frozenset({"torch.enable_grad", "torch.autograd.enable_grad"})
SET_GRAD = frozenset({"torch.set_grad_enabled", "torch.autograd.set_grad_enabled"})
AUTOCAST = frozenset({"torch.autocast", "torch.amp.autocast", "torch.cuda.amp.autocast", "torch.cpu.amp.autocast"})


def in_context(
    machine: Machine, managers: tuple[ir.WithItem, ...], body: tuple[ir.Statement, ...], frame: Frame
) -> str:
    """Run a block inside its context managers."""
    cut, autocast = machine.cut, machine.autocast
    opened: list[tuple[Value, Site]] = []
    for item in managers:
        value = machine.evaluate(item.context, frame)
        site = Site(item.context, frame)
        enter(machine, value, site)
        entered = _entered(machine, value, site)
        opened.append((value, site))
        if item.target is not None:
            machine.assign(item.target, entered, frame)
    try:
        ends = machine.execute(body, frame)
        for value, site in reversed(opened):
            _leave(machine, value, site)
        return ends
    finally:
        machine.cut, machine.autocast = cut, autocast


def enter(machine: Machine, value: Value, site: Site) -> None:
    """What entering a context manager of torch changes for the code inside."""
    name = _manager(value)
    if name in NO_GRAD:
        machine.cut = Cut(f"{name}()", site.span)
    elif name in WITH_GRAD:
        machine.cut = None
    elif name in SET_GRAD and isinstance(value, Instance):
        mode = value.slots.get("mode")
        off = isinstance(mode, Constant) and not mode.value
        machine.cut = Cut(f"{name}(False)", site.span) if off else None
    elif name in AUTOCAST and isinstance(value, Instance):
        enabled = value.slots.get("enabled", Constant(True)) == Constant(True)
        device = value.slots.get("device_type", Constant("cuda" if name == "torch.cuda.amp.autocast" else ""))
        machine.autocast = enabled and device == Constant("cuda")  # on the CPU torch casts BCELoss and goes on


def _manager(value: Value) -> str:
    if isinstance(value, Instance) and isinstance(value.cls, External):
        return value.cls.name
    return value.name if isinstance(value, External) else ""


def _leave(machine: Machine, value: Value, site: Site) -> None:
    """What an object of the project does at the end of its block; what it makes of exceptions does not matter here."""
    if isinstance(value, Instance) and isinstance(value.cls, Class):
        machine.call(machine.attribute(value, "__exit__", site), Arguments((NONE, NONE, NONE)), site)


def _entered(machine: Machine, value: Value, site: Site) -> Value:
    if isinstance(value, Instance) and isinstance(value.cls, Class):
        entered = machine.call(machine.attribute(value, "__enter__", site), Arguments(), site)
        return value if isinstance(entered, Unknown) else entered
    if isinstance(value, Pack) and len(value.items) == 1:  # a @contextmanager function: what it yields
        return value.items[0]
    if all(isinstance(option, Tensor) for _, option in options(value)):
        return value  # a loss that was scaled
    return value if isinstance(value, Instance) else machine.unknown("what a context manager gives", site)
