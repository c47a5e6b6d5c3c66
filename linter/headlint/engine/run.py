"""One run: from paths to findings."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from headlint.diagnostics import Finding
from headlint.engine.answers import keep
from headlint.engine.census import given_away, unreached
from headlint.engine.fixes import with_edits
from headlint.engine.judging import Judge, explained, merged
from headlint.engine.ledgering import ledger
from headlint.engine.problem import Problem
from headlint.engine.program import Project, entered, label
from headlint.engine.registry import catalogue
from headlint.engine.result import Request, Result
from headlint.engine.sieve import speaks_of_torch
from headlint.engine.suppression import idle, suppressions, unsuppressed
from headlint.syntax.deep_stack import run_deep


def run(request: Request) -> Result:
    """Check the files below the request's paths. Raises ProjectError for a path that cannot be checked."""
    return run_deep(_run, request)


def _run(request: Request) -> Result:
    started = time.perf_counter()
    project = Project(request)
    rules = catalogue()
    judged = {code for code in rules if is_on(code, request)}
    judge = Judge((rules[code] for code in rules if code in judged), request.pedantic)
    with _rare_collections():
        machine = entered(project)
    project.close()
    found = [finding for group in machine.emission.settled(machine.trained()) for finding in judge.judge(group)]
    findings, elsewhere = explained(found, {code: rule.unless for code, rule in rules.items() if rule.unless})
    asked = {label(file) for file in project.files}
    failures = [_failure(path, error) for path, error in (*machine.failures, *judge.failures)]
    shown = [finding for finding in merged([*findings, *project.problems, *failures]) if finding.span.path in asked]
    commented = {label(f): text.text for f, text in project.texts.items() if b"headlint" in text.data}
    comments = suppressions(machine.program.modules(), commented)
    kept = [finding for finding in unsuppressed(shown, comments) if is_on(finding.code, request)]
    own = [comment for comment in comments if comment.span.path in asked]
    names = {code: rule.name for code, rule in rules.items()}
    kept += [finding for finding in idle(own, names, judged) if finding.code in judged]
    kept = list(with_edits(kept, project, machine))
    unseen = [*unreached(project, machine), *given_away(machine)]
    entries = ledger(machine.losses, findings, machine.unfollowed, unseen, elsewhere)
    result = Result(
        findings=tuple(sorted(kept, key=lambda finding: finding.sort_key)),
        ledger=tuple(entry for entry in entries if entry.span.path in asked),
        files=len(project.files),
        torch_files=sum(speaks_of_torch(project.text(file).data) for file in project.files),
        seconds=time.perf_counter() - started,
        texts=_texts(project, kept),
        asked=frozenset(asked),
    )
    keep(request, project.basis(), result)
    return result


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Most of what a run makes it keeps, so looking for garbage at the usual intervals takes a tenth of its time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _failure(path: str, error: Exception) -> Finding:
    """A defect of headlint itself, met in a file: said aloud, the rest of the run goes on."""
    return Problem("HL002", f"could not be analysed in part: {type(error).__name__}: {error}").finding(path)


def is_on(code: str, request: Request) -> bool:
    """Whether a code belongs to the request: selected, if anything is, and not ignored."""
    wanted = not request.select or code.startswith(request.select)
    return wanted and not (request.ignore and code.startswith(request.ignore))


def _texts(project: Project, findings: Iterable[Finding]) -> dict[str, str]:
    """The source that the findings' frames are cut from."""
    paths = {span.path for f in findings for span in (f.span, *(r.span for r in f.related))}
    paths |= {edit.span.path for f in findings if f.fix for edit in f.fix.edits}
    texts: dict[str, str] = {}
    for file, text in project.texts.items():
        path = label(file)
        if path not in paths:
            continue
        texts[path] = text.text
        for cell in text.notebook.cells if text.notebook else ():
            texts[f"{path}#{cell.index}"] = cell.text
    return texts
