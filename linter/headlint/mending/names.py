"""What the names of a file mean, as far as the file itself is sure of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headlint.ir.expressions import (
    Attribute,
    Call,
    Clause,
    Comprehension,
    Expression,
    Lambda,
    Name,
    Node,
    Starred,
    Walrus,
)
from headlint.ir.expressions import List as ListDisplay
from headlint.ir.expressions import Tuple as TupleDisplay
from headlint.ir.module import ModuleIR
from headlint.ir.statements import (
    Assign,
    Augment,
    Case,
    Class,
    Delete,
    For,
    Function,
    Handler,
    Import,
    ImportFrom,
    Scope,
    WithItem,
)
from headlint.ir.walk import children
from headlint.mending.tree import Place, everywhere

NOWHERE = Place(())
_DEEPEST = 5  # names that stand for names


@dataclass(frozen=True, slots=True)
class Binding:
    """One way in which a name gets its value: by an import of ``dotted``, by the assignment of ``value`` at
    ``place``, or in another way (neither)."""

    dotted: str | None = None
    value: Expression | None = None
    place: Place = NOWHERE


class Names:
    """The names of one file."""

    def __init__(self, module: ModuleIR) -> None:
        self._module = module
        self._bound: dict[int, dict[str, list[Binding]]] = {}
        self._rebound = {name for node in _nodes(module.body) if isinstance(node, Scope) for name in node.names}

    def binding(self, name: str, place: Place) -> Binding | None:
        """The one binding that a name has at a place; None where it has none or several that differ."""
        for scope in _scopes(place):
            found = self._bindings(scope).get(name)
            if found:
                return found[0] if name not in self._rebound and _agree(found) else None
        return None

    def is_free(self, name: str) -> bool:
        """True where nothing in the file binds or reads a name."""
        return not any(
            (isinstance(node, Name) and node.id == name) or name in dict(_binds(Place((node,))))
            for node in _nodes(self._module.body)
        )

    def dotted(self, node: Node | None, place: Place, depth: int = 0) -> str | None:
        """The dotted name of a library's thing that an expression stands for, by imports and plain assignments."""
        if isinstance(node, Attribute):
            base = self.dotted(node.value, place, depth)
            return base and f"{base}.{node.attr}"
        if not isinstance(node, Name) or depth > _DEEPEST:
            return None
        found = self.binding(node.id, place)
        if found is None or found.value is None:
            return None if found is None else found.dotted
        return self.dotted(found.value, found.place, depth + 1)

    def built(self, node: Node, place: Place, depth: int = 0) -> Place | None:
        """The one call that builds the object which an expression stands for."""
        if isinstance(node, Call):
            return place if self.dotted(node.func, place) else None
        if depth > _DEEPEST:
            return None
        if isinstance(node, Name):
            found = self.binding(node.id, place)
        elif isinstance(node, Attribute):
            found = self.attribute(node, place)
        else:
            found = None
        if found is None or found.value is None:
            return None
        return self.built(found.value, found.place.below(found.value), depth + 1)

    def attribute(self, node: Attribute, place: Place) -> Binding | None:
        """The one assignment in the class around it that sets an attribute of ``self``."""
        owner = own_class(node, place)
        if owner is None:
            return None
        found = [
            here
            for here in everywhere(owner.node.body, owner)  # type: ignore[attr-defined]
            if isinstance(here.node, Assign) and any(_is_own(t, node.attr, here) for t in here.node.targets)
        ]
        whole = [here for here in found if isinstance(here.node, Assign) and len(here.node.targets) == 1]
        if len(found) != 1 or not whole or not isinstance(whole[0].node, Assign):
            return None
        return Binding(value=whole[0].node.value, place=whole[0])

    def reads(self, node: Name | Attribute, place: Place) -> list[Place]:
        """Every place where the variable or the attribute of ``self`` is read that an expression stands for."""
        if isinstance(node, Attribute):
            owner = own_class(node, place)
            inside = everywhere(owner.node.body, owner) if owner else iter(())  # type: ignore[attr-defined]
            return [here for here in inside if _is_own(here.node, node.attr, here) and not _is_target(here)]
        found = self.binding(node.id, place)
        everything = everywhere(self._module.body)
        named = [here for here in everything if isinstance(here.node, Name) and here.node.id == node.id]
        return [here for here in named if not _is_target(here) and self.binding(node.id, here) is found]

    def visible(self, dotted: str, place: Place) -> str | None:
        """The name that an import of ``dotted`` goes by at a place."""
        for scope in _scopes(place):
            for name, bindings in self._bindings(scope).items():
                if any(each.dotted == dotted for each in bindings):
                    found = self.binding(name, place)
                    if found is not None and found.dotted == dotted:
                        return name
        return None

    def _bindings(self, scope: Place) -> dict[str, list[Binding]]:
        key = id(scope.node) if scope.nodes else 0
        if key not in self._bound:
            found = self._bound[key] = {}
            for name, binding in _of_scope(scope, self._module):
                found.setdefault(name, []).append(binding)
        return self._bound[key]


