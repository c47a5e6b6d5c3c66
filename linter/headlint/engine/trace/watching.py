"""An interpreter that watches what becomes of networks, and of the values at one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from headlint.engine.trace.marks import marked
from headlint.engine.trace.recording import Recorder
from headlint.events import Event, LossCall
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.values import Class, External, Function, Instance, Method, Unknown, Value
from headlint.infer.interpreter import Interpreter
from headlint.infer.outline import DEFINING_STEPS
from headlint.infer.state.emission import Emission
from headlint.infer.state.machine import BODY_STEPS, Arguments, Frame, Site
from headlint.infer.state.parameters import bound_parameters
from headlint.infer.worlds.names import lookup
from headlint.ir import expressions as ex
from headlint.ir import statements as ir
from headlint.link import Module, Program
from headlint.tensor import ALWAYS, Guards

ALL_BODIES = 2_000_000  # steps for the bodies of all modules together


@dataclass(slots=True)
class Made:
    """A network that was built: with which arguments, inside which other network (None for none), held by which
    variable."""

    instance: Instance
    arguments: dict[str, Value] = field(default_factory=dict)
    inside: Instance | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a file that a question is about, in offsets; ``node`` the statement there."""

    file: Path
    start: int
    end: int
    node: ir.Statement


class _Listening(Emission):
    """Passes on each loss call with the guards that lead to it."""

    def __init__(self, hear: Callable[[LossCall, Guards], None]) -> None:
        super().__init__()
        self._hear = hear

    def emit(self, event: Event) -> None:
        """Keep the event, and say so if it is a loss."""
        super().emit(event)
        if isinstance(event, LossCall):
            self._hear(event, self._case.guards if self._case is not None else ALWAYS)


