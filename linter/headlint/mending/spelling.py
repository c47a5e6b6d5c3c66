"""How a file spells a thing of torch, with an import added where it has no name for it yet."""

from __future__ import annotations

from headlint.ir.expressions import Attribute, Constant, Expression
from headlint.ir.statements import Evaluate, Import, ImportFrom, Statement
from headlint.mending.draft import Draft, Unsure
from headlint.mending.tree import Place

FUNCTIONAL = "torch.nn.functional"
LAYERS = "torch.nn"
# What tensors have as methods of the same name.
METHODS = frozenset({"softmax", "log_softmax", "sigmoid"})
# What torch itself offers under the same name as torch.nn.functional.
_IN_TORCH = frozenset({"softmax", "log_softmax", "sigmoid", "relu", "tanh"})
_RATHER_IN_TORCH = frozenset({"sigmoid", "tanh"})  # deprecated in torch.nn.functional
_USUAL = {FUNCTIONAL: ("from torch.nn import functional as F", "F"), LAYERS: ("from torch import nn", "nn")}


def sibling(draft: Draft, place: Place, func: Expression, name: str) -> str:
    """Another name from the module that a callee comes from: ``nn.Identity`` beside ``nn.Softmax``."""
    if isinstance(func, Attribute):
        return f"{draft.source(func.value)}.{name}"
    dotted = draft.names.dotted(func, place)
    if dotted is None:
        raise Unsure
    return spelled(draft, f"{dotted.rpartition('.')[0]}.{name}", place)


def spelled(draft: Draft, dotted: str, place: Place) -> str:
    """The shortest name by which a thing of ``torch.nn`` or ``torch.nn.functional`` can be called at a place."""
    home, _, name = dotted.rpartition(".")
    own = draft.names.visible(dotted, place)
    if own is not None:
        return own
    for module, rest in _ways(home, name):
        alias = draft.names.visible(module, place)
        if alias is not None:
            return f"{alias}{rest}.{name}"
    return _imported(draft, home, name, place)


def function_like(draft: Draft, place: Place, func: Expression, name: str) -> str:
    """A function of ``torch.nn.functional``, called through the module that another one is called through if it offers
    both."""
    base = draft.names.dotted(func.value, place) if isinstance(func, Attribute) else None
    offered = (base == "torch" and name in _IN_TORCH) or (base == FUNCTIONAL and name not in _RATHER_IN_TORCH)
    if offered and isinstance(func, Attribute):
        return f"{draft.source(func.value)}.{name}"
    return spelled(draft, f"{FUNCTIONAL}.{name}", place)


def _ways(home: str, name: str) -> list[tuple[str, str]]:
    """Modules from which a thing can be reached, and what stands between them and its name."""
    if home == FUNCTIONAL:
        short = [("torch", "")] if name in _IN_TORCH else []
        ways = [(FUNCTIONAL, ""), *short, (LAYERS, ".functional"), ("torch", ".nn.functional")]
        return sorted(ways, key=short.count, reverse=True) if name in _RATHER_IN_TORCH else ways
    return [(home, ""), ("torch", home.removeprefix("torch"))] if home.startswith("torch") else [(home, "")]


def _imported(draft: Draft, home: str, name: str, place: Place) -> str:
    """Add an import: of the name alone where the file imports names from the same module, else of the module."""
    if any(isinstance(node, ImportFrom) and node.module == home for node in draft.module.ir.body):
        row, alias = f"from {home} import {name}", name
    elif home in _USUAL:
        row, short = _USUAL[home]
        alias, own = f"{short}.{name}", short
        if not draft.names.is_free(own):
            row, alias = f"from {home} import {name}", name
    else:
        raise Unsure
    if not draft.names.is_free(alias.partition(".")[0]):
        raise Unsure
    _add_row(draft, row, place)
    return alias


def _add_row(draft: Draft, row: str, place: Place) -> None:
    """Write an import behind the ones that the file begins with, in a notebook in the cell of the last one."""
    leading = []
    for statement in draft.module.ir.body:
        if isinstance(statement, (Import, ImportFrom)):
            leading.append(statement)
        elif not _is_docstring(statement):
            break
    if not leading or leading[-1].end > place.nodes[0].start:
        raise Unsure
    end, newline = draft.row_end(leading[-1].end)
    draft.insert(end, f"{newline}{row}")


def _is_docstring(statement: Statement) -> bool:
    return isinstance(statement, Evaluate) and isinstance(statement.value, Constant)
