"""Builtins that make, walk and measure sequences."""

from __future__ import annotations

from collections.abc import Callable

from headlint.infer.calling.mappings import update
from headlint.infer.domain.modules import children_of
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.unknown import SCALAR
from headlint.infer.domain.values import Constant, DictValue, Instance, ListValue, Pack, Unknown, Value, answer
from headlint.infer.python.iteration import items
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.transfer.ordering import sorted_items
from headlint.infer.transfer.slicing import OF_RANGE
from headlint.tensor import Tensor

Builtin = Callable[[Machine, Arguments, Site], Value]
MOST_NUMBERS = 64


def first(arguments: Arguments) -> Value:
    """The first positional argument; unknown where there is none."""
    return arguments.positional[0] if arguments.positional else Unknown("an argument that was not given")


def _len(machine: Machine, arguments: Arguments, site: Site) -> Value:
    value = first(arguments)
    if isinstance(value, Instance):
        machine.pay(len(value.slots))
        pack = children_of(value)
    elif isinstance(value, DictValue):
        return Constant(len(value.slots)) if not value.open else machine.unknown("a length that is not known", site)
    elif isinstance(value, Constant) and isinstance(value.value, str):
        return Constant(len(value.value))
    else:
        pack = sequence(value)
    if isinstance(value, Tensor):
        dims = value.shape.dims
        unknown = value.shape.open or not dims or dims[0] is None
        return Unknown("a length", known=SCALAR) if unknown else Constant(dims[0])
    if pack is None or pack.open:
        return answer("len", (pack or value,), "a length that is not known", site.span, SCALAR)
    return Constant(len(pack.items))


def _range(machine: Machine, arguments: Arguments, site: Site) -> Value:
    numbers = [v.value if isinstance(v, Constant) else None for v in arguments.positional]
    if not numbers or not all(isinstance(n, int) for n in numbers):
        return Pack((Unknown(OF_RANGE, known=SCALAR),), open=True)
    try:
        found = range(*[n for n in numbers if isinstance(n, int)])
    except (TypeError, ValueError):
        return Pack((Unknown(OF_RANGE, known=SCALAR),), open=True)
    if found[MOST_NUMBERS:]:  # its length may be more than len() can say
        return Pack((Unknown(OF_RANGE, known=SCALAR),), open=True)
    return Pack(tuple(Constant(n) for n in found))


def _enumerate(machine: Machine, arguments: Arguments, site: Site) -> Value:
    pack = items(machine, first(arguments), site)
    start = arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("start", Constant(0))
    begin = start.value if isinstance(start, Constant) and isinstance(start.value, int) else 0

    def number(at: int) -> Value:
        return Unknown("a turn's number", known=SCALAR) if pack.open else Constant(begin + at)

    return Pack(tuple(Pack((number(at), item)) for at, item in enumerate(pack.items)), open=pack.open)


def _zip(machine: Machine, arguments: Arguments, site: Site) -> Value:
    packs = [items(machine, value, site) for value in arguments.positional]
    if not packs:
        return Pack()
    length = min(len(pack.items) for pack in packs)
    if any(pack.open for pack in packs):
        closed = [len(pack.items) for pack in packs if not pack.open]
        length = min(closed) if closed else length
        rows = [[pack.items[min(at, len(pack.items) - 1)] for pack in packs] for at in range(length)]
        return Pack(tuple(Pack(tuple(row)) for row in rows), open=not closed)
    return Pack(tuple(Pack(tuple(pack.items[at] for pack in packs)) for at in range(length)))


def _list(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if not arguments.positional:
        return ListValue.of(())
    pack = items(machine, arguments.positional[0], site)
    return ListValue({"items": Pack(pack.items, open=pack.open)})


def _tuple(machine: Machine, arguments: Arguments, site: Site) -> Value:
    pack = items(machine, arguments.positional[0], site) if arguments.positional else Pack()
    return Pack(pack.items, open=pack.open)


def _reversed(machine: Machine, arguments: Arguments, site: Site) -> Value:
    pack = items(machine, first(arguments), site)
    return Pack(tuple(reversed(pack.items)), open=pack.open)


def _dict(machine: Machine, arguments: Arguments, site: Site) -> Value:
    made = DictValue({})
    update(machine, made, arguments, site)
    return made


def _sorted(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return ListValue({"items": sorted_items(items(machine, first(arguments), site), arguments)})


def _map(machine: Machine, arguments: Arguments, site: Site) -> Value:
    if len(arguments.positional) != 2:
        return machine.unknown("map()", site)
    pack = items(machine, arguments.positional[1], site)
    return Pack(
        tuple(machine.call(arguments.positional[0], Arguments((item,)), site) for item in pack.items), open=pack.open
    )


SEQUENCES: dict[str, Builtin] = {
    "len": _len,
    "range": _range,
    "enumerate": _enumerate,
    "zip": _zip,
    "list": _list,
    "set": _list,
    "tuple": _tuple,
    "reversed": _reversed,
    "dict": _dict,
    "sorted": _sorted,
    "map": _map,
}
