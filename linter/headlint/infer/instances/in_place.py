"""What changes its operand: ``torch.sigmoid_(p)``, ``F.relu(x, inplace=True)``, ``out=p``, ``p.clamp_(0, 1)``."""

from __future__ import annotations

from headlint.infer.domain.values import Constant, Instance, Value
from headlint.infer.instances.layers import OPTION
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.ir import expressions as ir
from headlint.tensor import Alternatives, Tensor

_TRUE = Constant(True)


def called(machine: Machine, func: object, name: str, arguments: Arguments, site: Site, result: Value) -> Value:
    """The result of calling a function or layer of torch, its operand changed if that is what it does."""
    if not name.startswith("torch."):
        return result
    if "out" in arguments.keywords:
        overwrite(machine, arguments.nodes.get("out"), arguments.keywords["out"], result, site)
    flag = func.held.get(OPTION + "inplace") if isinstance(func, Instance) else arguments.keywords.get("inplace")
    if (flag == _TRUE or (name.endswith("_") and not isinstance(func, Instance))) and arguments.positional:
        overwrite(machine, arguments.nodes.get(0), arguments.positional[0], result, site)
    return result


def overwrite(machine: Machine, node: ir.Node | None, old: Value, new: Value, site: Site) -> None:
    """Bind the variable that held a tensor to what the tensor has become."""
    owned = isinstance(node, ir.Attribute) and node.attr not in ("data", "grad")
    held = isinstance(old, Tensor) or (isinstance(old, Alternatives) and any(isinstance(o, Tensor) for _, o in old))
    if held and (owned or isinstance(node, ir.Name)):
        machine.assign(node, new, site.frame)  # type: ignore[arg-type]
