"""What one file of torch binds and how its functions are called, read without running it (see torch_api.py)."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Signature:
    """Parameter names in order, those of them that are keyword only, and whether ``*args`` or ``**kwargs`` follow."""

    names: tuple[str, ...] = ()
    keyword_only: tuple[str, ...] = ()
    args: bool = False
    kwargs: bool = False

    @classmethod
    def of(cls, function: ast.FunctionDef, bound: bool = False) -> Signature:
        """The signature of a definition, without its first parameter where it is ``bound``."""
        a = function.args
        plain = [p.arg for p in a.posonlyargs + a.args][1 if bound else 0 :]
        only = tuple(p.arg for p in a.kwonlyargs)
        return cls((*plain, *only), only, a.vararg is not None, a.kwarg is not None)

    def __or__(self, other: Signature) -> Signature:
        names = tuple(dict.fromkeys(self.names + other.names))
        only = tuple(n for n in names if all(n not in s.names or n in s.keyword_only for s in (self, other)))
        return Signature(names, only, self.args or other.args, self.kwargs or other.kwargs)

    def without(self, names: Iterable[str]) -> Signature:
        """The same once the parameters of these names are given."""
        given = set(names)
        return Signature(tuple(n for n in self.names if n not in given), self.keyword_only, self.args, self.kwargs)


@dataclass(frozen=True)
class Unread:
    """A signature that the source does not tell."""


UNREAD = Unread()
Call = Signature | Unread


def union(calls: Iterable[Call]) -> Call:
    """What takes every call that one of these takes; unread where one is, or where there is none."""
    found = list(calls)
    known = [call for call in found if isinstance(call, Signature)]
    if not known or len(known) < len(found):
        return UNREAD
    first, *others = known
    for other in others:
        first |= other
    return first


def last(expression: ast.expr) -> str:
    """The last part of a dotted name, behind a call if there is one."""
    if isinstance(expression, ast.Call):
        return last(expression.func)
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements that bind names in this scope, both sides of every branch."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            for part in ("body", "orelse", "finalbody"):
                yield from statements(getattr(statement, part, []))
            for handler in getattr(statement, "handlers", []):
                yield from statements(handler.body)


def definitions(body: Iterable[ast.stmt], name: str) -> list[ast.FunctionDef]:
    """The functions of this name in a scope, without those that only declare an overload."""
    return [f for f in _functions(body, name) if not _is_overload(f)]


def overloads(body: Iterable[ast.stmt], name: str) -> list[Signature]:
    """What the overloads of a method say it takes, but for those that only say ``*args, **kwargs``."""
    declared = (Signature.of(f, bound=True) for f in _functions(body, name) if _is_overload(f))
    return [signature for signature in declared if not signature.kwargs]


def _functions(body: Iterable[ast.stmt], name: str) -> list[ast.FunctionDef]:
    return [s for s in statements(body) if isinstance(s, ast.FunctionDef) and s.name == name]


def _is_overload(function: ast.FunctionDef) -> bool:
    return any(last(d) in ("overload", "_overload", "_overload_method") for d in function.decorator_list)


@dataclass(frozen=True)
class Imported:
    """``from source import name``, or ``import source`` where the name is None."""

    source: str
    name: str | None = None


Binding = ast.FunctionDef | ast.ClassDef | ast.expr | Imported


@dataclass
class Module:
    """One file. ``bound`` maps each name to what binds it last, ``stars`` are the modules imported whole, and
    ``exported`` is what ``__all__`` lists, None where that is not told in full."""

    dotted: str
    is_package: bool
    tree: ast.Module
    bound: dict[str, Binding] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    exported: set[str] | None = None

    def __post_init__(self) -> None:
        for statement in statements(self.tree.body):
            self._bind(statement)
        values = list(self._exports())
        lists = [value for value in values if isinstance(value, ast.List | ast.Tuple)]
        if lists and len(lists) == len(values):
            self.exported = {str(c.value) for v in lists for c in v.elts if isinstance(c, ast.Constant)}

    def _bind(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef() | ast.ClassDef():
                self.bound[statement.name] = statement
            case ast.Import():
                for alias in statement.names:
                    whole = alias.name if alias.asname else alias.name.split(".")[0]
                    self.bound[alias.asname or whole] = Imported(whole)
            case ast.ImportFrom():
                self._import(statement)
            case ast.Assign() | ast.AnnAssign():
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                for name in (n for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)):
                    if isinstance(name.ctx, ast.Store):
                        self.bound[name.id] = statement.value or name

    def _import(self, statement: ast.ImportFrom) -> None:
        source = self._absolute(statement)
        for alias in statement.names:
            if alias.name == "*":
                self.stars.append(source)
            else:
                self.bound[alias.asname or alias.name] = Imported(source, alias.name)

    def _absolute(self, statement: ast.ImportFrom) -> str:
        if not statement.level:
            return statement.module or ""
        up = statement.level - (1 if self.is_package else 0)
        base = self.dotted.split(".")[: -up or None]
        return ".".join([*base, *([statement.module] if statement.module else [])])

    def _exports(self) -> Iterator[ast.expr | None]:
        for statement in statements(self.tree.body):
            if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                if any(getattr(target, "id", "") == "__all__" for target in targets):
                    yield statement.value
