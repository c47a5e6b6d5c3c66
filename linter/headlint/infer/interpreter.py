"""The interpreter: the machine with its parts put in, and the entry points it runs."""

from __future__ import annotations

from collections.abc import Iterable

from headlint.infer.calling.calls import call
from headlint.infer.domain.values import Constant, Namespace, Scope, Value
from headlint.infer.execution.assignment import assign
from headlint.infer.execution.expressions import EVALUATORS
from headlint.infer.execution.statements import EXECUTORS, NEXT
from headlint.infer.instances.attributes import attribute
from headlint.infer.state.budget import Budget, Exhausted
from headlint.infer.state.machine import IDLE_STEPS, Arguments, Frame, Machine, Site
from headlint.ir.expressions import Compare, Expression, Name
from headlint.ir.statements import If, Statement
from headlint.link import Module

_MAIN = Constant("__main__")


class Interpreter(Machine):
    """Runs modules and functions over abstract values."""

    def evaluate(self, node: Expression, frame: Frame) -> Value:
        """The value of an expression."""
        budget = self.budget  # what tick() does; a call more at every step is felt
        budget.steps -= 1
        if budget.steps < 0:
            raise Exhausted
        return EVALUATORS[type(node)](self, node, frame)

    def execute(self, body: tuple[Statement, ...], frame: Frame) -> str:
        """Run statements; answers how they end."""
        for node in body:
            budget = self.budget
            budget.steps -= 1
            if budget.steps < 0:
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
        """The globals of a module that is imported, its body run at the first call."""
        found = self.namespaces.get(module)
        return found if found is not None else self._import(module)

    def _import(self, module: Module) -> Namespace:
        """Run the body of a module within its own budget, whoever imports it."""
        mark, outer = self.heap.mark(), self.budget
        self.budget = Budget(self.allowance(module), IDLE_STEPS)
        self.imports += 1
        try:
            return self._begin(module, Constant(module.file.stem))
        except Exhausted:
            self.heap.undo(mark)
            return self.namespaces[module]
        finally:
            self.imports -= 1
            self.importing += self.budget.taken
            self.heap.keep(mark)
            self.budget = outer

    def script(self, module: Module) -> None:
        """Run a module as a script: of one that was imported before, what it does only then."""
        found = self.namespaces.get(module)
        if found is None:
            self._begin(module, _MAIN)
        elif found.held["__name__"] != _MAIN:
            found.held["__name__"] = _MAIN
            self._run_body(found, [node for node in module.ir.body if isinstance(node, If) and _asks_name(node)])

    def _begin(self, module: Module, name: Constant) -> Namespace:
        found = self.namespaces[module] = Namespace(module)
        found.state = "running"
        found.slots["__name__"] = name
        found.slots["__file__"] = Constant(module.path)
        self._run_body(found, module.ir.body)
        found.state = "done"
        return found

    def _run_body(self, found: Namespace, body: Iterable[Statement]) -> None:
        frame = Frame(Scope(found.slots), found)
        guards, cut, stack = self.guards, self.cut, self.stack
        self.guards, self.cut, self.stack = frozenset(), None, []
        try:
            with self.emission.apart():
                self.execute(tuple(body), frame)
        finally:
            self.guards, self.cut, self.stack = guards, cut, stack


def _asks_name(node: If) -> bool:
    """``if __name__ == "__main__"``."""
    return isinstance(node.test, Compare) and any(
        isinstance(part, Name) and part.id == "__name__" for part in (node.test.left, *node.test.rights)
    )
