"""What a piece of the program says, whether or not it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from headlint.ir import expressions as ex
from headlint.ir import statements as ir
from headlint.ir.expressions import Node
from headlint.ir.walk import fields


def parts(*pieces: object, unless: Callable[[Node], bool] = lambda node: False) -> Iterator[Node]:
    """All nodes of some pieces of the program, these included, but those that are to be left out and what they hold."""
    waiting: list[object] = list(pieces)
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting.extend(here)
        elif isinstance(here, Node) and not unless(here):
            yield here
            waiting.extend(fields(here))


def names(*pieces: object) -> frozenset[str]:
    """The names and attributes that some pieces of the program mention."""
    found = parts(*pieces)
    return frozenset(
        n.id if isinstance(n, ex.Name) else n.attr for n in found if isinstance(n, (ex.Name, ex.Attribute))
    )


def attributes(*pieces: object) -> frozenset[str]:
    """The attributes that some pieces of the program mention."""
    return frozenset(part.attr for part in parts(*pieces) if isinstance(part, ex.Attribute))


def says_nothing_of(words: frozenset[str]) -> Callable[[Node], bool]:
    """True for functions that say none of these words."""
    return lambda node: isinstance(node, ir.Function) and words.isdisjoint(node.words.split(" "))


def changed(attributes: frozenset[str], *pieces: object) -> frozenset[str]:
    """Those of some attributes that some pieces of the program set anywhere but where an object is made."""
    silent = says_nothing_of(attributes)
    found = parts(*pieces, unless=lambda node: getattr(node, "name", "") == "__init__" or silent(node))
    targets = (t for n in found if isinstance(n, (ir.Assign, ir.Augment)) for t in getattr(n, "targets", (n,)))
    places = (target.target if isinstance(target, ir.Augment) else target for target in targets)
    return attributes & {place.attr for place in places if isinstance(place, ex.Attribute)}


def knows_the_mode(*pieces: object) -> bool:
    """True where ``training`` is read to do more than to hand it on as the argument of that name, or behind the two
    that come first."""
    handed: set[int] = set()
    read: list[Node] = []
    for part in parts(*pieces):
        if isinstance(part, ex.Call):
            given = [a.value for at, a in enumerate(part.arguments) if a.name == "training" or (not a.name and at > 1)]
            handed.update(id(value) for value in given)
        elif isinstance(part, ex.Attribute) and part.attr == "training":
            read.append(part)
    return any(id(part) not in handed for part in read)


def deciding(body: Iterable[object], place: Node) -> list[Node]:
    """The tests that decide whether ``place``, a node of this body, is reached: those around it, and those that may
    leave the body or a loop before it."""
    found: list[Node] = []
    for statement in body:
        if not isinstance(statement, Node):
            continue
        if any(part is place for part in parts(statement)):
            return found + _around(statement, place)
        found += [part.test for part in parts(statement) if isinstance(part, ir.If) and _leaves(part)]
    return found


def _leaves(test: ir.If) -> bool:
    return any(isinstance(n, ir.Return) or (isinstance(n, ir.Jump) and n.word != "pass") for n in parts(test))


def _around(statement: Node, place: Node) -> list[Node]:
    """The tests in a statement that decide whether a node in it is reached."""
    if isinstance(statement, (ir.If, ir.While, ex.Conditional)):
        own: list[Node] = [] if _holds(statement.test, place) else [statement.test]
    else:
        own = [statement.left] if isinstance(statement, ex.Boolean) and _holds(statement.right, place) else []
    for value in fields(statement):
        if isinstance(value, tuple) and any(_holds(item, place) for item in value):
            return own + deciding(value, place)
        if isinstance(value, Node) and value is not place and _holds(value, place):
            return own + _around(value, place)
    return own


def _holds(piece: object, place: Node) -> bool:
    return any(part is place for part in parts(piece))
