"""What calling a container does: a Sequential runs its children, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from headlint.infer.domain.heap import join_all, options
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.values import ABSENT, External, Instance, Value
from headlint.infer.instances.layers import OPTION
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.worlds.names import narrowed
from headlint.infer.worlds.tests import present
from headlint.tensor import Alternatives
from headlint.torchlib.layers import WRAPPERS


def run_sequential(machine: Machine, instance: Instance, arguments: Arguments, site: Site) -> Value:
    """Pass a value through the children of a Sequential."""
    value = arguments.positional[0] if arguments.positional else arguments.keywords.get("input")
    if value is None:
        return machine.unknown("a Sequential is called without an input", site)
    for child in [child for key, child in instance.slots.items() if is_module(child) or _is_strange(key, child)]:
        value = _step(machine, narrowed(machine, child), value, site)
    return value


def _is_strange(key: object, child: Value) -> bool:
    """True for a numbered child of a class that no table knows: what it does to its input is not known either."""
    return isinstance(child, Instance) and isinstance(key, str) and key.isdecimal()


def _place_of(child: Value, site: Site) -> Site:
    """A layer of torch in a Sequential works where it was built: there is no other line that names it."""
    made = child.made_at if isinstance(child, Instance) and isinstance(child.cls, External) else None
    return Site(site.node, site.frame, made) if made else site


def _step(machine: Machine, child: Value, value: Value, site: Site) -> Value:
    """One child; one that is there on some branch only is left out on the others."""
    if not isinstance(child, Alternatives):
        return machine.call(child, Arguments((value,)), _place_of(child, site))
    if not any(option is ABSENT for _, option in options(child)):
        return machine.call(child, Arguments((value,)), site)
    there = present(child, ABSENT)
    without = frozenset().union(*(guards for guards, option in child.options if option is ABSENT))
    inside = frozenset().union(*(guards for guards, option in options(child) if option is not ABSENT))
    return join_all([(inside, machine.call(there, Arguments((value,)), site)), (without, value)])


def run_wrapped(machine: Machine, instance: Instance, arguments: Arguments, site: Site) -> Value:
    """A class that derives from DataParallel or its like runs the module that its base was given."""
    wrapped = instance.slots.get(OPTION + "module")
    if wrapped is None:
        return machine.unknown("a wrapper of a module that is not known", site)
    return machine.call(wrapped, arguments, site)


def not_callable(machine: Machine, instance: Instance, arguments: Arguments, site: Site) -> Value:
    """ModuleList and ModuleDict have no forward."""
    return machine.unknown("a ModuleList or ModuleDict is called, which has no forward", site)


FORWARDS: dict[str, Callable[[Machine, Instance, Arguments, Site], Value]] = {
    "torch.nn.Sequential": run_sequential,
    "torch.nn.ModuleList": not_callable,
    "torch.nn.ModuleDict": not_callable,
    **dict.fromkeys(WRAPPERS, run_wrapped),
}