class Watching(Interpreter):
    """Runs a program and keeps the networks that belong to ``file``, the losses, and what is seen in the window."""

    def __init__(self, program: Program, file: Path) -> None:
        super().__init__(program)
        self.file = file
        self.emission = _Listening(self._hear)
        self.made: dict[int, Made] = {}
        self.begun: dict[int, Made] = {}  # of other files too
        self.heard: list[tuple[LossCall, Guards]] = []
        self.said: dict[object, tuple[Module, ex.Node]] = {}
        self.recorder: Recorder | None = None
        self.window: Window | None = None
        self._moment = 0
        self.allowance = lambda module: min(BODY_STEPS, max(ALL_BODIES - self.importing, DEFINING_STEPS))
        self.seen: dict[ex.Node | str, list[tuple[Guards, Value]]] = {}

    def traces(self) -> tuple[int, ...]:
        """What a call leaves behind, as the memory of calls asks for it: while a forward is recorded always something
        new, so that every call is made, and seen."""
        self._moment += 1
        if self.recorder is not None:
            return (self._moment,)
        return (*super().traces(), len(self.made), len(self.heard))

    def _hear(self, call: LossCall, guards: Guards) -> None:
        if self.recorder is None:
            self.heard.append((call, self.guards | guards))

    def call(self, func: Value, arguments: Arguments, site: Site) -> Value:
        """Call, noting what is built and marking what networks give."""
        if self.recorder is not None:
            return self.recorder.call(lambda: super(Watching, self).call(func, arguments, site), func, arguments, site)
        if isinstance(func, Function):
            self._begins(func, arguments, site)
        result = super().call(func, arguments, site)
        if isinstance(result, Instance) and isinstance(func, (External, Class)):
            self._is_built(result, site)
            return result
        giver = _giver(func)
        return marked(result, giver, site) if giver is not None and id(giver) in self.made else result

    def _begins(self, func: Function, arguments: Arguments, site: Site) -> None:
        """The outermost ``__init__`` of an object knows what its class was called with."""
        made = arguments.positional[0] if arguments.positional and func.name.endswith(".__init__") else None
        if not isinstance(made, Instance) or id(made) in self.begun or not is_module(made):
            return
        bound = bound_parameters(func, arguments, site)
        given = {parameter.name: bound[parameter.name] for parameter in func.node.parameters[1:]}
        self.begun[id(made)] = Made(made, given, self._around())
        if self._is_ours(made, site):
            self.made[id(made)] = self.begun[id(made)]

    def _is_built(self, made: Instance, site: Site) -> None:
        if id(made) not in self.made and is_module(made) and self._is_ours(made, site):
            self.made[id(made)] = Made(made, inside=self._around())

    def _is_ours(self, made: Instance, site: Site) -> bool:
        """True for an object of a class of the file, and for one that the file builds."""
        own = isinstance(made.cls, Class) and made.cls.is_module and made.cls.namespace.module.file == self.file
        return own or (site.frame.namespace.module.file == self.file and is_module(made))

    def _around(self) -> Instance | None:
        """The network in whose code something is built."""
        receivers = (frame.receiver for frame in self.stack)
        return next((one for one in receivers if isinstance(one, Instance) and is_module(one)), None)

    def assign(self, target: ex.Expression, value: Value, frame: Frame) -> None:
        """Bind, noting the first name of each network, and the networks of other files that this one names."""
        if isinstance(value, Instance):
            self._is_named(target, value, frame)
        super().assign(target, value, frame)

    def _is_named(self, target: ex.Expression, value: Instance, frame: Frame) -> None:
        made = self.made.get(id(value))
        here = isinstance(target, ex.Name) and frame.namespace.module.file == self.file
        new = value.held.made > frame.scope.held.made  # and not handed in by a caller
        if made is None and here and new and self.recorder is None and is_module(value) and self._around() is None:
            made = self.made[id(value)] = self.begun.get(id(value)) or Made(value)
        if made is not None and not made.name:
            made.name = target.id if isinstance(target, ex.Name) else getattr(target, "attr", "")

    def evaluate(self, node: ex.Expression, frame: Frame) -> Value:
        """Evaluate, noting values in the window and what unknown values are called."""
        if self.recorder is not None:
            value = self.recorder.evaluate(lambda: super(Watching, self).evaluate(node, frame), node, frame)
        else:
            value = super().evaluate(node, frame)
        if isinstance(value, Unknown):
            self.said.setdefault(value.key, (frame.namespace.module, node))
        if isinstance(node, (ex.Conditional, ex.Boolean)):
            self._is_test(node.test if isinstance(node, ex.Conditional) else node.left, frame)
        window = self.window
        if window and window.start <= node.start and node.end <= window.end and self._is_watched(frame):
            self.seen.setdefault(node, []).append((self.guards, value))
        return value

    def execute(self, body: tuple[ir.Statement, ...], frame: Frame) -> str:
        """Run statements one by one, looking behind each."""
        if self.recorder is not None:
            self.recorder.enters(frame)
        if self.window and frame.function is not None and frame.function.node is self.window.node:
            self._look_at_parameters(frame, body)
        for node in body:
            if isinstance(node, (ir.If, ir.While, ir.Assert)):
                self._is_test(node.test, frame)
            ends = super().execute((node,), frame)
            if isinstance(node, ir.Augment) and self.recorder is not None:
                self.recorder.augmented(node, lookup_target(self, node.target, frame), frame)
            if self.window and node is self.window.node:
                self._look_behind(node, frame)
            if ends != "next":
                return ends
        return "next"

    def _is_test(self, node: ex.Expression, frame: Frame) -> None:
        while isinstance(node, ex.Unary) and node.op == "not":
            node = node.operand
        self.said.setdefault(id(node), (frame.namespace.module, node))

    def _is_watched(self, frame: Frame) -> bool:
        return self.window is not None and frame.namespace.module.file == self.window.file

    def _look_behind(self, node: ir.Statement, frame: Frame) -> None:
        for target in targets(node):
            self.seen.setdefault(f"= {target.id}", []).append((self.guards, lookup(self, target.id, frame, node)))

    def _look_at_parameters(self, frame: Frame, body: tuple[ir.Statement, ...]) -> None:
        assert frame.function is not None
        if body is not getattr(frame.function.node, "body", None):
            return
        for parameter in frame.function.node.parameters:
            value = frame.scope.slots.get(parameter.name)
            if value is not None:
                self.seen.setdefault(parameter.name, []).append((self.guards, value))


def _giver(func: Value) -> Instance | None:
    """The network whose result a call is: an object of a library, or the receiver of a ``forward``."""
    if isinstance(func, Instance):
        return func if isinstance(func.cls, External) else None
    if isinstance(func, Method) and func.function.name.rpartition(".")[2] in ("forward", "__call__"):
        return func.receiver if isinstance(func.receiver, Instance) else None
    return None


def lookup_target(machine: Interpreter, target: ex.Expression, frame: Frame) -> Value | None:
    """What a name holds now, None for other targets."""
    return lookup(machine, target.id, frame, target) if isinstance(target, ex.Name) else None


def targets(node: Any) -> Iterator[ex.Name]:
    """The names that a statement binds."""
    waiting = list(
        node.targets
        if isinstance(node, ir.Assign)
        else [node.target]
        if isinstance(node, (ir.Augment, ir.For))
        else [item.target for item in node.items if item.target is not None]
        if isinstance(node, ir.With)
        else []
    )
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, ex.Name):
            yield here
        elif isinstance(here, (ex.Tuple, ex.List)):
            waiting[:0] = here.items
        elif isinstance(here, ex.Starred):
            waiting.insert(0, here.value)
