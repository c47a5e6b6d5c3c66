"""Functional dropout in the forward of a network."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.events import FunctionalDropout
from headlint.events.training import Noise
from headlint.infer.domain.mentions import changed, deciding, knows_the_mode, names, parts
from headlint.infer.domain.values import Class, Constant, External, Instance, Value
from headlint.infer.state.machine import Arguments, Frame, Machine, Site
from headlint.ir import expressions as ex
from headlint.ir import statements as ir
from headlint.ir.expressions import Node
from headlint.tensor import Grad, Tensor
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.models import known
from headlint.torchlib.modes import ALWAYS_OFF, ALWAYS_ON
from headlint.torchlib.rows import Affine, Attends, Embeds, Recurs


def dropped(machine: Machine, name: str, arguments: Arguments, site: Site) -> None:
    """A functional dropout is called."""
    if arguments.open:
        return
    p = arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("p", Constant(0.5))
    if "training" in arguments.keywords or len(arguments.positional) > 2:
        _follows_the_mode(machine, name, arguments, site)
        return
    rate = p.value if isinstance(p, Constant) else None
    number = float(rate) if isinstance(rate, (int, float)) and not isinstance(rate, bool) else None
    node = arguments.nodes.get(1) or arguments.nodes.get("p")
    if number != 0 and _always_reached(site, name) and not _is_changed(machine, node):
        machine.emission.emit(FunctionalDropout(site.span, name.rpartition(".")[2], name in ALWAYS_ON, number))


def _follows_the_mode(machine: Machine, name: str, arguments: Arguments, site: Site) -> None:
    """``F.dropout(x, training=self.training)`` does what a Dropout does."""
    mode = arguments.keywords.get("training") or arguments.positional[2]
    node = arguments.nodes.get("training") or arguments.nodes.get(2)
    if machine.evidence.noise is not None and mode == Constant(True) and isinstance(node, ex.Attribute):
        machine.evidence.noise.append(Noise(f"F.{name.rpartition('.')[2]}", site.span))


def _is_changed(machine: Machine, rate: Node | None) -> bool:
    """True where the program sets the attribute that holds the rate also after its object was made."""
    held = frozenset(part.attr for part in parts(rate) if isinstance(part, ex.Attribute))
    return bool(held) and any(changed(held, n.module.ir.body) for n in machine.namespaces.values())


def _always_reached(site: Site, name: str) -> bool:
    """True in the forward of a network, where nothing on the way asks whether it is training."""
    chain = _chain(site)
    outermost = max((at for at, (frame, _) in enumerate(chain) if _is_forward(frame)), default=None)
    if outermost is None or not _has_weights(chain[outermost][0].receiver, set()):
        return False
    if name in ALWAYS_OFF:
        return True
    return not any(_asks(frame, node, site.node) for frame, node in chain[: outermost + 1])


def _chain(site: Site) -> list[tuple[Frame, Node]]:
    """The frames that lead here, the innermost first, each with the node that it is evaluating."""
    found: list[tuple[Frame, Node]] = []
    here: Site | None = site
    while here is not None and here.frame.function is not None:
        found.append((here.frame, here.node))
        here = here.frame.caller
    return found


def _is_forward(frame: Frame) -> bool:
    function = frame.function
    return bool(function and function.owner and function.owner.is_module) and function.node.name == "forward"  # type: ignore[union-attr]


def _asks(frame: Frame, place: Node, call: Node) -> bool:
    """True where the function does something with its mode, or a test decides whether ``place`` is reached that is
    neither on the dropout's own rate nor on the number of a turn."""
    node = frame.function.node if frame.function else None
    if not isinstance(node, ir.Function) or knows_the_mode(node):
        return True
    targets = parts(tuple(loop.target for loop in parts(node) if isinstance(loop, ir.For)))
    turns = {target.id for target in targets if isinstance(target, ex.Name)}
    known_names = names(call)
    given = {parameter.name for parameter in node.parameters[1:]}
    for test in (part for whole in deciding(node.body, place) for part in _operands(whole)):
        said = names(test)
        counts = bool(said & turns) and not said & given and "training" not in said
        if not counts and not said - {"self", "len", "float", "int"} <= known_names:
            return True
    return False


def _operands(test: Node) -> Iterator[Node]:
    """What a test asks, one by one."""
    if isinstance(test, ex.Boolean):
        yield from _operands(test.left)
        yield from _operands(test.right)
    else:
        yield test


def _has_weights(value: Value | None, seen: set[int]) -> bool:
    """True for an object with trainable parameters in it: noise that is made for its own sake has none."""
    if isinstance(value, Tensor):
        return value.bare and value.grad is Grad.FLOWS
    if not isinstance(value, Instance) or value.number in seen:
        return False
    seen.add(value.number)
    if isinstance(value.cls, External) and _is_weighted(value.cls.name):
        return True
    inside = value.slots.values() if isinstance(value.cls, (Class, External)) else ()
    return any(_has_weights(part, seen) for part in list(inside))


def _is_weighted(name: str) -> bool:
    layer = LAYERS.get(name)
    weighted = layer is not None and isinstance(layer.acts, (Affine, Recurs, Embeds, Attends))
    return weighted or known(name) is not None or (".nn." in name and not name.startswith("torch.nn."))
