"""Ready-made networks of other libraries: making them, swapping their heads, calling them.

Such a network is an object whose head is made of real layers in its slots, so that whatever a program assigns to it
counts; a call runs the head over features nobody can say anything of.
"""

from __future__ import annotations

from collections.abc import Callable

from headlint.infer.domain.modules import UNKNOWN_CHILD
from headlint.infer.domain.values import NONE, Constant, External, Instance, Unknown, Value
from headlint.infer.instances.layers import OPTION, initialise_base
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.operation import trained
from headlint.infer.state.parameters import bound_row
from headlint.tensor import Tensor
from headlint.torchlib import models
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.models import CLASSES, Model, Part

HOLDER = External("torch.nn.Module")
_UNITS = {"Linear": "out_features", "Conv2d": "out_channels"}
_MAKERS = ("from_pretrained", "from_name", "from_config")


def furnished(name: str, model: Model, classes: Value, site: Site) -> Instance:
    """A new network with its head in place."""
    made = Instance(External(name), site.span)
    made.slots[OPTION + model.classes] = classes
    if model.head:
        holder, _, last = model.head.rpartition(".")
        head = _head(model, classes, site)
        made.slots[holder or last] = Instance(HOLDER, site.span, {last: head}) if holder else head
    return made


def initialise_network(machine: Machine, made: Instance, base: str, arguments: Arguments, site: Site) -> None:
    """What ``__init__`` of a library's class does to an object that derives from it: networks are given their head."""
    model = models.known(base)
    if model is None or not model.params:
        initialise_base(machine, made, base, arguments, site)
        return
    for key, value in furnished(base, model, classes_of(model, arguments), site).slots.items():
        machine.heap.write(made.slots, key, value)


def _head(model: Model, classes: Value, site: Site) -> Value:
    if classes == Constant(0):
        return Instance(External("torch.nn.Identity"), site.span)  # how timm says: features alone
    layers = [_layer(part, classes, site) for part in model.parts]
    if not model.keys:
        return layers[0]
    return Instance(External("torch.nn.Sequential"), site.span, dict(zip(model.keys, layers, strict=True)))


def _layer(part: Part, classes: Value, site: Site) -> Value:
    if not part.layer:
        return Unknown(UNKNOWN_CHILD, site.span)
    name = f"torch.nn.{part.layer}"
    made = Instance(External(name), site.span)
    made.slots.update({OPTION + key: Constant(value) for key, value in LAYERS[name].defaults.items()})
    if part.units is not None:
        made.slots[OPTION + _UNITS[part.layer]] = classes if part.units == CLASSES else Constant(part.units)
    return made


def classes_of(model: Model, arguments: Arguments) -> Value:
    """The width that the program asks for, the library's own where it asks for none."""
    given = bound_row(model.params, arguments).get(model.classes, NONE)
    if given != NONE:
        return given
    if arguments.open or model.default is None:
        return Unknown("a number of classes that the program does not say")
    return Constant(model.default)


def made(machine: Machine, name: str, arguments: Arguments, site: Site) -> Value | None:
    """The network that calling a name of a library makes, None where it makes none that is known."""
    if name.partition(".")[0] not in models.LIBRARIES and name != "torch.hub.load":
        return None
    if name in models.HEADS:
        return _head(models.HEADS[name], classes_of(models.HEADS[name], arguments), site)
    factory = FACTORIES.get(name)
    if factory is not None:
        return factory(machine, arguments, site)
    owner, _, last = name.rpartition(".")
    named = owner if last in _MAKERS else name
    model = models.known(named)
    if model is None:
        return None
    if model.gives == "masks":
        return _masks(named, model, arguments, site)
    if model.gives == "output":
        arguments = _with_config(arguments)
    found = furnished(named, model, classes_of(model, arguments), site)
    found.slots.update({OPTION + key: value for key, value in arguments.keywords.items() if key == "aux_logits"})
    return found


def _with_config(arguments: Arguments) -> Arguments:
    """The number of labels may stand in the configuration that is handed over."""
    config = arguments.keywords.get("config", next(iter(arguments.positional[:1]), None))
    labels = config.slots.get(OPTION + "num_labels") if isinstance(config, Instance) else None
    return Arguments(keywords={"num_labels": labels} | arguments.keywords) if labels is not None else arguments


