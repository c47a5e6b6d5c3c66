"""The interpreter: the machine with its parts put in, and the entry points it runs."""

from __future__ import annotations

from collections.abc import Iterable

from headlint.infer.assignment import assign
from headlint.infer.attributes import attribute
from headlint.infer.calls import call
from headlint.infer.expressions import EVALUATORS
from headlint.infer.machine import Arguments, Exhausted, Frame, Machine, Site
from headlint.infer.statements import EXECUTORS, NEXT
from headlint.infer.values import Constant, Namespace, Scope, Value
from headlint.ir.expressions import Compare, Expression, Name
from headlint.ir.statements import If, Statement
from headlint.link import Module

_MAIN = Constant("__main__")


class Interpreter(Machine):
    """Runs modules and functions over abstract values."""

    def evaluate(self, node: Expression, frame: Frame) -> Value:
        """The value of an expression."""
        self.steps -= 1  # what tick() does; a call more at every step is felt
        if self.steps < 0:
            raise Exhausted
        return EVALUATORS[type(node)](self, node, frame)

    def execute(self, body: tuple[Statement, ...], frame: Frame) -> str:
        """Run statements; answers how they end."""
        for node in body:
            self.steps -= 1
            if self.steps < 0:
                raise Exhausted
            ends = EXECUTORS[type(node)](self, node, frame)
            if ends != NEXT:
                return ends
        return NEXT

    def call(self, func: Value, arguments: Arguments, site: Site) -> Value:
        """The value of a call."""
        return call(self, func, arguments, site)

    def attribute(self, value: Value, name: str, site: Site) -> Value:
        """The value of ``value.name``."""
        return attribute(self, value, name, site)

    def assign(self, target: Expression, value: Value, frame: Frame) -> None:
        """Bind a target."""
        assign(self, target, value, frame)

    def namespace(self, module: Module) -> Namespace:
        """The globals of a module, its body run at the first call: as a script where nothing imports it."""
        found = self.namespaces.get(module)
        if found is not None:
            return found
        found = self.namespaces[module] = Namespace(module)
        found.state = "running"
        found.slots["__name__"] = Constant(module.file.stem) if self.imports else _MAIN
        found.slots["__file__"] = Constant(module.path)
        if self.imports:
            self._import(found)
        else:
            self._run_body(found, module.ir.body)
        found.state = "done"
        return found

    def _import(self, found: Namespace) -> None:
        """Run the body of a module within its own budget, whoever imports it."""
        mark, left = self.heap.mark(), self.steps
        self.steps = steps = self.allowance(found.module)
        try:
            self._run_body(found, found.module.ir.body)
        except Exhausted:
            self.heap.undo(mark)
        finally:
            self.importing += steps - max(self.steps, 0)
            self.heap.keep(mark)
            self.steps = left

    def script(self, module: Module) -> None:
        """Run a module as a script: of one that was imported before, what it does only then."""
        found = self.namespaces.get(module)
        if found is None:
            self.namespace(module)
        elif found.held["__name__"] != _MAIN:
            found.held["__name__"] = _MAIN
            self._run_body(found, [node for node in module.ir.body if isinstance(node, If) and _asks_name(node)])

    def _run_body(self, found: Namespace, body: Iterable[Statement]) -> None:
        frame = Frame(Scope(found.slots), found)
        guards, cut, stack = self.guards, self.cut, self.stack
        self.guards, self.cut, self.stack = frozenset(), None, []
        self.imports += 1
        try:
            with self.emission.apart():
                self.execute(tuple(body), frame)
        finally:
            self.guards, self.cut, self.stack = guards, cut, stack
            self.imports -= 1


def _asks_name(node: If) -> bool:
    """``if __name__ == "__main__"``."""
    return isinstance(node.test, Compare) and any(
        isinstance(part, Name) and part.id == "__name__" for part in (node.test.left, *node.test.rights)
    )
