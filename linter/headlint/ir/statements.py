"""Statements of the lowered program."""

from __future__ import annotations

import msgspec

from headlint.ir.body import Body
from headlint.ir.expressions import Argument, Expression, Node, Parameter
from headlint.ir.patterns import Pattern


class Assign(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``targets[0] = targets[1] = ... = value``; an annotation without a value has ``value`` None and binds nothing."""

    targets: tuple[Expression, ...]
    value: Expression | None
    annotation: Expression | None = None


class Augment(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``target op= value`` with op without its equals sign."""

    target: Expression
    op: str
    value: Expression


class Evaluate(Node, frozen=True, tag=True, array_like=True, gc=False):
    """An expression standing as a statement."""

    value: Expression


class Return(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``return value``."""

    value: Expression | None


class Raise(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``raise value``."""

    value: Expression | None


class Assert(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``assert test``."""

    test: Expression


class Delete(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``del targets``."""

    targets: tuple[Expression, ...]


class Jump(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``break``, ``continue`` or ``pass``, as named by ``word``."""

    word: str


class Scope(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``global names`` or ``nonlocal names``, as named by ``word``."""

    word: str
    names: tuple[str, ...]


class If(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``if test: body else: orelse``; an ``elif`` is an If alone in ``orelse``."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class For(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``for target in iterable: body else: orelse``, async or not."""

    target: Expression
    iterable: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class While(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``while test: body else: orelse``."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class WithItem(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``context as target``."""

    context: Expression
    target: Expression | None


class With(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``with items: body``, async or not."""

    items: tuple[WithItem, ...]
    body: tuple[Statement, ...]


class Handler(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``except type as name: body``."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


class Try(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``try: body except ...: handlers else: orelse finally: final``."""

    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]


class Case(Node, frozen=True, tag=True, array_like=True, gc=False):
    """One case of a match: ``case pattern if guard: body``."""

    pattern: Pattern
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``match subject: cases``."""

    subject: Expression
    cases: tuple[Case, ...]


class Function(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A function definition. ``start`` and ``end`` are those of its name, so that a span points at a line and not
    at a page; ``generator`` says that its own body yields.

    ``words`` is what it says, each once, with a space between: names, attributes, parameters and strings that could
    be names (``loss``), attributes of names (``F.relu``), what is called (``loss(``; ``.max(`` where that
    may be a method of a tensor or a function of torch), the keywords of calls (``dim=``,
    ``F.softmax(dim=``), calls with an argument by position that is no literal (``nn.ReLU(_``), and
    ``<>`` where something is compared with a number that has decimals and is not zero.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Body
    decorators: tuple[Expression, ...]
    returns: Expression | None
    is_async: bool
    generator: bool
    words: str = ""


class Class(Node, frozen=True, tag=True, array_like=True, gc=False):
    """A class definition, its offsets those of its name; ``arguments`` holds bases and keywords."""

    name: str
    arguments: tuple[Argument, ...]
    body: tuple[Statement, ...]
    decorators: tuple[Expression, ...]


class Alias(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``name as asname`` of an import; ``name`` may be dotted."""

    name: str
    asname: str | None


class Import(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``import a.b as c, d``."""

    names: tuple[Alias, ...]


class ImportFrom(Node, frozen=True, tag=True, array_like=True, gc=False):
    """``from ..module import names``: ``level`` counts the dots, a star import has ``star`` and no names."""

    module: str
    level: int
    names: tuple[Alias, ...]
    star: bool


Statement = (
    Assign
    | Augment
    | Evaluate
    | Return
    | Raise
    | Assert
    | Delete
    | Jump
    | Scope
    | If
    | For
    | While
    | With
    | Try
    | Match
    | Function
    | Class
    | Import
    | ImportFrom
)


class Comment(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A comment that speaks to headlint: its offset, and its text from the ``#`` on."""

    start: int
    text: str
