"""The project as one program: its modules, read when something asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from headlint.diagnostics import Span
from headlint.ir.expressions import Node
from headlint.ir.module import ModuleIR

Read = Callable[[Path], ModuleIR | None]
Resolve = Callable[[Path, str, int], Path | None]


@dataclass(slots=True, eq=False)
class Module:
    """A file of the project: ``path`` as spans name it, ``file`` on disk, ``ir`` what it says."""

    path: str
    file: Path
    ir: ModuleIR
    _spans: dict[tuple[int, int], Span] = field(default_factory=dict)

    def span(self, node: Node) -> Span:
        """Where a node of this file stands."""
        stretch = (node.start, node.end)
        found = self._spans.get(stretch)  # a place is asked for each time that it is run
        if found is None:
            found = self._spans[stretch] = self._span(*stretch)
        return found

    def _span(self, start: int, end: int) -> Span:
        row, column, cell = self.ir.position(start)
        end_row, end_column, _ = self.ir.position(end)
        return Span(self.path, row, column, end_row, end_column, cell)

    @property
    def is_package(self) -> bool:
        """True for an ``__init__.py``."""
        return self.file.name == "__init__.py"


class Program:
    """The modules of a project by file. ``read`` lowers a file (None where it cannot be), ``resolve`` says which
    file a dotted name means that ``importer`` imports with so many leading dots, ``label`` how spans name a file.
    ``files`` are those that somebody asked about."""

    def __init__(self, read: Read, resolve: Resolve, label: Callable[[Path], str]) -> None:
        self._read = read
        self._resolve = resolve
        self._label = label
        self.files: tuple[Path, ...] = ()
        self._modules: dict[Path, Module | None] = {}

    def module(self, file: Path) -> Module | None:
        """The module of a file, read at the first call; None where it cannot be read."""
        if file not in self._modules:
            ir = self._read(file)
            self._modules[file] = None if ir is None else Module(self._label(file), file, ir)
        return self._modules[file]

    def imported(self, importer: Module, dotted: str, level: int = 0) -> Module | None:
        """The module of the project that an import in ``importer`` means, None for a library's."""
        file = self._resolve(importer.file, dotted, level)
        return None if file is None else self.module(file)

    def modules(self) -> list[Module]:
        """The modules that were read."""
        return [module for module in self._modules.values() if module is not None]
