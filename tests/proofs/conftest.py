"""Runs the programs of the rule book, watches the losses that they call, and trains them."""

from __future__ import annotations

import ast
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from typing import Any

import pytest

STEPS = 400


@dataclass
class Call:
    """One call of a function of torch that computes a loss: what went in, and what came out or was raised."""

    name: str
    input: Any
    target: Any
    result: Any = None
    error: Exception | None = None


@dataclass
class Program:
    """A program of a page, run once. ``live`` are the statements that use a network with weights, or what comes of
    one: they are what is repeated in training. ``error`` is what stopped it, ``warned`` what torch warned of."""

    text: str
    names: dict[str, Any] = field(default_factory=dict)
    live: list[ast.stmt] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    error: Exception | None = None

    def run(self) -> Program:
        """Run it to its end, or to where it stops."""
        import torch

        torch.manual_seed(0)
        with warnings.catch_warnings(record=True) as caught, redirect_stdout(io.StringIO()):
            warnings.simplefilter("always")
            try:
                for statement in ast.parse(self.text).body:
                    if self._is_live(statement):
                        self.live.append(statement)
                    self._execute(statement)
            except Exception as error:
                self.error = error
        self.warned = [str(warning.message) for warning in caught]
        return self

    def _is_live(self, statement: ast.stmt) -> bool:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
            return False
        made = {
            node.id
            for each in self.live
            for node in ast.walk(each)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        return bool(used & made) or any(_weighs(self.names.get(name)) for name in used)

    def _execute(self, statement: ast.stmt) -> None:
        exec(compile(ast.Module([statement], []), "<page>", "exec"), self.names)

    @property
    def parameters(self) -> list[Any]:
        """The weights of all its networks."""
        return [weight for value in self.names.values() if _weighs(value) for weight in value.parameters()]

    @property
    def gradients(self) -> list[Any]:
        """The gradients that reached them."""
        return [weight.grad for weight in self.parameters if weight.grad is not None]

    def again(self) -> Program:
        """Repeat what is live, with the same draws and no gradients left over."""
        import torch

        torch.manual_seed(1)
        for weight in self.parameters:
            weight.grad = None
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for statement in self.live:
                self._execute(statement)
        return self

    def scaled(self, factor: float) -> Program:
        """Repeat what is live with all weights so many times as large."""
        import torch

        with torch.no_grad():
            for weight in self.parameters:
                weight.mul_(factor)
        return self.again()

    def trained(self, steps: int = STEPS, rate: float = 0.03) -> Program:
        """Repeat what is live, with steps of Adam in between."""
        import torch

        optimiser = torch.optim.Adam(self.parameters, lr=rate)
        for _ in range(steps):
            self.again()
            optimiser.step()
        return self.again()

    @property
    def loss(self) -> float:
        """What the program itself calls the loss."""
        return float(self.names["loss"].detach())


def _weighs(value: Any) -> bool:
    import torch

    return isinstance(value, torch.nn.Module) and any(True for _ in value.parameters())


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Program]]:
    """A function that runs a program and answers what became of it."""
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    calls: list[Call] = []

    def watched(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **keywords: Any) -> Any:
            operands = [*arguments, *keywords.values()]
            made = Call(name, operands[0], operands[1] if len(operands) > 1 else None)
            calls.append(made)
            try:
                made.result = original(*arguments, **keywords)
            except Exception as error:
                made.error = error
                raise
            return made.result

        return call

    from headlint.torchlib.losses import LOSSES

    for name in {loss.functional for loss in LOSSES if loss.functional and hasattr(functional, loss.functional)}:
        monkeypatch.setattr(functional, name, watched(name, getattr(functional, name)))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield lambda text: Program(text, {"__name__": "__main__"}, calls=calls).run()
    torch.set_num_threads(threads)
