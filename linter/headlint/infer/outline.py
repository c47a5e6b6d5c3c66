"""How much running the body of a module is worth, told from what it says before anything has run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from headlint.infer.relevance import COMMON, names_reached
from headlint.infer.state.machine import BODY_STEPS
from headlint.infer.state.words import runs_itself, speaks_of_loss, words_of
from headlint.ir.statements import Class, Function
from headlint.link import Module

SCRIPT_STEPS = 20_000  # of a script, whatever was spent before
DEFINING_STEPS = 5_000  # of any other body, whatever was spent before
LIBRARY_STEPS = 20_000  # at most, of a body that leads to nothing and is no script


class Outline:
    """The names of functions and classes by which a loss or a decision is reached in a few calls."""

    def __init__(self, modules: Iterable[Module]) -> None:
        functions = [found for module in modules for found in _functions(module)]
        known = frozenset(name for names, _ in functions for name in names)
        callers = [(names, known.intersection(words), speaks_of_loss(words)) for names, words in functions]
        mentions = Counter(name for _, mentioned, _ in callers for name in mentioned)
        classes = {names[1] for names, _ in functions if len(names) > 1}
        telling = {name for name in known if name in classes or mentions[name] <= COMMON}
        reached = names_reached(callers, {name for name in telling if not name.startswith("__")})
        self._calls = frozenset(f"{name}(" for name in reached)

    def steps(self, module: Module, left: int) -> int:
        """What the body of a module may take where so many steps are left for all of them."""
        words = words_of(module)
        if not speaks_of_loss(words) and self._calls.isdisjoint(words):
            return DEFINING_STEPS if runs_itself(words) else max(DEFINING_STEPS, min(LIBRARY_STEPS, left))
        return max(SCRIPT_STEPS if runs_itself(words) else DEFINING_STEPS, min(BODY_STEPS, left))


def _functions(module: Module) -> Iterator[tuple[list[str], list[str]]]:
    """The functions and methods of a module: the names by which they are reached, and their words."""
    for node in module.ir.body:
        if isinstance(node, Function):
            yield [node.name], node.words.split(" ")
        elif isinstance(node, Class):
            for method in node.body:
                if isinstance(method, Function):
                    yield [method.name, node.name], method.words.split(" ")
