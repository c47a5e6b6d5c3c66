"""Functions of the standard library and torch that a row cannot describe."""

from __future__ import annotations

import re
from collections.abc import Callable

from headlint.infer.calling import blocks, builtins
from headlint.infer.calling.list_methods import shuffle
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import (
    NONE,
    Constant,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Method,
    Pack,
    Partial,
    Unknown,
    Value,
)
from headlint.infer.instances import deputies, hooks
from headlint.infer.python import dynamic_imports, operators
from headlint.infer.python.enumerations import AUTO
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.transfer import batches, draws
from headlint.infer.transfer.tensor_methods import COMPARISONS
from headlint.tensor import Grad, Kind, Tensor
from headlint.torchlib.effects import SHUFFLES

_MOST_COPIED = 5_000  # objects
_WORTH_A_COPY = 16  # items, by what it costs

Handler = Callable[[Machine, Arguments, Site], Value]


def _ordered_dict(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return builtins.call_builtin(machine, "dict", arguments, site)


def _default_dict(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return DictValue({}, open=True)


def _deque(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return ListValue({"items": Pack((), open=True)})


def _partial(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if not arguments.positional or arguments.open:
        return machine.unknown("a partial of something not known", site)
    return Partial(arguments.positional[0], arguments.positional[1:], tuple(arguments.keywords.items()))


def _method(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``types.MethodType(function, receiver)``."""
    if len(arguments.positional) != 2 or arguments.open:
        return machine.unknown("a method of something not known", site)
    function, receiver = arguments.positional

    def bound(one: Value) -> Value:
        return Method(one, receiver) if isinstance(one, Function) else Partial(one, (receiver,), ())

    return mapped(function, bound)


def _first(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return arguments.positional[0] if arguments.positional else machine.unknown("nothing", site)


def _deepcopy(machine: Machine, arguments: Arguments, site: Site) -> Value:
    seen: dict[int, Value] = {}
    copy = mapped(_first(machine, arguments, site), lambda one: copied(one, seen))
    machine.pay(_WORTH_A_COPY * len(seen))
    return copy


def _replace(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``dataclasses.replace(config, lr=0.1)``: another object with some fields changed."""

    def changed(one: Value) -> Value:
        if not isinstance(one, Instance) or arguments.open:
            return machine.unknown("a copy with other fields", site)
        return Instance(one.cls, site.span, {**one.slots, **arguments.keywords})

    return mapped(_first(machine, arguments, site), changed)


def copied(value: Value, seen: dict[int, Value]) -> Value:
    """A copy of an object with everything in it, so that changing one leaves the other alone."""
    if id(value) in seen:
        return seen[id(value)]
    if len(seen) > _MOST_COPIED:
        return Unknown("a part of something large that was copied")
    if isinstance(value, Instance):
        twin = Instance(value.cls, value.made_at)
        seen[id(value)] = twin
        twin.slots.update({key: mapped(slot, lambda one: copied(one, seen)) for key, slot in value.slots.items()})
        return twin
    if isinstance(value, Pack):
        return Pack(tuple(mapped(item, lambda one: copied(one, seen)) for item in value.items), value.names, value.open)
    if isinstance(value, ListValue):
        seen[id(value)] = twins = ListValue.of(())
        twins.slots["items"] = mapped(value.slots["items"], lambda one: copied(one, seen))
        return twins
    if isinstance(value, DictValue):
        seen[id(value)] = table = DictValue({}, value.open)
        table.slots.update({key: mapped(slot, lambda one: copied(one, seen)) for key, slot in value.slots.items()})
        return table
    return value


def _namedtuple(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``namedtuple("Output", "logits probs")``: a factory of packs with names."""
    fields = arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("field_names")
    pack = sequence(fields) if fields is not None else None
    if isinstance(fields, Constant) and isinstance(fields.value, str):
        names = tuple(fields.value.replace(",", " ").split())
    elif pack and all(isinstance(item, Constant) for item in pack.items):
        names = tuple(str(item.value) for item in pack.items if isinstance(item, Constant))
    else:
        return machine.unknown("a named tuple of unknown fields", site)
    return Partial(External(NAMED), (Pack(tuple(Constant(name) for name in names)),), ())


NAMED = "headlint.namedtuple"


def _make_named(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """An object of a ``collections.namedtuple``."""
    declared = arguments.positional[0]
    names = tuple(str(i.value) for i in declared.items if isinstance(i, Constant)) if isinstance(declared, Pack) else ()
    given = dict(zip(names, arguments.positional[1:], strict=False)) | arguments.keywords
    return Pack(tuple(given.get(name, Unknown("a field that was not given")) for name in names), names)


def _parameter(machine: Machine, arguments: Arguments, site: Site) -> Value:
    data = arguments.positional[0] if arguments.positional else arguments.keywords.get("data")
    shape = data.shape if isinstance(data, Tensor) else Tensor().shape
    return Tensor(Kind.UNKNOWN, shape, bare=True, grad=Grad.FLOWS)


def _set_grad_enabled(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """Called as a statement it holds from here on; as a context manager ``with`` undoes it."""
    made = Instance(External("torch.set_grad_enabled"), site.span)
    made.slots["mode"] = arguments.positional[0] if arguments.positional else arguments.keywords.get("mode", NONE)
    return made


def _manager(name: str) -> Handler:
    def manager(machine: Machine, arguments: Arguments, site: Site) -> Value:
        made = Instance(External(name), site.span)
        made.slots.update(arguments.keywords)
        if arguments.positional and name in ("torch.autocast", "torch.amp.autocast"):
            made.slots.setdefault("device_type", arguments.positional[0])
        return made

    return manager


def _vmap(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return machine.unknown("a transformed function", site)


def _where(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``torch.where(test, a, b)``: one of both, number by number."""
    tensors = [value for value in arguments.positional[1:] if isinstance(value, Tensor)]
    kinds = {tensor.kind for tensor in tensors}
    if len(tensors) == 2 and len(kinds) == 1:
        return tensors[0]
    if len(arguments.positional) == 3 and not tensors:
        return Tensor(Kind.HARD, grad=_grad_of(arguments.positional[0]))
    return Tensor()


def _grad_of(value: Value) -> Grad:
    return value.grad if isinstance(value, Tensor) else Grad.UNKNOWN


def _shuffle(machine: Machine, arguments: Arguments, site: Site) -> Value:
    shuffle(machine, _first(machine, arguments, site))
    return NONE


def _lru_cache(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return _first(machine, arguments, site) if arguments.positional else External("functools.wraps")


def _comparison(op: str) -> Handler:
    def compare(machine: Machine, arguments: Arguments, site: Site) -> Value:
        if len(arguments.positional) != 2:
            return machine.unknown("a comparison", site)
        return operators.compare(machine, op, arguments.positional[0], arguments.positional[1], site)

    return compare


def _version(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """A version as a tuple of numbers, which compare as versions do."""
    text = arguments.positional[0] if arguments.positional else None
    if not isinstance(text, Constant) or not isinstance(text.value, str):
        return machine.unknown("a version that is not known", site)
    return Pack(tuple(Constant(int(number)) for number in re.findall(r"\d+", text.value)[:3]))


KNOWN: dict[str, Handler] = {
    **dict.fromkeys(("packaging.version.parse", "packaging.version.Version", "pkg_resources.parse_version"), _version),
    **dict.fromkeys(("distutils.version.LooseVersion", "distutils.version.StrictVersion"), _version),
    **batches.KNOWN,
    **deputies.KNOWN,
    **draws.KNOWN,
    **dict.fromkeys(SHUFFLES, _shuffle),
    hooks.HOOKED: hooks.hooked,
    **{f"torch.{name}": _comparison(op) for name, op in COMPARISONS.items()},
    "importlib.import_module": dynamic_imports.import_module,
    "collections.OrderedDict": _ordered_dict,
    "typing.OrderedDict": _ordered_dict,
    "collections.defaultdict": _default_dict,
    "collections.deque": _deque,
    "collections.namedtuple": _namedtuple,
    NAMED: _make_named,
    "functools.partial": _partial,
    "types.MethodType": _method,
    AUTO: lambda machine, arguments, site: Instance(External(AUTO), site.span),
    "functools.lru_cache": _lru_cache,
    "copy.deepcopy": _deepcopy,
    "dataclasses.replace": _replace,
    "copy.copy": _deepcopy,
    "torch.nn.Parameter": _parameter,
    "torch.nn.parameter.Parameter": _parameter,
    "torch.where": _where,
    "torch.vmap": _vmap,
    "typing.cast": lambda machine, arguments, site: (
        arguments.positional[1] if len(arguments.positional) > 1 else Unknown("a cast")
    ),
    **{name: _manager(name) for name in ("dataclasses.field", *blocks.NO_GRAD, *blocks.WITH_GRAD, *blocks.AUTOCAST)},
    **dict.fromkeys(blocks.SET_GRAD, _set_grad_enabled),
}
