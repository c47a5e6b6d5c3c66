"""Calling a ready-made network: its head runs over features nobody can say anything of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.infer.domain.heap import mapped
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.values import ABSENT, NONE, Constant, DictValue, External, Instance, Pack, Unknown, Value
from headlint.infer.instances.containers import run_sequential
from headlint.infer.instances.layers import OPTION
from headlint.infer.instances.pretrained import HOLDER
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.operation import trained
from headlint.infer.worlds.names import narrowed
from headlint.tensor import Grad, Kind, Shape, Tensor
from headlint.torchlib.models import ANY, HEADS_BY_NAME, Model

_OUTPUT = External("transformers.utils.ModelOutput")


def run(machine: Machine, instance: Instance, model: Model, arguments: Arguments, site: Site) -> Value:
    """Call a network."""
    scores = _scores(machine, instance, model, site)
    return _GIVES[model.gives](instance, scores, arguments) if model.gives in _GIVES else scores


def _scores(machine: Machine, instance: Instance, model: Model, site: Site) -> Value:
    grad, why = trained(machine)
    unpooled = OPTION + "global_pool" in instance.slots or instance.slots.get(OPTION + model.classes) == Constant(0)
    shape = Shape() if model.rank is None or unpooled else Shape((None,) * model.rank, open=False)
    features = Tensor(shape=shape, grad=grad, cut=why)
    holder, _, last = model.head.rpartition(".")
    head = instance.slots.get(holder or last)
    if not model.head:
        return _hidden(machine, instance, model, features, site)
    if head is None:
        return machine.unknown(f"the head of {instance.cls.name} is not known", site)
    if holder and isinstance(head, Instance) and head.cls == HOLDER:
        head = head.slots[last]
    elif holder:
        features = features.but(shape=Shape())  # the head pools by itself
    return _of_head(machine, instance, head, features, site)


def _of_head(machine: Machine, instance: Instance, head: Value, features: Tensor, site: Site) -> Value:
    whole = Instance(External("torch.nn.Sequential"), instance.made_at, {"0": head})
    return run_sequential(machine, whole, Arguments((features,)), site)


def _hidden(machine: Machine, instance: Instance, model: Model, features: Tensor, site: Site) -> Value:
    """The scores of a network whose head nobody can reach; those of the head that the program has put where networks
    have theirs; unknown once it has put a layer of its own elsewhere, or has asked for features alone."""
    heads = [instance.slots[name] for name in HEADS_BY_NAME if name in instance.slots]
    if heads and sum(map(_is_own, instance.slots)) == len(heads):
        return _of_one(machine, instance, heads, features, site)
    classes = instance.slots.get(OPTION + model.classes)
    own = any(is_module(value) or isinstance(value, Unknown) for key, value in instance.slots.items() if _is_own(key))
    if own or classes == Constant(0) or not features.shape.dims:
        return features
    size = classes.value if isinstance(classes, Constant) and isinstance(classes.value, int) else None
    shape = features.shape.resized(-1, size)
    scores = Tensor(Kind.RAW, shape, -1, grad=features.grad, cut=features.cut, dtype="float", maker=instance.made_at)
    if instance.made_at is None:
        return scores
    library, _, label = instance.cls.name.rpartition(".")
    label = f"a network of {library.partition('.')[0]}" if label.endswith(ANY) else label
    return scores.after(label if size is None else f"{label}(..., {size})", instance.made_at)


def _of_one(machine: Machine, instance: Instance, heads: list[Value], features: Tensor, site: Site) -> Value:
    """What comes out of the first head that is there; each may be there in some worlds alone."""
    if not heads:
        return features

    def scores(head: Any) -> Value:
        if isinstance(head, Instance) and is_module(head):
            return _of_head(machine, instance, head, features, site)
        return _of_one(machine, instance, heads[1:], features, site) if head is ABSENT else features

    return mapped(narrowed(machine, heads[0]), scores)


def _is_own(key: object) -> bool:
    return isinstance(key, str) and not key.startswith(OPTION) and key != "training"


def _entries(instance: Instance, scores: Value, arguments: Arguments) -> Value:
    return DictValue({"out": scores}, open=True)


def _auxiliary(instance: Instance, scores: Value, arguments: Arguments) -> Value:
    """Inception networks give their auxiliary scores too while they train, unless told otherwise."""
    if instance.slots.get("training") == Constant(False):
        return scores
    if instance.slots.get(OPTION + "aux_logits") == Constant(False):
        return scores
    if instance.cls.name.endswith("inception_v3") and OPTION + "aux_logits" not in instance.slots:
        return Pack((scores, Unknown("auxiliary scores")), ("logits", "aux_logits"))
    return Unknown("scores with or without auxiliary ones")


def _output(instance: Instance, scores: Value, arguments: Arguments) -> Value:
    """What transformers returns: ``loss`` in front where labels are given; also readable as a tuple."""
    labels = arguments.keywords.get("labels", NONE) != NONE
    loss = Tensor(Kind.LOSS, Shape((), open=False), grad=_grad(scores), dtype="float")
    if arguments.open or len(arguments.positional) > 1 or "return_dict" in arguments.keywords:
        return Instance(_OUTPUT, None, {"logits": scores, "loss": loss})
    if labels:
        return Pack((loss, scores), ("loss", "logits"), open=True)
    return Pack((scores,), ("logits",), open=True)


def _grad(value: Value) -> Grad:
    return value.grad if isinstance(value, Tensor) else Grad.UNKNOWN


def _mask(instance: Instance, scores: Value, arguments: Arguments) -> Value:
    """Masks, and the labels behind them where an auxiliary head was asked for."""
    asked = instance.slots.get(OPTION + "aux_params", NONE)
    return scores if asked == NONE else Pack((scores, Unknown("the labels of an auxiliary head")))


_GIVES: dict[str, Callable[[Instance, Value, Arguments], Value]] = {
    "dict": _entries,
    "auxiliary": _auxiliary,
    "output": _output,
    "masks": _mask,
}
