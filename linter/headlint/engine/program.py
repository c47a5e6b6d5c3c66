"""The files of a run as one program, run from its entry points."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from headlint.diagnostics import Finding
from headlint.engine import reading
from headlint.engine.answers import Basis
from headlint.engine.cache import Cache
from headlint.engine.lowering import Lowering
from headlint.engine.reading import Text, is_python, read_text
from headlint.engine.result import Request
from headlint.engine.sieve import possible_imports, worth_running
from headlint.infer.entry import run as run_entries
from headlint.infer.interpreter import Interpreter
from headlint.infer.state.declared import Declared
from headlint.ir.module import ModuleIR
from headlint.link import Program
from headlint.project.discovery import discover
from headlint.project.names import Roots, common_folder, project_root, resolve, shown


class Project:
    """The files that a request asks about and those they import: their texts, what they lower to, their problems.
    ``root`` is where imports are looked for last; by default the project around what the request names."""

    def __init__(self, request: Request, root: Path | None = None) -> None:
        self.files = discover(request.paths, request.exclude, request.root)
        self.texts: dict[Path, Text] = {}
        self.problems: list[Finding] = []
        self._asked = frozenset(self.files)
        self.declared = Declared(request.contracts)
        self._unsaved = request.unsaved
        self._lowered: dict[Path, ModuleIR | None] = {}
        root = root or project_root(common_folder(request.paths))
        self._existing = _Existing()
        self._roots = Roots(root, self._existing)
        self._lowering = Lowering(Cache(root if request.cache else None), request.jobs)

    def text(self, file: Path) -> Text:
        """The program of a file, read once."""
        if file not in self.texts:
            self.texts[file] = read_text(file, self._unsaved.get(file))
        return self.texts[file]

    def module_ir(self, file: Path) -> ModuleIR | None:
        """The lowered file; None where it cannot be, with its problems noted if it was asked about."""
        if file not in self._lowered:
            text = self.text(file)
            self._lowered[file] = reading.lower(text, self._lowering) if text.legible else None
            if file in self._asked:
                self.problems.extend(problem.finding(label(file)) for problem in text.problems)
        return self._lowered[file]

    def expect(self, files: Iterable[Path]) -> None:
        """Lower files that will be needed, and those that they import when they are run, all at once."""
        waiting = list(files)
        expected = dict.fromkeys(waiting)
        for file in waiting:
            for dotted, level in possible_imports(self.text(file).text, at_once=True):
                found = self.resolved(file, dotted, level)
                if found is not None and found not in expected:
                    expected[found] = None
                    waiting.append(found)
        self._lowering.ahead(text.text for text in map(self.text, expected) if text.legible)

    def basis(self) -> Basis:
        """What all of this rests on."""
        digests = {str(file): text.digest for file, text in self.texts.items()}
        return Basis(tuple(map(str, self.files)), digests, self._existing.known)

    def close(self) -> None:
        """Keep for the next run what this one has read."""
        self._lowering.close()

    def look_at(self, file: Path) -> None:
        """See to it that a file which nothing needed is at least Python: the rest of it was never asked for."""
        if file not in self._lowered and not is_python(self.text(file).text):
            self.module_ir(file)

    def resolved(self, file: Path, dotted: str, level: int) -> Path | None:
        """The project's file that an import means."""
        return resolve(file, dotted, level, self._roots)


class _Existing:
    """Which paths are files, each asked once."""

    def __init__(self) -> None:
        self.known: dict[str, bool] = {}

    def __call__(self, path: str) -> bool:
        if path not in self.known:
            self.known[path] = os.path.isfile(path)
        return self.known[path]


def entered(project: Project, machine: Callable[[Program], Interpreter] = Interpreter) -> Interpreter:
    """Run the entry points of every file of the project that may hold something to report."""
    program = Program(project.module_ir, project.resolved, label)
    program.files = tuple(project.files)
    made = machine(program)
    made.declared = project.declared
    texts = {file: project.text(file) for file in project.files}
    worth = worth_running(texts, project.declared.names)
    project.expect(worth)
    modules = [module for file in worth if (module := program.module(file)) is not None]
    run_entries(made, modules)
    for file in project.files:
        project.look_at(file)
    return made


def label(file: Path) -> str:
    """How findings name a file: relative to the working directory where it lies below it, else absolute; posix."""
    return shown(file, Path.cwd())
