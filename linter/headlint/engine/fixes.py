"""The fixes of findings as edits of the files that were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from headlint.diagnostics import Applicability, Edit, Finding, Fix, Instead, Remove, Span
from headlint.engine.program import Project
from headlint.infer.interpreter import Interpreter
from headlint.mending import Draft, resolved
from headlint.project.notebooks import Notebook


def with_edits(findings: Iterable[Finding], project: Project, machine: Interpreter) -> Iterator[Finding]:
    """The findings, their fixes worked out for the text at hand. An activation that also stands between layers, in a
    block that is used several times or in a loop, is not touched: the network would lose it there as well. Nor is one
    whose result is clamped: bounds of probabilities are none of logits. Where somebody relies on what an activation
    gives, it stays, and the loss is passed by it or nothing is changed."""
    by_path = {module.path: module for module in machine.program.modules()}
    drafts: dict[str, Draft] = {}

    def open_file(path: str) -> Draft | None:
        module = by_path.get(path)
        if module is None:
            return None
        if path not in drafts:
            drafts[path] = Draft.of(module, project.text(module.file).text)
        return drafts[path].afresh()

    def is_kept(edit: Edit) -> bool:
        notebook = project.text(by_path[edit.span.path].file).notebook
        return notebook is None or _rows_are_the_cell_s(notebook, edit)

    for finding in findings:
        if finding.fix is None or finding.fix.applicability is Applicability.DISPLAY:
            yield finding
            continue
        inner = any(isinstance(c, (Remove, Instead)) and c.span in machine.fed for c in finding.fix.changes)
        fix = finding.fix if inner else resolved(_for_one(finding.fix, machine.relied), open_file)
        yield replace(finding, fix=_shown_only(fix) if inner or not all(map(is_kept, fix.edits)) else fix)


def _for_one(fix: Fix, relied: Collection[Span]) -> Fix:
    """The fix with those changes of it that others would be hurt by made at the loss alone."""
    if any(isinstance(c, Instead) and c.span in relied and not _keeps_scale(c) for c in fix.changes):
        return _shown_only(fix)
    kept = (replace(c, for_one=True) if isinstance(c, Remove) and c.span in relied else c for c in fix.changes)
    return replace(fix, changes=tuple(kept))


def _keeps_scale(change: Instead) -> bool:
    """True where probabilities stay probabilities, or their logarithms logarithms."""
    gave = change.what.rpartition(".")[2].lower().replace("_", "")
    return any({gave, change.function.replace("_", "")} <= names for names in _SCALES)


_SCALES = ({"softmax", "softmax2d", "sigmoid"}, {"logsoftmax", "logsigmoid"})


def _shown_only(fix: Fix) -> Fix:
    return replace(fix, applicability=Applicability.DISPLAY, edits=(), changes=())


def _rows_are_the_cell_s(notebook: Notebook, edit: Edit) -> bool:
    """True where the rows of an edit are Python in the notebook too, and not what was made of a magic command."""
    cell = next(each for each in notebook.cells if each.index == edit.span.cell)
    program, own = notebook.text.split("\n"), cell.text.split("\n")
    rows = range(edit.span.row - 1, edit.span.end_row)
    return all(program[cell.first_row - 1 + row] == own[row] for row in rows)
