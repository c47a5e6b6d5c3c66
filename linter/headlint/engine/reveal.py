"""What the interpreter knows of variables: for tests of inference, and for people who ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from headlint.engine.program import Project, entered
from headlint.engine.result import Request
from headlint.infer.domain.heap import options
from headlint.infer.domain.values import Constant, Unknown, Value
from headlint.infer.interpreter import Interpreter
from headlint.infer.state.machine import Frame
from headlint.infer.worlds.names import lookup
from headlint.ir.statements import Assign, Augment, Evaluate, Statement
from headlint.link import Program
from headlint.syntax.deep_stack import run_deep
from headlint.tensor import Tensor

Wanted = tuple[str, int, str]
"""A file as spans name it, the row of a statement, and the name of a variable."""


def reveal(paths: Sequence[Path], wanted: Iterable[Wanted]) -> dict[Wanted, str]:
    """What is known of each variable right after its statement, over all the times it ran: alternatives joined by
    `` | `` in sorted order. A statement that was never reached is left out."""
    return run_deep(_reveal, tuple(paths), frozenset(wanted))


def _reveal(paths: tuple[Path, ...], wanted: frozenset[Wanted]) -> dict[Wanted, str]:
    watched: list[_Watching] = []

    def machine(program: Program) -> Interpreter:
        watched.append(_Watching(program, wanted))
        return watched[0]

    entered(Project(Request(paths, cache=False)), machine)
    return {key: " | ".join(sorted(seen)) for key, seen in watched[0].seen.items()}


class _Watching(Interpreter):
    """An interpreter that looks at variables after the statements that it is asked about."""

    def __init__(self, program: Program, wanted: frozenset[Wanted]) -> None:
        super().__init__(program)
        self.seen: dict[Wanted, set[str]] = {}
        self._names: dict[tuple[str, int], list[str]] = {}
        for path, row, name in wanted:
            self._names.setdefault((path, row), []).append(name)

    def execute(self, body: tuple[Statement, ...], frame: Frame) -> str:
        """Run statements one by one, looking behind each."""
        for node in body:
            ends = super().execute((node,), frame)
            if isinstance(node, (Assign, Augment, Evaluate)):
                self._look(node, frame)
            if ends != "next":
                return ends
        return "next"

    def _look(self, node: Statement, frame: Frame) -> None:
        span = frame.namespace.module.span(node)
        for row in range(span.row, span.end_row + 1):
            for name in self._names.get((span.path, row), ()):
                value = lookup(self, name, frame, node)
                known = self.seen.setdefault((span.path, row, name), set())
                known.update(described(option) for _, option in options(value))


def described(value: Value) -> str:
    """A value in a few words: a tensor by its kind and width, a constant by itself."""
    if isinstance(value, Tensor):
        return str(value)
    if isinstance(value, Constant):
        return repr(value.value)
    return "unknown" if isinstance(value, Unknown) else type(value).__name__.removesuffix("Value").lower()
