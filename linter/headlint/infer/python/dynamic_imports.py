"""Modules that a text names: ``import_module("models." + name)``, ``__import__``, ``sys.modules[__name__]``.
``eval`` of a dotted name is the same for what a module holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from headlint.infer.domain import texts
from headlint.infer.domain.heap import MOST_ALTERNATIVES, join_all, mapped
from headlint.infer.domain.values import Constant, Namespace, Unknown, Value
from headlint.infer.python.imports import load
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.worlds.choices import picked
from headlint.infer.worlds.names import lookup, noted
from headlint.ir import expressions as ir
from headlint.ir.show import show_expression
from headlint.ir.statements import Class, Function
from headlint.link import Module
from headlint.tensor import Test

_DOTTED = re.compile(r"\s*([^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)\s*")
_MAIN = Constant("__main__")
_MOST_FILES = 300  # that are read because one of them may be meant
_WHY = "importlib.import_module() with a name that is not known"


@dataclass(frozen=True, slots=True)
class Imported:
    """The key of a module nothing of whose name is known: ``text`` is that of the name, ``asked`` what it is called."""

    text: object
    asked: str


def import_module(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``importlib.import_module(name, package)``."""
    name = arguments.positional[0] if arguments.positional else arguments.keywords.get("name")
    package = arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("package")
    within = package.value if isinstance(package, Constant) and package != _MAIN else None

    def imported(one: Any) -> Value:
        if isinstance(one, Constant) and isinstance(one.value, str):
            dotted = one.value.lstrip(".")
            level = len(one.value) - len(dotted)
            return load(
                machine, f"{within}.{dotted}" if within and level else dotted, 0 if within else level, site.frame
            )
        return _one_of(machine, one, site)

    return mapped(name or Unknown("a module"), imported)


def _one_of(machine: Machine, text: Any, site: Site) -> Value:
    """A module of a package that is known, under a name that is not: each of them is a choice that is named."""
    begins, ends = texts.ends_of(text)
    if isinstance(text, Unknown) and not begins and not ends:
        return Unknown(_WHY, site.span, Imported(texts.unknown_part(text), _asked(site)))
    found = dict(_modules(machine, begins, ends, site))
    if not found or len(found) > MOST_ALTERNATIVES:
        return machine.unknown(_WHY, site)
    asked = _asked(site)
    chosen = []
    for name, module in found.items():
        test = Test(texts.unknown_part(text), name, True, f"{asked} == {name!r}", selects=True)
        chosen.append((frozenset({test}), machine.namespace(module)))
    return join_all(chosen)


def defined_in_any(machine: Machine, module: Imported, name: str) -> Value | None:
    """``import_module(args.model).Net``: where several files of one folder define the name, each of them is a choice.
    None where it is defined otherwise."""
    files = machine.program.files
    if len(files) > _MOST_FILES:
        return None
    found = [one for file in files if (one := machine.program.module(file)) is not None and _defines(one, name)]
    if not 1 < len(found) <= MOST_ALTERNATIVES or len({one.file.parent for one in found}) > 1:
        return None
    chosen = []
    for one in found:
        test = Test(module.text, one.file.stem, True, f"{module.asked} == {one.file.stem!r}", selects=True)
        chosen.append((frozenset({test}), noted(machine.namespace(one).held, name)))
    return join_all(chosen)


def _defines(module: Module, name: str) -> bool:
    return any(isinstance(one, (Class, Function)) and one.name == name for one in module.ir.body)


def _modules(machine: Machine, begins: str, ends: str, site: Site) -> Iterator[tuple[str, Module]]:
    package, _, beginning = begins.rpartition(".")
    folder, level = package.lstrip("."), len(begins) - len(begins.lstrip("."))
    if not folder or "." in ends:
        return
    importer = site.frame.namespace.module
    for file in machine.program.files:
        holder, name = (file.parent.parent, file.parent.name) if file.stem == "__init__" else (file.parent, file.stem)
        fits = name.startswith(beginning) and name.endswith(ends) and len(name) >= len(beginning) + len(ends)
        if fits and holder.name == folder.rpartition(".")[2]:
            module = machine.program.imported(importer, f"{folder}.{name}", level)
            if module is not None and module.file == file:
                yield name[len(beginning) : len(name) - len(ends)], module


def _asked(site: Site) -> str:
    """The expression for the part of the name that is not known."""
    given = site.node.arguments[0].value if isinstance(site.node, ir.Call) and site.node.arguments else None
    parts: tuple[ir.Expression, ...] = ()
    if isinstance(given, ir.Binary):
        parts = (given.left, given.right)
    elif isinstance(given, ir.Joined):
        parts = given.parts
    unknown = [part for part in parts if not isinstance(part, ir.Constant)]
    return show_expression(unknown[0] if len(unknown) == 1 else given)


def imported_by_name(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``__import__("a.b")``, which is ``a`` unless something is to be taken from it."""
    name = arguments.positional[0] if arguments.positional else None
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        return machine.unknown("__import__() of a name that is not known", site)
    whole = load(machine, name.value, 0, site.frame)
    taken = "fromlist" in arguments.keywords or len(arguments.positional) > 3
    return whole if taken else load(machine, name.value.partition(".")[0], 0, site.frame)


def loaded(machine: Machine, name: Value, site: Site) -> Value:
    """``sys.modules[name]``."""
    if name == _MAIN:
        return site.frame.namespace
    if isinstance(name, Constant) and isinstance(name.value, str):
        return load(machine, name.value, 0, site.frame)
    return machine.unknown("sys.modules is known at run time only", site)


def evaluated(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """``eval("models.Net")``: a dotted name is looked up where it is asked for."""
    text = arguments.positional[0] if len(arguments.positional) == 1 else None
    if isinstance(text, Unknown):
        return _named(machine, text, site)
    found = _DOTTED.fullmatch(text.value) if isinstance(text, Constant) and isinstance(text.value, str) else None
    if found is None:
        return machine.unknown("eval() is not followed", site)
    first, *others = re.findall(r"\w+", found[1])
    value = lookup(machine, first, site.frame, site.node)
    for name in others:
        value = machine.attribute(value, name, site)
    return value


def _named(machine: Machine, text: Unknown, site: Site) -> Value:
    """``eval(args.model)``, ``eval("models." + name)``: something that the module, or one that it names, defines."""
    begins, ends = texts.ends_of(text)
    holder, dot, _ = begins.rpartition(".")
    namespace: Value = site.frame.namespace
    if dot and _DOTTED.fullmatch(holder):
        namespace = evaluated(machine, Arguments((Constant(holder),)), site)
    if not isinstance(namespace, Namespace) or not (ends + "a").isidentifier():
        return machine.unknown("eval() is not followed", site)
    if dot:
        text = Unknown(text.why, text.at, texts.Ends(begins[len(holder) + 1 :], ends, texts.unknown_part(text)))
    return picked(machine, namespace, text, _asked(site))
