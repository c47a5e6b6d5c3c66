"""A fix of a rule as edits of the files at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from headlint import diagnostics as d
from headlint.diagnostics import Applicability, Fix, Span
from headlint.mending import arguments, deciding, training
from headlint.mending.draft import Draft, Unsure
from headlint.mending.exchanging import along, instead
from headlint.mending.merging import merge
from headlint.mending.removing import assign_child, remove
from headlint.mending.renaming import rename

Open = Callable[[str], Draft | None]
"""A fresh draft of a span's path, None for one that cannot be edited. May raise Unsure."""

_WAYS: dict[type, Callable[[Draft, Any], None]] = {
    d.Along: along,
    d.Append: arguments.append,
    d.AssignChild: assign_child,
    d.CallLayer: training.call_layer,
    d.Decide: deciding.decide,
    d.Instead: instead,
    d.Merge: merge,
    d.PassMode: training.pass_mode,
    d.Remove: remove,
    d.Rename: rename,
    d.Replace: arguments.replace,
    d.ResetGradients: training.reset_gradients,
    d.SetKeyword: arguments.set_keyword,
    d.Swap: arguments.swap,
    d.Threshold: deciding.threshold,
    d.Wrap: arguments.wrap,
}


def resolved(fix: Fix, open_file: Open) -> Fix:
    """The fix with edits for its changes next to those that it has, or one to be shown only where a change is not
    certain."""
    drafts: dict[str, Draft] = {}
    try:
        for change in dict.fromkeys(fix.changes):
            paths = {value.path for each in fields(change) if isinstance(value := getattr(change, each.name), Span)}
            _WAYS[type(change)](_draft(paths, drafts, open_file), change)
        for edit in fix.edits:
            _draft({edit.span.path}, drafts, open_file)
        edits = fix.edits + tuple(edit for draft in drafts.values() for edit in draft.edits())
    except Unsure:
        edits = ()
    if not edits:
        return replace(fix, applicability=Applicability.DISPLAY, edits=())
    return replace(fix, edits=edits)


def _draft(paths: set[str], drafts: dict[str, Draft], open_file: Open) -> Draft:
    """The draft of the one file that a change or edit is about."""
    if len(paths) != 1:
        raise Unsure
    path = paths.pop()
    if path not in drafts:
        found = open_file(path)
        if found is None:
            raise Unsure
        drafts[path] = found
    return drafts[path]
