"""A record of one forward: which calls gave a tensor, in which order, from what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from headlint.engine.trace.marks import tensors
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.values import BuiltinMethod, Class, External, Function, Instance, Method, Unknown, Value
from headlint.infer.state.machine import Arguments, Frame, Site
from headlint.ir import expressions as ex
from headlint.ir.statements import Augment
from headlint.tensor import ALWAYS, Guards, Kind, Tensor
from headlint.torchlib.functions import METHODS
from headlint.torchlib.rows import Keeps

OPERATORS = (ex.Binary, ex.Compare, ex.Subscript, ex.Unary)


@dataclass(slots=True, eq=False)
class Draft:
    """A call or operator while it is being recorded. ``func`` is None for an operator, whose ``node`` says which."""

    func: Value | None
    node: ex.Node | None
    site: Site | None
    result: Value = field(default_factory=Unknown)
    guards: Guards = ALWAYS
    sources: list[Draft] = field(default_factory=list)
    inside: list[Draft] = field(default_factory=list)
    owner: Value | None = None
    parameter: str = ""


class Recorder:
    """Keeps what happens between the parameters of a network's forward and its result."""

    def __init__(self, guards: Callable[[], Guards], subject: Value) -> None:
        self.root = Draft(subject, None, None)  # the network itself, which nobody calls
        self.frame: Frame | None = None
        self.makers: dict[int, Draft] = {}
        self._guards = guards
        self._open = [self.root]
        self._kept: list[Value] = []  # tensors are known by identity, so none may go before the end
        self._last: dict[int, Value] = {}

    def parameter(self, name: str, value: Value) -> Draft:
        """A parameter of the forward, which is where values come from."""
        made = Draft(None, None, None, value, parameter=name)
        self._register(value, made)
        return made

    def enters(self, frame: Frame) -> None:
        """A body is about to run: the first is the network's own forward."""
        if self.frame is None and frame.function is not None:
            self.frame = frame

    def call(self, run: Callable[[], Value], func: Value, arguments: Arguments, site: Site) -> Value:
        """Run a call and keep it if it belongs in the picture."""
        parent = self._open[-1]
        if _is_forward_of(func, parent):
            return run()
        given: list[Value] = [*arguments.positional, *arguments.keywords.values()]
        if isinstance(func, BuiltinMethod):
            given.insert(0, func.receiver)
        owner = self._owner(site)
        made = Draft(func, None, site, guards=self._guards(), sources=self._sources(given), owner=owner)
        self._open.append(made)
        try:
            made.result = run()
        except BaseException:
            parent.inside.append(made)  # whatever cuts it off, what came before was seen
            raise
        finally:
            self._open.pop()
        self._keep(made, parent, given)
        return made.result

    def _owner(self, site: Site) -> Value | None:
        return site.frame.receiver if self.frame is not None else self.root.func

    def _keep(self, made: Draft, parent: Draft, given: list[Value]) -> None:
        if isinstance(made.result, Instance) and isinstance(made.func, (Class, External)):
            return
        if not _keeps(made.func) and _belongs(made, given):
            parent.inside.append(made)
            self._register(made.result, made)
            return
        parent.inside.extend(made.inside)
        new = [tensor for tensor in tensors(made.result) if id(tensor) not in self.makers]
        for tensor in new if len(made.sources) == 1 else ():
            self._register(tensor, made.sources[0])

    def _register(self, value: Value, maker: Draft) -> None:
        self._kept.append(value)
        for tensor in tensors(value):
            self._kept.append(tensor)
            self.makers[id(tensor)] = maker

    def _sources(self, values: Iterable[Value]) -> list[Draft]:
        found = (self.makers.get(id(tensor)) for value in values for tensor in tensors(value))
        return list(dict.fromkeys(maker for maker in found if maker is not None))

    def evaluate(self, run: Callable[[], Value], node: ex.Expression, frame: Frame) -> Value:
        """Run an expression and keep it if it is an operator on tensors."""
        if not isinstance(node, (*OPERATORS, ex.Attribute)):
            value = self._last[id(node)] = run()
            return value
        inside = self._open[-1].inside
        before = len(inside)
        value = self._last[id(node)] = run()
        operands = [self._last.get(id(operand)) for operand in _operands(node)]
        known = [operand for operand in operands if operand is not None]
        if isinstance(node, ex.Attribute):
            self._alias(value, known)
        elif any(isinstance(one, Tensor) for one in known) or isinstance(node, (ex.Binary, ex.Unary)):
            self._operator(node, value, known, frame, before)
        return value

    def _alias(self, value: Value, known: list[Value]) -> None:
        """An attribute such as ``x.T`` is what its tensor is."""
        sources = self._sources(known) if isinstance(value, Tensor) and id(value) not in self.makers else []
        if sources:
            self._register(value, sources[0])

    def _operator(self, node: ex.Node, value: Value, known: list[Value], frame: Frame, before: int) -> None:
        sources = self._sources(known)
        if not sources or not _is_of_network(value) or any(value is one for one in known):
            return
        inside = self._open[-1].inside
        merged = [one for one in inside[before:] if one.node is not None and one in sources]
        for one in merged:  # x * 2 + y is one step, not two
            inside.remove(one)
            at = sources.index(one)
            sources[at : at + 1] = one.sources
        made = Draft(None, node, Site(node, frame), value, self._guards(), list(dict.fromkeys(sources)))
        inside.append(made)
        self._register(value, made)

    def augmented(self, node: Augment, value: Value | None, frame: Frame) -> None:
        """``out += identity`` is an operator too."""
        operands = [self._last.get(id(operand)) for operand in (node.target, node.value)]
        if value is not None:
            known = [operand for operand in operands if operand is not None]
            self._operator(node, value, known, frame, len(self._open[-1].inside))