def _text(arguments: Arguments, at: int, name: str) -> str | None:
    value = arguments.positional[at] if len(arguments.positional) > at else arguments.keywords.get(name)
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _create_timm(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``timm.create_model(name, pretrained, ..., num_classes=, global_pool=)``."""
    if "features_only" in arguments.keywords:
        return machine.unknown("a network of timm that gives features alone", site)
    name = _text(arguments, 0, "model_name")
    short = (name or "unknown").partition("/")[2] or name or "unknown"
    full = f"timm.models.{short.partition('.')[0].lower()}"
    model = models.known(full) or models.known("timm.models.unknown")
    assert model is not None
    made = furnished(full, model, classes_of(model, arguments), site)
    if "global_pool" in arguments.keywords:
        made.slots[OPTION + "global_pool"] = arguments.keywords["global_pool"]
    return made


def _hub(machine: Machine, arguments: Arguments, site: Site) -> Value | None:
    """``torch.hub.load("pytorch/vision", "resnet18", ...)`` gives torchvision's networks."""
    place, name = _text(arguments, 0, "repo_or_dir"), _text(arguments, 1, "model")
    if place is None or name is None or place.partition(":")[0] != "pytorch/vision":
        return None
    section = "segmentation." if name.startswith(("fcn_", "deeplabv3_")) else ""
    return made(machine, f"torchvision.models.{section}{name}", Arguments((), arguments.keywords, arguments.open), site)


def _get_model(machine: Machine, arguments: Arguments, site: Site) -> Value | None:
    name = _text(arguments, 0, "name")
    return None if name is None else made(machine, f"torchvision.models.{name}", arguments, site)


def _create_smp(machine: Machine, arguments: Arguments, site: Site) -> Value | None:
    """``segmentation_models_pytorch.create_model(arch, encoder_name, encoder_weights, in_channels, classes)``."""
    arch = (_text(arguments, 0, "arch") or "").lower()
    classes = {"classes": arguments.positional[4]} if len(arguments.positional) > 4 else {}
    given = Arguments((), classes | arguments.keywords, arguments.open)
    names = {name.lower(): name for name in models.MASK_NAMES}
    return made(machine, f"segmentation_models_pytorch.{names[arch]}", given, site) if arch in names else None


_ACTIVATIONS: dict[str | None, tuple[str, dict[str, Value]]] = {
    None: ("Identity", {}),
    "identity": ("Identity", {}),
    "sigmoid": ("Sigmoid", {}),
    "softmax2d": ("Softmax", {OPTION + "dim": Constant(1)}),
    "softmax": ("Softmax", {OPTION + "dim": Constant(1)}),
    "logsoftmax": ("LogSoftmax", {OPTION + "dim": Constant(1)}),
    "tanh": ("Tanh", {}),
}


def _masks(name: str, model: Model, arguments: Arguments, site: Site) -> Value | None:
    """A network of segmentation_models_pytorch: a convolution, an upsampling and the activation asked for."""
    if len(arguments.positional) > 3:  # the order of the parameters behind the encoder's differs between releases
        return None
    asked = arguments.keywords.get("activation", Unknown("an activation") if arguments.open else NONE)
    choice = asked.value if isinstance(asked, Constant) else ...
    layer = _ACTIVATIONS.get(choice) if choice is None or isinstance(choice, str) else None
    last: Value = Unknown(UNKNOWN_CHILD, site.span)
    if layer is not None:
        last = Instance(External(f"torch.nn.{layer[0]}"), site.span, dict(layer[1]))
    conv = _layer(Part("Conv2d", CLASSES), classes_of(model, arguments), site)
    head = {"0": conv, "1": Instance(External("torch.nn.Identity"), site.span), "2": last}
    found = Instance(External(name), site.span)
    found.slots[model.head] = Instance(External("torch.nn.Sequential"), site.span, head)
    found.slots[OPTION + "aux_params"] = arguments.keywords.get("aux_params", NONE)
    return found


def _config(machine: Machine, arguments: Arguments, site: Site) -> Value:
    slots = {OPTION + key: value for key, value in arguments.keywords.items()}
    return Instance(External("transformers.PretrainedConfig"), site.span, slots)


Factory = Callable[[Machine, Arguments, Site], Value | None]

FACTORIES: dict[str, Factory] = {
    "torch.hub.load": _hub,
    "torchvision.models.get_model": _get_model,
    "transformers.AutoConfig.from_pretrained": _config,
    "segmentation_models_pytorch.create_model": _create_smp,
    "timm.create_model": _create_timm,
    "timm.models.create_model": _create_timm,
}


def method(machine: Machine, instance: Instance, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Calling a method that a network's library gives it, None for those of any module."""
    model = models.known(instance.cls.name) if isinstance(instance.cls, External) else None
    if model is None:
        return None
    if name in ("children", "modules", "named_children", "named_modules"):
        return Unknown(f"the layers of {instance.cls.name}", site.span)
    if name == "get_classifier" and model.head:
        return _reached(machine, instance, model, site)
    if name == "reset_classifier":
        _reset(machine, instance, model, arguments, site)
        return NONE
    if name in ("forward_features", "extract_features"):
        grad, why = trained(machine)
        return Tensor(grad=grad, cut=why)
    return None


def _reached(machine: Machine, instance: Instance, model: Model, site: Site) -> Value:
    found: Value = instance
    for part in model.head.split("."):
        found = machine.attribute(found, part, site)
    return found


def _reset(machine: Machine, instance: Instance, model: Model, arguments: Arguments, site: Site) -> None:
    """``reset_classifier(n)``: a new head, as if the network had been made with it."""
    classes = arguments.positional[0] if arguments.positional else arguments.keywords.get(model.classes)
    again = furnished(instance.cls.name, model, classes or Unknown("a number of classes"), site)
    for key, value in again.slots.items():
        machine.heap.write(instance.slots, key, value)
