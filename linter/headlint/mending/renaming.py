"""A name written right, wherever the file uses it."""

from __future__ import annotations

from headlint.diagnostics import Rename
from headlint.ir.expressions import Attribute, Name, Node
from headlint.ir.statements import Alias, ImportFrom
from headlint.mending.draft import Draft, Unsure
from headlint.mending.tree import Place, everywhere


def rename(draft: Draft, change: Rename) -> None:
    """Write another name."""
    start, end = draft.bounds(change.span)
    imported = _alias(draft, start, end)
    if imported is not None:
        _import(draft, imported, change.name)
        return
    node = draft.place(change.span).node
    if not isinstance(node, Attribute):
        raise Unsure
    draft.replace(node.end - len(node.attr), node.end, change.name)


def _alias(draft: Draft, start: int, end: int) -> Place | None:
    """The name of a from-import that stands at some offsets."""
    for here in everywhere(draft.module.ir.body):
        inside = here.node.start <= start and end <= here.node.end
        if inside and isinstance(here.node, Alias) and isinstance(here.parent.node, ImportFrom):
            return here
    return None


def _import(draft: Draft, place: Place, name: str) -> None:
    alias = place.node
    assert isinstance(alias, Alias)
    draft.replace(alias.start, alias.start + len(alias.name), name)
    if alias.asname is not None:
        return
    if not draft.names.is_free(name):
        raise Unsure
    for use in _uses(draft, alias.name, place):
        draft.exchange(use, name)


def _uses(draft: Draft, name: str, place: Place) -> list[Node]:
    """Where the imported name is read. Raises Unsure where it is bound in another way as well."""
    binding = draft.names.binding(name, place)
    if binding is None or binding.dotted is None:
        raise Unsure
    named = [each for each in everywhere(draft.module.ir.body) if isinstance(each.node, Name) and each.node.id == name]
    if any(draft.names.binding(name, each) is not binding for each in named):
        raise Unsure
    return [each.node for each in named]
