"""Training frameworks that are given a network and a loss, and call the one with what the other gives."""

from __future__ import annotations

from typing import Any

from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import NONE, Class, Constant, External, Instance, Value
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row
from headlint.tensor import Kind, Tensor
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.trainers import TRAINERS, Trainer

_NLL = "torch.nn.NLLLoss"
_NAMED = {
    **{loss.functional: f"torch.nn.functional.{loss.functional}" for loss in LOSSES if loss.functional},
    **{loss.name: f"torch.nn.{loss.name}" for loss in LOSSES},
}


def joined(machine: Machine, name: str, arguments: Arguments, site: Site) -> None:
    """Run the training step of a framework, if ``name`` is one that is known: the network on a batch, the loss on what
    it gives."""
    trainer = TRAINERS.get((name.partition(".")[0], name.rpartition(".")[2]))
    if trainer is not None and not arguments.open:
        _step(machine, trainer, bound_row(trainer.params, arguments), site)


def method(machine: Machine, instance: Instance, name: str, arguments: Arguments, site: Site) -> None:
    """The same for a framework whose object is given network and loss by a method."""
    package, _, path = getattr(instance.cls, "name", "").partition(".")
    trainer = TRAINERS.get((package, f"{path.rpartition('.')[2]}.{name}"))
    if trainer is not None and isinstance(instance.cls, External) and not arguments.open:
        _step(machine, trainer, bound_row(trainer.params, arguments), site)


def _step(machine: Machine, trainer: Trainer, bound: dict[str, Value], site: Site) -> None:
    network = bound.get(trainer.network, NONE)
    loss = bound.get(trainer.loss, External(trainer.standard) if trainer.standard else NONE)
    if NONE in (network, loss) or not all(_is_library_s(bound.get(name, NONE)) for name in trainer.between):
        return
    if trainer.builds:
        network = _built(machine, network, trainer.network, bound, site)
        loss = _built(machine, loss, trainer.loss, bound, site)
    if trainer.named:
        loss = _by_name(machine, loss, site)
    batch, target = (machine.unknown(f"{what} that a framework passes", site) for what in ("a batch", "a target"))
    given = machine.call(network, Arguments((batch,)), site)
    if trainer.logs and isinstance(loss, Instance) and loss.cls == External(_NLL):
        given = mapped(given, _logged)
    machine.call(loss, Arguments((given, target)), site)


def _is_library_s(value: Value) -> bool:
    """True where a library's own objects alone are given, which leave the network's answer to the loss as it is."""
    pack = sequence(value)
    if pack is not None:
        return not pack.open and all(_is_library_s(item) for item in pack.items)
    return value == NONE or _is_class(value) or isinstance(getattr(value, "cls", None), External)


def _is_class(value: Value) -> bool:
    return isinstance(value, External) and value.name.rpartition(".")[2][:1].isupper()


def _built(machine: Machine, value: Value, prefix: str, bound: dict[str, Value], site: Site) -> Value:
    """An object of the class that is given, or the object that is given."""
    if not isinstance(value, Class) and not _is_class(value):
        return value
    options = {key.removeprefix(f"{prefix}__"): own for key, own in bound.items() if key.startswith(f"{prefix}__")}
    return machine.call(value, Arguments((), options), site)


def _by_name(machine: Machine, loss: Value, site: Site) -> Value:
    if not isinstance(loss, Constant):
        return loss
    found = _NAMED.get(str(loss.value))
    if found is None:
        return machine.unknown("a loss of a name that is not known", site)
    return External(found) if ".functional." in found else machine.call(External(found), Arguments(), site)


def _logged(value: Any) -> Value:
    """The logarithm of probabilities, taken by the framework; of anything else nothing is said."""
    if isinstance(value, Tensor) and value.kind is Kind.SOFTMAX:
        return value.but(kind=Kind.LOG_SOFTMAX)
    return Tensor()
