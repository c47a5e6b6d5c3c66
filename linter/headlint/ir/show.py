"""The lowered program as text: Python-like, every operation in parentheses, one statement a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from headlint.ir import expressions as ex
from headlint.ir import statements as st
from headlint.ir.patterns import Pattern

_INDENT = "    "


def show_expression(node: ex.Expression | ex.Argument | ex.Parameter | ex.Clause | None) -> str:
    """One line; nothing for None."""
    return "" if node is None else _EXPRESSIONS[type(node)](node)


def show_block(body: Iterable[st.Statement]) -> str:
    """The statements, a row each, their bodies indented by four."""
    return "\n".join(row for statement in body for row in _rows(statement))


def _list(nodes: Iterable[Any]) -> str:
    return ", ".join(map(show_expression, nodes))


def _words(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _argument(node: ex.Argument) -> str:
    return (f"{node.name}=" if node.name else node.star) + show_expression(node.value)


def _slice(node: ex.Slice) -> str:
    step = "" if node.step is None else ":" + show_expression(node.step)
    return f"{show_expression(node.lower)}:{show_expression(node.upper)}{step}"


def _tuple(node: ex.Tuple) -> str:
    return f"({_list(node.items)}{',' if len(node.items) == 1 else ''})"


def _dict(node: ex.Dict) -> str:
    pairs = (
        f"**{show_expression(value)}" if key is None else f"{show_expression(key)}: {show_expression(value)}"
        for key, value in zip(node.keys, node.values, strict=True)
    )
    return "{" + ", ".join(pairs) + "}"


def _unary(node: ex.Unary) -> str:
    return f"({node.op}{' ' if node.op == 'not' else ''}{show_expression(node.operand)})"


def _binary(node: ex.Binary | ex.Boolean) -> str:
    return f"({show_expression(node.left)} {node.op} {show_expression(node.right)})"


def _compare(node: ex.Compare) -> str:
    rest = (f"{op} {show_expression(right)}" for op, right in zip(node.ops, node.rights, strict=True))
    return f"({_words(show_expression(node.left), *rest)})"


def _conditional(node: ex.Conditional) -> str:
    return f"({show_expression(node.then)} if {show_expression(node.test)} else {show_expression(node.orelse)})"


def _parameter(node: ex.Parameter) -> str:
    star = {"star": "*", "double_star": "**"}.get(node.kind, "")
    annotation = "" if node.annotation is None else ": " + show_expression(node.annotation)
    default = "" if node.default is None else "=" + show_expression(node.default)
    return star + node.name + annotation + default


def _parameters(nodes: tuple[ex.Parameter, ...]) -> str:
    kinds = [node.kind for node in nodes]
    shown = [show_expression(node) for node in nodes]
    if "keyword" in kinds and "star" not in kinds:
        shown.insert(kinds.index("keyword"), "*")
    if "positional" in kinds:
        shown.insert(kinds.count("positional"), "/")
    return ", ".join(shown)


def _lambda(node: ex.Lambda) -> str:
    return f"({_words('lambda', _parameters(node.parameters))}: {show_expression(node.body)})"


def _clause(node: ex.Clause) -> str:
    tests = (f"if {show_expression(test)}" for test in node.tests)
    return _words("for", show_expression(node.target), "in", show_expression(node.iterable), *tests)


def _comprehension(node: ex.Comprehension) -> str:
    brackets = {"list": "[]", "generator": "()"}.get(node.kind, "{}")
    value = "" if node.value is None else ": " + show_expression(node.value)
    return brackets[0] + _words(show_expression(node.element) + value, *map(_clause, node.clauses)) + brackets[1]


def _joined(node: ex.Joined) -> str:
    return f"joined({_list(node.parts)})"


def _yield(node: ex.Yield) -> str:
    return f"({_words('yield from' if node.delegate else 'yield', show_expression(node.value))})"


_EXPRESSIONS: dict[type, Callable[[Any], str]] = {
    ex.Name: lambda node: node.id,
    ex.Constant: lambda node: repr(node.value),
    ex.Opaque: lambda node: f"<{node.text}>",
    ex.Attribute: lambda node: f"{show_expression(node.value)}.{node.attr}",
    ex.Argument: _argument,
    ex.Call: lambda node: f"{show_expression(node.func)}({_list(node.arguments)})",
    ex.Subscript: lambda node: f"{show_expression(node.value)}[{show_expression(node.index)}]",
    ex.Slice: _slice,
    ex.Tuple: _tuple,
    ex.List: lambda node: f"[{_list(node.items)}]",
    ex.Set: lambda node: "{" + _list(node.items) + "}",
    ex.Dict: _dict,
    ex.Starred: lambda node: f"*{show_expression(node.value)}",
    ex.Unary: _unary,
    ex.Binary: _binary,
    ex.Boolean: _binary,
    ex.Compare: _compare,
    ex.Conditional: _conditional,
    ex.Parameter: _parameter,
    ex.Lambda: _lambda,
    ex.Clause: _clause,
    ex.Comprehension: _comprehension,
    ex.Joined: _joined,
    ex.Await: lambda node: f"(await {show_expression(node.value)})",
    ex.Yield: _yield,
    ex.Walrus: lambda node: f"({show_expression(node.target)} := {show_expression(node.value)})",
}


def _rows(node: st.Statement) -> Iterator[str]:
    if isinstance(node, (st.Function, st.Class)):
        yield from (f"@{show_expression(each)}" for each in node.decorators)
    yield from _STATEMENTS[type(node)](node)


def _suite(head: str, body: Iterable[st.Statement]) -> Iterator[str]:
    yield head + ":"
    yield from (_INDENT + row for statement in body for row in _rows(statement))


def _else(word: str, body: tuple[st.Statement, ...]) -> Iterator[str]:
    return _suite(word, body) if body else iter(())


def _assign(node: st.Assign) -> Iterator[str]:
    annotation = "" if node.annotation is None else ": " + show_expression(node.annotation)
    value = () if node.value is None else (show_expression(node.value),)
    yield " = ".join([*map(show_expression, node.targets[:-1]), show_expression(node.targets[-1]) + annotation, *value])


def _if(node: st.If) -> Iterator[str]:
    yield from _suite(f"if {show_expression(node.test)}", node.body)
    yield from _else("else", node.orelse)


def _for(node: st.For) -> Iterator[str]:
    yield from _suite(f"for {show_expression(node.target)} in {show_expression(node.iterable)}", node.body)
    yield from _else("else", node.orelse)


def _while(node: st.While) -> Iterator[str]:
    yield from _suite(f"while {show_expression(node.test)}", node.body)
    yield from _else("else", node.orelse)


def _with(node: st.With) -> Iterator[str]:
    items = (
        _words(show_expression(item.context), "" if item.target is None else f"as {show_expression(item.target)}")
        for item in node.items
    )
    yield from _suite("with " + ", ".join(items), node.body)


def _try(node: st.Try) -> Iterator[str]:
    yield from _suite("try", node.body)
    for handler in node.handlers:
        bound = f"as {handler.name}" if handler.name else ""
        yield from _suite(_words("except", show_expression(handler.type), bound), handler.body)
    yield from _else("else", node.orelse)
    yield from _else("finally", node.final)


def _match(node: st.Match) -> Iterator[str]:
    yield f"match {show_expression(node.subject)}:"
    for case in node.cases:
        guard = "" if case.guard is None else f"if {show_expression(case.guard)}"
        rows = _suite(_words("case", _pattern(case.pattern), guard), case.body)
        yield from (_INDENT + row for row in rows)


def _pattern(node: Pattern) -> str:
    parts = list(map(_pattern, node.parts))
    if node.form in ("any", "star"):
        return ("*" if node.form == "star" else "") + (node.name or "_")
    if node.form == "sequence":
        return f"[{', '.join(parts)}]"
    if node.form == "mapping":
        pairs = [f"{show_expression(key)}: {part}" for key, part in zip(node.keys, parts, strict=True)]
        return f"{{{', '.join(pairs + [f'**{node.name}'] * (node.name is not None))}}}"
    if node.form == "class":
        plain = len(parts) - len(node.fields)
        named = [f"{name}={part}" for name, part in zip(node.fields, parts[plain:], strict=True)]
        return f"{show_expression(node.value)}({', '.join(parts[:plain] + named)})"
    if node.form == "or":
        return " | ".join(parts) if node.name is None else f"({' | '.join(parts)} as {node.name})"
    return show_expression(node.value)


def _function(node: st.Function) -> Iterator[str]:
    returns = "" if node.returns is None else f" -> {show_expression(node.returns)}"
    words = _words("async" if node.is_async else "", "generator" if node.generator else "", "def")
    yield from _suite(f"{words} {node.name}({_parameters(node.parameters)}){returns}", node.body)


def _class(node: st.Class) -> Iterator[str]:
    yield from _suite(f"class {node.name}({_list(node.arguments)})", node.body)


def _aliases(names: tuple[st.Alias, ...]) -> str:
    return ", ".join(_words(each.name, f"as {each.asname}" if each.asname else "") for each in names)


def _import_from(node: st.ImportFrom) -> Iterator[str]:
    yield f"from {'.' * node.level}{node.module} import {'*' if node.star else _aliases(node.names)}"


def _line(text: Callable[[Any], str]) -> Callable[[Any], Iterator[str]]:
    return lambda node: iter((text(node),))


_STATEMENTS: dict[type, Callable[[Any], Iterator[str]]] = {
    st.Assign: _assign,
    st.Augment: _line(lambda node: f"{show_expression(node.target)} {node.op}= {show_expression(node.value)}"),
    st.Evaluate: _line(lambda node: show_expression(node.value)),
    st.Return: _line(lambda node: _words("return", show_expression(node.value))),
    st.Raise: _line(lambda node: _words("raise", show_expression(node.value))),
    st.Assert: _line(lambda node: f"assert {show_expression(node.test)}"),
    st.Delete: _line(lambda node: f"del {_list(node.targets)}"),
    st.Jump: _line(lambda node: node.word),
    st.Scope: _line(lambda node: f"{node.word} {', '.join(node.names)}"),
    st.If: _if,
    st.For: _for,
    st.While: _while,
    st.With: _with,
    st.Try: _try,
    st.Match: _match,
    st.Function: _function,
    st.Class: _class,
    st.Import: _line(lambda node: f"import {_aliases(node.names)}"),
    st.ImportFrom: _import_from,
}
