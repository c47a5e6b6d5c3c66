"""What a node is made of, for those who look through a program without running it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headlint.ir.body import Body
from headlint.ir.expressions import Node


def fields(node: Node) -> Iterator[Any]:
    """The values of a node's fields but its bounds, the body of a function as a tuple."""
    for name in node.__struct_fields__[2:]:
        value = getattr(node, name)
        yield value.statements if type(value) is Body else value


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node."""
    for value in fields(node):
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))
