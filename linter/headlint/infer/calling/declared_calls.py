"""What a project declares of a loss or layer takes the place of what would be found in its code."""

from __future__ import annotations

from typing import Any

from headlint.infer.calling.external import apply_row
from headlint.infer.domain.values import Function, Instance, Method, Value
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row
from headlint.project.contracts import Declaration
from headlint.torchlib.declared import parameters, row


def apply(machine: Machine, declaration: Declaration, func: Any, arguments: Arguments, site: Site) -> Value:
    """The value of calling what a declaration describes."""
    made = func.receiver if isinstance(func, Method) else func
    names = _parameters(func)
    found = row(declaration, names)
    bound = bound_row(parameters(declaration, names), arguments)
    instance = made if isinstance(made, Instance) else None
    return apply_row(machine, found, declaration.name, bound, site, arguments, instance)


def _parameters(func: Any) -> tuple[str, ...]:
    """The parameters of what the project itself defines, without the receiver; nothing is known of others."""
    if isinstance(func, Method):
        return _parameters(func.function)[1:]
    if not isinstance(func, Function):
        return ()
    return tuple(p.name for p in func.node.parameters if p.kind not in ("star", "double_star"))
