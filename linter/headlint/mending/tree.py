"""Nodes of a lowered file by their place, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headlint.ir.expressions import Expression, Node
from headlint.ir.module import ModuleIR
from headlint.ir.statements import Case, Class, For, Function, Handler, If, Match, Statement, Try, While, With
from headlint.ir.walk import children

_BLOCKS = (Case, Class, For, Function, Handler, If, Match, Try, While, With)
_BODIES = ("body", "orelse", "final")


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a file and all that it stands in: ``nodes`` from the statement of the module's body down to it."""

    nodes: tuple[Node, ...]

    @property
    def node(self) -> Node:
        """The node itself."""
        return self.nodes[-1]

    @property
    def parent(self) -> Place:
        """The place of what the node stands in directly; an empty place above a statement of the module."""
        return Place(self.nodes[:-1])

    def below(self, node: Node) -> Place:
        """The place of a child of the node."""
        return Place((*self.nodes, node))

    @property
    def statement(self) -> Place:
        """The innermost statement that the node stands in."""
        at = max(i for i, node in enumerate(self.nodes) if isinstance(node, Statement))
        return Place(self.nodes[: at + 1])

    def block(self, module: ModuleIR) -> Sequence[Statement]:
        """The block that the node, a statement, stands in."""
        if len(self.nodes) == 1:
            return module.body
        holder = self.nodes[-2]
        bodies = [getattr(holder, name) for name in _BODIES if hasattr(holder, name)]
        return next((body for body in bodies if any(each is self.node for each in body)), ())


def everywhere(nodes: Sequence[Node], above: Place = Place(())) -> Iterator[Place]:
    """Every place below some nodes, themselves included."""
    for node in nodes:
        here = above.below(node)
        yield here
        yield from everywhere(tuple(children(node)), here)


def at(module: ModuleIR, start: int, end: int) -> Place | None:
    """The innermost node from ``start`` to ``end``, None where no node has these bounds."""
    return _at(module.body, start, end, Place(()))


def _at(nodes: Sequence[Node], start: int, end: int, above: Place) -> Place | None:
    for node in nodes:
        # The bounds of a definition are those of its name.
        if not isinstance(node, _BLOCKS) and not (node.start <= start and end <= node.end):
            continue
        here = above.below(node)
        found = _at(tuple(children(node)), start, end, here)
        if found is not None:
            return found
        if (node.start, node.end) == (start, end) and isinstance(node, Expression):
            return here
    return None
