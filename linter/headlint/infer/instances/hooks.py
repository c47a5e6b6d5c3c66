"""Functions that torch calls with a layer: hooks on its output, and what ``apply`` is given.

Facts: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html (``register_forward_hook``: "The hook can
modify the output"; ``apply``: "Apply fn recursively to every submodule (as returned by .children()) as well as self").
"""

from __future__ import annotations

from headlint.infer.domain.mentions import parts
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.values import (
    NONE,
    BuiltinMethod,
    Constant,
    External,
    Function,
    Instance,
    Method,
    Pack,
    Partial,
    Unknown,
    Value,
)
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.ir import expressions as ex
from headlint.ir import statements as ir

HOOKED = "headlint.hooked"


def register(machine: Machine, layer: Instance, arguments: Arguments, site: Site) -> None:
    """``register_forward_hook(hook)``: what the hook returns, unless that is None, takes the place of the output."""
    hook = arguments.positional[0] if arguments.positional else arguments.keywords.get("hook", NONE)
    if not _may_answer(hook):
        return
    forward = machine.attribute(layer, "forward", site)
    takes_keywords = arguments.keywords.get("with_kwargs", Constant(False)) != Constant(False)
    follows = isinstance(hook, (Function, Method, Partial)) and not takes_keywords
    hooked = Partial(External(HOOKED), (forward, hook, layer), ()) if follows else Unknown("a hook may replace this")
    machine.heap.write(layer.held, "forward", hooked)


def _may_answer(hook: Value) -> bool:
    if isinstance(hook, Partial):
        return _may_answer(hook.func)
    function = hook.function if isinstance(hook, Method) else hook
    if not isinstance(function, Function):
        return not isinstance(hook, (Constant, BuiltinMethod))
    if isinstance(function.node, ex.Lambda):
        return True
    return any(isinstance(node, ir.Return) and node.value is not None for node in parts(function.node.body.statements))


def hooked(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """The call of a layer with a hook."""
    forward, hook, layer, *given = arguments.positional
    own = Arguments(tuple(given), arguments.keywords, arguments.open)
    output = machine.call(forward, own, site)
    answer = machine.call(hook, Arguments((layer, Pack(tuple(given)), output)), site)
    return output if answer == NONE else answer


def apply(machine: Machine, layer: Instance, arguments: Arguments, site: Site) -> None:
    """``apply(fn)``, where ``fn`` sets attributes and not only numbers."""
    fn = arguments.positional[0] if arguments.positional else arguments.keywords.get("fn", NONE)
    function = fn.function if isinstance(fn, Method) else fn
    if isinstance(function, Function) and _sets_attributes(function):
        _visit(machine, fn, layer, site, 0)


def _visit(machine: Machine, fn: Value, layer: Instance, site: Site, depth: int) -> None:
    machine.pay(len(layer.held))
    for child in list(layer.slots.values()) if depth < 8 else ():
        if isinstance(child, Instance) and is_module(child):
            _visit(machine, fn, child, site, depth + 1)
    machine.call(fn, Arguments((layer,)), site)


def _sets_attributes(function: Function) -> bool:
    for node in parts(function.node.body if isinstance(function.node, ex.Lambda) else function.node.body.statements):
        if isinstance(node, ex.Name) and node.id == "setattr":
            return True
        for target in node.targets if isinstance(node, (ir.Assign, ir.Delete)) else ():
            if isinstance(target, ex.Subscript) or (isinstance(target, ex.Attribute) and target.attr not in _NUMBERS):
                return True
    return False


_NUMBERS = frozenset({"data", "weight", "bias", "requires_grad", "grad"})
