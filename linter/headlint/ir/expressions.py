"""Expressions of the lowered program.

Every node carries ``start`` and ``end``: character offsets into the decoded text of its file (``end`` exclusive,
redundant parentheses left out), so that a span is worked out only for the few nodes that end up in a finding.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Node(msgspec.Struct, frozen=True, tag_field="node", tag=True, array_like=True, gc=False):
    """A piece of the program from offset ``start`` up to ``end``."""

    start: int
    end: int


class Name(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A variable being read, or bound where it stands as a target."""

    id: str


class Constant(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A literal number, string, bool or None. Adjacent string literals are joined."""

    value: bool | int | float | str | None


class Opaque(Node, frozen=True, tag=True, array_like=True, gc=False):
    """An expression whose value nobody follows: bytes, complex numbers, ``...``, template strings."""

    text: str = ""


class Attribute(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``value.attr``."""

    value: Expression
    attr: str


class Argument(Node, frozen=True, tag=True, array_like=True, gc=False):
    """An argument of a call: positional, ``name=value``, ``*value`` (star "*") or ``**value`` (star "**")."""

    value: Expression
    name: str | None = None
    star: Literal["", "*", "**"] = ""


class Call(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``func(arguments)``."""

    func: Expression
    arguments: tuple[Argument, ...]


class Subscript(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``value[index]``; several indices arrive as one Tuple."""

    value: Expression
    index: Expression


class Slice(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``lower:upper:step`` inside a subscript."""

    lower: Expression | None
    upper: Expression | None
    step: Expression | None


class Tuple(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A tuple display, also as an assignment target."""

    items: tuple[Expression, ...]


class List(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A list display, also as an assignment target."""

    items: tuple[Expression, ...]


class Set(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A set display."""

    items: tuple[Expression, ...]


class Dict(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A dict display; a None key stands for ``**value``."""

    keys: tuple[Expression | None, ...]
    values: tuple[Expression, ...]


class Starred(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``*value`` inside a display or target."""

    value: Expression


class Unary(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``op operand`` with op one of ``- + ~ not``."""

    op: str
    operand: Expression


class Binary(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``left op right`` with an arithmetic or bit operator such as ``+`` or ``@``."""

    op: str
    left: Expression
    right: Expression


class Boolean(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``left op right`` with op ``and`` or ``or``."""

    op: str
    left: Expression
    right: Expression


class Compare(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A chain ``left ops[0] rights[0] ops[1] rights[1] ...``; ops such as ``<``, ``==``, ``not in``, ``is``."""

    left: Expression
    ops: tuple[str, ...]
    rights: tuple[Expression, ...]


class Conditional(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``then if test else orelse``."""

    test: Expression
    then: Expression
    orelse: Expression


class Parameter(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A parameter; ``kind`` says how it can be passed: "positional" (before ``/``), "normal", "star" (``*args``),
    "keyword" (after ``*``) or "double_star" (``**kwargs``)."""

    name: str
    kind: Literal["positional", "normal", "star", "keyword", "double_star"]
    default: Expression | None = None
    annotation: Expression | None = None


class Lambda(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``lambda parameters: body``."""

    parameters: tuple[Parameter, ...]
    body: Expression


class Clause(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``for target in iterable if tests...`` of a comprehension."""

    target: Expression
    iterable: Expression
    tests: tuple[Expression, ...]


class Comprehension(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A comprehension; ``value`` is None but for kind "dict", where ``element`` is the key."""

    kind: Literal["list", "set", "dict", "generator"]
    element: Expression
    value: Expression | None
    clauses: tuple[Clause, ...]


class Joined(Node, frozen=True, tag=True, array_like=True, gc=False):
    """An f-string: literal pieces as Constant between the formatted expressions."""

    parts: tuple[Expression, ...]


class Await(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``await value``."""

    value: Expression


class Yield(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``yield value`` or, with ``delegate``, ``yield from value``."""

    value: Expression | None
    delegate: bool


class Walrus(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``(target := value)``."""

    target: Expression
    value: Expression


Expression = (
    Name
    | Constant
    | Opaque
    | Attribute
    | Call
    | Subscript
    | Slice
    | Tuple
    | List
    | Set
    | Dict
    | Starred
    | Unary
    | Binary
    | Boolean
    | Compare
    | Conditional
    | Lambda
    | Comprehension
    | Joined
    | Await
    | Yield
    | Walrus
)
