"""Which callable a project's configuration speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headlint.infer.domain.values import Class, External, Function, Instance, Method
from headlint.project.contracts import Declaration
from headlint.torchlib.names import canonical

if TYPE_CHECKING:
    from headlint.infer.state.machine import Machine

_CALLS = ("forward", "__call__")


class Declared:
    """The declarations of a run. One of a class is meant for calls of its objects. ``names`` are the last parts of the
    dotted names, empty where nothing is declared."""

    def __init__(self, declarations: Iterable[Declaration] = ()) -> None:
        self._by_name = {canonical(each.name): each for each in declarations}
        self.names = frozenset(name.rpartition(".")[2] for name in self._by_name)
        self._known: dict[int, Declaration | None] = {}  # by id() of the node of a class or function

    def find(self, machine: Machine, func: Any) -> Declaration | None:
        """What is declared of the call of a function, a bound method or an object."""
        if isinstance(func, Method):
            function = func.function
            named = function.owner if getattr(function.node, "name", "") in _CALLS else None
            return None if named is None else self._of_project(machine, named)
        if isinstance(func, Function):
            return None if func.owner is not None else self._of_project(machine, func)
        if isinstance(func, External):
            is_class = func.name.rpartition(".")[2][:1].isupper()
            return None if is_class else self._by_name.get(canonical(func.name))
        return self._of_object(func) if isinstance(func, Instance) else None

    def _of_object(self, made: Instance) -> Declaration | None:
        """An object of a library's class, or of one of the project that leaves the call to such a class."""
        for cls in made.ancestry:
            if isinstance(cls, External):
                return self._by_name.get(canonical(cls.name))
            if any(name in cls.slots for name in _CALLS):
                return None
        return None

    def _of_project(self, machine: Machine, subject: Class | Function) -> Declaration | None:
        if subject.name not in self.names:
            return None
        key = id(subject.node)
        if key not in self._known:
            self._known[key] = None  # while the modules that hand it on are run
            names = (name for name in self._by_name if name.rpartition(".")[2] == subject.name)
            found = (name for name in names if self._leads_to(machine, name.rpartition(".")[0], subject))
            self._known[key] = self._by_name.get(next(found, ""))
        return self._known[key]

    def _leads_to(self, machine: Machine, package: str, subject: Class | Function) -> bool:
        """True where the module ``package`` defines the class or function, or hands it on."""
        home = subject.namespace.module
        if _is_module(home.file, package):
            return True
        module = machine.program.imported(home, package)
        found = None if module is None else machine.namespace(module).slots.get(subject.name)
        return getattr(found, "node", None) is subject.node


def _is_module(file: Path, dotted: str) -> bool:
    """True where a file may be imported by the name: its path ends in it."""
    parts = file.parent.parts if file.name == "__init__.py" else file.with_suffix("").parts
    wanted = tuple(dotted.split("."))
    return parts[-len(wanted) :] == wanted
