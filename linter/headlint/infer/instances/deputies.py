"""Functions that call something on behalf of the program: they give what it gives.

Facts of https://docs.pytorch.org/docs/stable/checkpoint.html, .../generated/torch.func.functional_call.html,
.../generated/torch.nn.functional.torch.nn.parallel.data_parallel.html and
https://docs.python.org/3/library/functools.html#functools.reduce.
"""

from __future__ import annotations

from headlint.infer.domain.values import NONE, DictValue, Pack, Value
from headlint.infer.python.iteration import items
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row

# What checkpoint() takes for itself; everything else it hands on.
_OF_CHECKPOINT = frozenset(
    {"use_reentrant", "context_fn", "determinism_check", "debug", "early_stop", "preserve_rng_state"}
)


def _checkpoint(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``checkpoint(function, *args, use_reentrant=False)``."""
    keywords = {name: value for name, value in arguments.keywords.items() if name not in _OF_CHECKPOINT}
    function = keywords.pop("function", None) or next(iter(arguments.positional), NONE)
    rest = arguments.positional if "function" in arguments.keywords else arguments.positional[1:]
    return machine.call(function, Arguments(rest, keywords, arguments.open), site)


def _checkpoint_sequential(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``checkpoint_sequential(layers, segments, input)``."""
    bound = bound_row(("functions", "segments", "input"), arguments)
    return _through(machine, items(machine, bound.get("functions", NONE), site), bound.get("input", NONE), site)


def _through(machine: Machine, layers: Pack, value: Value, site: Site) -> Value:
    if layers.open:
        return machine.unknown("a number of layers that is not known", site)
    for layer in layers.items:
        value = machine.call(layer, Arguments((value,)), site)
    return value


def _data_parallel(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``data_parallel(module, inputs, device_ids, output_device, dim, module_kwargs)``."""
    names = ("module", "inputs", "device_ids", "output_device", "dim", "module_kwargs")
    return _called(machine, bound_row(names, arguments), ("module", "inputs", "module_kwargs"), site)


def _functional_call(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``functional_call(module, parameters, args, kwargs)``: the weights are others, the layers the same."""
    names = ("module", "parameter_and_buffer_dicts", "args", "kwargs")
    return _called(machine, bound_row(names, arguments), ("module", "args", "kwargs"), site)


def _called(machine: Machine, bound: dict[str, Value], names: tuple[str, str, str], site: Site) -> Value:
    """A module called with one value or a tuple of them, and with keywords in a dict."""
    module, given, named = (bound.get(name, NONE) for name in names)
    inputs = given.items if isinstance(given, Pack) else () if given == NONE else (given,)
    hidden = (isinstance(given, Pack) and given.open) or (named != NONE and not isinstance(named, DictValue))
    if isinstance(named, DictValue):
        keywords = {str(key): value for key, value in named.slots.items()}
        return machine.call(module, Arguments(inputs, keywords, named.open or hidden), site)
    return machine.call(module, Arguments(inputs, open=hidden), site)


def _reduce(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``functools.reduce(function, iterable, start)``."""
    if len(arguments.positional) not in (2, 3) or arguments.open:
        return machine.unknown("a reduction of something that is not known", site)
    function, iterable, *start = arguments.positional
    pack = items(machine, iterable, site)
    given = (*start, *pack.items)
    if pack.open or not given:
        return machine.unknown("a reduction of something that is not known", site)
    value = given[0]
    for item in given[1:]:
        value = machine.call(function, Arguments((value, item)), site)
    return value


KNOWN = {
    "torch.utils.checkpoint.checkpoint": _checkpoint,
    "torch.utils.checkpoint.checkpoint_sequential": _checkpoint_sequential,
    "torch.nn.parallel.data_parallel": _data_parallel,
    "torch.func.functional_call": _functional_call,
    "torch.nn.utils.stateless.functional_call": _functional_call,
    "functools.reduce": _reduce,
}
