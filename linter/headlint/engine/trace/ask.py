"""Tracing a file, or one line of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from headlint.engine.program import Project, label
from headlint.engine.result import Request
from headlint.engine.trace.line import line_of, window_of
from headlint.engine.trace.networks import Networks, classes
from headlint.engine.trace.result import Trace
from headlint.engine.trace.scope import Scope, defining, may_build, scope
from headlint.engine.trace.watching import Watching, Window
from headlint.engine.trace.wording import Words
from headlint.infer.entry import run as run_entries
from headlint.link import Module, Program
from headlint.project.discovery import SUFFIXES, discover
from headlint.project.errors import ProjectError
from headlint.syntax.deep_stack import run_deep

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A file, and a row in it (from 1; None for the whole file); in a notebook ``cell`` counts all cells from 0 and
    the row counts within it."""

    file: Path
    row: int | None = None
    cell: int | None = None


def trace(question: Question, cache: bool = True) -> Trace:
    """The networks of a file, or what is known at a line of it. Raises ProjectError where there is nothing to trace,
    and says why."""
    return run_deep(_trace, question, cache)


def _trace(question: Question, cache: bool) -> Trace:
    file = _file(question.file)
    around = scope(file)
    project = Project(Request((file, *around.users), cache=cache), around.top)
    module = _parsed(project, file)
    window = None if question.row is None else window_of(module, question.row, question.cell)
    machine = _watched(project, file, window)
    own = machine.program.module(file)
    assert own is not None
    namespace = machine.namespace(own)
    project.close()
    words = Words(machine, lambda path: project.text(path).text)
    files = 1 + len(around.users)
    if window is not None:
        line = line_of(machine, namespace, window, words)
        return Trace(label(file), line=line, files=files, left_out=around.left_out)
    found = Networks(machine, namespace, words).all()
    if not found:
        raise ProjectError(_none(file, around))
    return Trace(label(file), found, files=files, left_out=around.left_out)


def _watched(project: Project, file: Path, window: Window | None) -> Watching:
    """The program around a file, run: the file itself first, so that what others take cannot cut it off. Where it has
    no network there is nothing to look for in the others."""
    machine = Watching(Program(project.module_ir, project.resolved, label), file)
    machine.window = window
    modules = [module for one in project.files if (module := machine.program.module(one)) is not None]
    modules.sort(key=lambda module: module.file != file)
    if window is None and not may_build(project.text(file).data):
        run_entries(machine, modules[:1])
        if not machine.made and not classes(machine.namespace(modules[0])):
            return machine
    run_entries(machine, modules)
    return machine


def _file(path: Path) -> Path:
    if path.is_dir():
        raise ProjectError(f"trace takes one file, and {str(path)!r} is a directory{_hint(path.absolute(), path)}")
    (file,) = discover((path,))
    if file.suffix not in SUFFIXES:
        raise ProjectError(f"neither Python nor a notebook: {str(path)!r}")
    return file


def _parsed(project: Project, file: Path) -> Module:
    ir = project.module_ir(file)
    if ir is None:
        problem = next(iter(project.text(file).problems), None)
        where = f"{label(file)}:{problem.row}: " if problem else f"{label(file)}: "
        raise ProjectError(where + (problem.message if problem else "could not be read"))
    return Module(label(file), file, ir)


def _none(file: Path, around: Scope) -> str:
    return f"no network is defined or built in {label(file)}{_hint(around.top, file)}"


def _hint(top: Path, near: Path) -> str:
    """The files that define one."""
    found = defining(top, near.absolute())
    if not found:
        return ""
    names = [label(path) for path in found[:MOST_NAMED]]
    more = "" if len(found) <= MOST_NAMED else ", ..."
    verb = "file below {} defines" if len(found) == 1 else "files below {} define"
    return f"; {len(found)} {verb.format(_folder(top))} one: {', '.join(names)}{more}"


def _folder(top: Path) -> str:
    return f"{label(top)}/" if top != Path.cwd() else "here"