def _operands(node: ex.Expression) -> tuple[ex.Expression, ...]:
    if isinstance(node, (ex.Binary, ex.Boolean)):
        return node.left, node.right
    if isinstance(node, ex.Compare):
        return node.left, *node.rights
    if isinstance(node, (ex.Subscript, ex.Attribute)):
        return (node.value,)
    return (node.operand,) if isinstance(node, ex.Unary) else ()


def _is_forward_of(func: Value, parent: Draft) -> bool:
    """A network that is called runs its own forward: that is one step, not two."""
    if parent.inside:
        return False
    if parent.site is None and func is parent.func:
        return True
    if not isinstance(func, (Method, Function)):
        return False
    if isinstance(func, Function):
        return isinstance(parent.func, Method) and parent.func.function is func
    return func.receiver is parent.func and func.function.name.rpartition(".")[2] in ("forward", "__call__")


def _keeps(func: Value | None) -> bool:
    """True for what hands tensors on as they are: ``x.float()``, ``zip(xs, ys)``."""
    if isinstance(func, BuiltinMethod):
        return isinstance(func.receiver, Tensor) and isinstance(METHODS.get(func.name), Keeps)
    return isinstance(func, External) and func.name.startswith("builtins.")


def _is_of_network(value: Value) -> bool:
    return any(tensor.kind is not Kind.DATA and not tensor.bare for tensor in tensors(value))


def _belongs(made: Draft, given: list[Value]) -> bool:
    """Whether a call is worth a line: a layer or network always; anything else where it makes a new tensor of one that
    is followed, or loses it."""
    func = made.func
    if isinstance(func, Instance):
        return is_module(func) or bool(made.inside)
    if _is_of_network(made.result):
        own = {id(tensor) for value in given for tensor in tensors(value)}
        new = any(id(tensor) not in own for tensor in tensors(made.result))
        return bool(made.inside) or (new and bool(made.sources))
    if not isinstance(made.result, Unknown):
        return False
    return bool(made.inside) or (isinstance(func, (Unknown, External)) and bool(made.sources))
