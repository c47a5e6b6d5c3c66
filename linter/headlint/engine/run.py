"""One run: from paths to findings."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from headlint.diagnostics import Finding
from headlint.engine.judging import Judge, merged
from headlint.engine.ledgering import ledger
from headlint.engine.reading import Problem, Text, lower, read_text
from headlint.engine.registry import catalogue
from headlint.engine.result import Request, Result
from headlint.engine.sieve import is_worth_reading, speaks_of_torch
from headlint.engine.suppression import unsuppressed
from headlint.infer.entry import run as run_entries
from headlint.infer.interpreter import Interpreter
from headlint.ir.module import ModuleIR
from headlint.link import Module, Program
from headlint.project.discovery import discover
from headlint.project.names import Roots, project_root, resolve, shown
from headlint.rulekit import Rule
from headlint.syntax.deep_stack import run_deep


class Run:
    """The state of one run: texts and problems by file."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.files = discover(request.paths, request.exclude)
        self.texts: dict[Path, Text] = {}
        self.problems: list[Finding] = []
        self.lowered: dict[Path, ModuleIR | None] = {}

    def text(self, file: Path) -> Text:
        """The program of a file, read once."""
        if file not in self.texts:
            self.texts[file] = read_text(file)
        return self.texts[file]

    def module_ir(self, file: Path) -> ModuleIR | None:
        """The lowered file; None where it cannot be, with the problem noted."""
        if file not in self.lowered:
            text = self.text(file)
            self.lowered[file] = None if text.problems and not text.text else self._lower(file, text)
            if file in self._asked:
                self.problems.extend(problem.finding(label(file)) for problem in text.problems)
        return self.lowered[file]

    @property
    def _asked(self) -> frozenset[Path]:
        return frozenset(self.files)

    def _lower(self, file: Path, text: Text) -> ModuleIR | None:
        try:
            return lower(text)
        except Exception as error:  # whatever goes wrong in one file must not hide another
            text.problems.append(Problem("HL002", f"could not be analysed: {type(error).__name__}: {error}"))
            return None


def run(request: Request) -> Result:
    """Check the files below the request's paths."""
    return run_deep(_run, request)


def _run(request: Request) -> Result:
    started = time.perf_counter()
    state = Run(request)
    judge = Judge(chosen_rules(request), request.pedantic)
    machine = _interpreted(state)
    findings = [finding for group in machine.emission.groups.values() for finding in judge.judge(group)]
    asked = {label(file) for file in state.files}
    shown = [finding for finding in merged([*findings, *state.problems]) if finding.span.path in asked]
    kept = unsuppressed(shown, machine.program.modules())
    selected = [finding for finding in kept if is_selected(finding, request)]
    entries = [entry for entry in ledger(machine.losses, findings) if entry.span.path in asked]
    return Result(
        findings=tuple(selected),
        ledger=tuple(entries),
        files=len(state.files),
        torch_files=sum(speaks_of_torch(state.text(file).data) for file in state.files),
        seconds=time.perf_counter() - started,
        texts=_texts(state, selected),
    )


def _interpreted(state: Run) -> Interpreter:
    top = project_root(_common(state.request.paths))
    known: dict[str, bool] = {}

    def exists(path: str) -> bool:
        if path not in known:
            known[path] = Path(path).is_file()
        return known[path]

    roots = Roots(top, exists)
    program = Program(state.module_ir, lambda file, dotted, level: resolve(file, dotted, level, roots), label)
    machine = Interpreter(program)
    modules: list[Module] = []
    for file in state.files:
        if is_worth_reading(state.text(file)):
            module = program.module(file)
            if module is not None:
                modules.append(module)
    run_entries(machine, modules)
    return machine


def label(file: Path) -> str:
    """How findings name a file: relative to the working directory where it lies below it, else absolute; posix."""
    return shown(file, Path.cwd())


def _common(paths: Iterable[Path]) -> Path:
    """The deepest folder that holds all paths."""
    folders = [path if path.is_dir() else path.parent for path in (Path(os.path.abspath(p)) for p in paths)]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def chosen_rules(request: Request) -> list[Rule]:
    """The rules that the request selects."""
    return [rule for rule in catalogue().values() if _is_on(rule.code, request)]


def is_selected(finding: Finding, request: Request) -> bool:
    """Whether a finding belongs to the request; the engine's own codes obey it too."""
    return _is_on(finding.code, request)


def _is_on(code: str, request: Request) -> bool:
    wanted = not request.select or code.startswith(request.select)
    return wanted and not (request.ignore and code.startswith(request.ignore))


def _texts(state: Run, findings: Iterable[Finding]) -> dict[str, str]:
    """The source that the findings' frames are cut from."""
    paths = {span.path for f in findings for span in (f.span, *(r.span for r in f.related))}
    texts: dict[str, str] = {}
    for file, text in state.texts.items():
        path = label(file)
        if path not in paths:
            continue
        texts[path] = text.text
        for cell in text.notebook.cells if text.notebook else ():
            texts[f"{path}#{cell.index}"] = cell.text
    return texts