def own_class(node: Attribute, place: Place) -> Place | None:
    """The class around a method, where an expression is an attribute of the method's first parameter."""
    methods = [i for i, each in enumerate(place.nodes) if isinstance(each, Function)]
    for at in methods:
        method = place.nodes[at]
        assert isinstance(method, Function)
        owner = place.nodes[at - 1] if at else None
        first = method.parameters[0].name if method.parameters else None
        if isinstance(owner, Class) and isinstance(node.value, Name) and node.value.id == first:
            return Place(place.nodes[:at])
    return None


def _is_own(node: Node, attr: str, place: Place) -> bool:
    return isinstance(node, Attribute) and node.attr == attr and own_class(node, place) is not None


def _is_target(here: Place) -> bool:
    """True where a name is given a value and not read."""
    node = here.node
    for holder in reversed(here.nodes[:-1]):
        if isinstance(holder, (TupleDisplay, ListDisplay, Starred)):
            node = holder
        elif isinstance(holder, (Assign, Delete)):
            return any(node is target for target in holder.targets)
        else:
            return isinstance(holder, (Augment, Clause, For, Walrus, WithItem)) and node is holder.target
    return False


def _agree(found: list[Binding]) -> bool:
    first = found[0].dotted
    return len(found) == 1 or (first is not None and all(each.dotted == first for each in found))


def _scopes(place: Place) -> Iterator[Place]:
    """The scopes in which a name is looked up, the innermost first; an empty place for the module."""
    inside_function = False
    for at in range(len(place.nodes) - 1, -1, -1):
        node = place.nodes[at]
        if isinstance(node, (Function, Lambda, Comprehension)) or (isinstance(node, Class) and not inside_function):
            inside_function |= not isinstance(node, Class)
            yield Place(place.nodes[: at + 1])
    yield Place(())


def _of_scope(scope: Place, module: ModuleIR) -> Iterator[tuple[str, Binding]]:
    node = scope.node if scope.nodes else None
    if isinstance(node, Comprehension):
        for clause in node.clauses:
            yield from ((name, Binding()) for name in _targets(clause.target))
        return
    if isinstance(node, (Function, Lambda)):
        yield from ((parameter.name, Binding()) for parameter in node.parameters)
    body = (node.body,) if isinstance(node, Lambda) else module.body if node is None else getattr(node, "body", ())
    for part in body:
        yield from _inside(scope.below(part))


def _inside(place: Place) -> Iterator[tuple[str, Binding]]:
    """What a statement or expression binds in the scope that it stands in."""
    yield from _binds(place)
    if not isinstance(place.node, (Function, Class, Lambda)):
        for child in children(place.node):
            yield from _inside(place.below(child))


def _binds(place: Place) -> Iterator[tuple[str, Binding]]:
    node = place.node
    if isinstance(node, Import):
        for alias in node.names:
            first = alias.name.partition(".")[0]
            yield (alias.asname, Binding(alias.name)) if alias.asname else (first, Binding(first))
    elif isinstance(node, ImportFrom):
        base = "." * node.level + node.module
        yield from ((alias.asname or alias.name, Binding(f"{base}.{alias.name}")) for alias in node.names)
    elif isinstance(node, Assign) and len(node.targets) == 1 and isinstance(node.targets[0], Name):
        if node.value is not None:
            yield node.targets[0].id, Binding(value=node.value, place=place)
    else:
        yield from ((name, Binding()) for name in _names_bound(node))


def _names_bound(node: Node) -> Iterator[str]:
    if isinstance(node, (Assign, Delete)):
        for target in node.targets:
            yield from _targets(target)
    elif isinstance(node, (Augment, For, WithItem, Walrus)):
        yield from _targets(node.target)
    elif isinstance(node, (Function, Class, Handler)):
        yield from (node.name,) if node.name else ()
    elif isinstance(node, Case):
        yield from node.pattern.names


def _targets(target: Node | None) -> Iterator[str]:
    if isinstance(target, Name):
        yield target.id
    elif isinstance(target, (TupleDisplay, ListDisplay)):
        for item in target.items:
            yield from _targets(item)
    elif isinstance(target, Starred):
        yield from _targets(target.value)


def _nodes(body: tuple[Node, ...]) -> Iterator[Node]:
    for node in body:
        yield node
        yield from _nodes(tuple(children(node)))
