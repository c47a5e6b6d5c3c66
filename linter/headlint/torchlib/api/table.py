"""The table of torch's names, read lazily."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from headlint.torchlib.api.signature import Signature
from headlint.torchlib.names import canonical

MODULES = (
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.optim",
    "torch.optim.lr_scheduler",
)


class Place(NamedTuple):
    """A dotted name cut at the innermost module of the table: ``rest`` is what follows behind ``name``."""

    module: str
    name: str
    rest: str


def place(dotted: str) -> Place | None:
    """Where the table would hold a name, None outside its modules and for the modules themselves."""
    if dotted in MODULES:
        return None
    owners = [module for module in MODULES if dotted.startswith(f"{module}.")]
    if not owners:
        return None
    module = max(owners, key=len)
    name, _, rest = dotted[len(module) + 1 :].partition(".")
    return Place(module, name, rest)


def known(dotted: str) -> bool:
    """False for a name that no release of torch has in ``torch.nn``, ``torch.nn.functional``, ``torch.nn.init``,
    ``torch.nn.utils``, ``torch.optim`` or ``torch.optim.lr_scheduler``.

    Only the first part behind the module is judged. Private names and names elsewhere count as known.
    """
    found = place(dotted)
    return found is None or found.name.startswith("_") or found.name in _names(found.module)


def parameters(dotted: str) -> Signature | None:
    """What a class, a function or, as ``torch.nn.Linear.forward``, an instance of a layer takes; None where that is
    not known for certain."""
    found = place(canonical(dotted) if dotted.startswith("torch.nn.modules.") else dotted)
    if found is None or found.rest not in ("", "forward"):
        return None
    row = callables(found.module).get(found.name)
    if row is None:
        return None
    text = (row[3] if len(row) > 3 else None) if found.rest else row[2]
    return None if text is None else Signature.parse(text, builtin=row[0] == "builtin")


def callables(module: str) -> dict[str, list[str | None]]:
    """The rows of a module: kind, releases, signature of the call and, for a layer, of ``forward``."""
    rows: dict[str, list[str | None]] = _table()[module]["callables"]
    return rows


def submodules(module: str) -> list[str]:
    """The public submodules of a module."""
    words: str = _table()[module]["modules"]
    return words.split()


@cache
def _names(module: str) -> frozenset[str]:
    others: str = _table()[module]["others"]
    return frozenset(callables(module)).union(submodules(module), others.split())


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_bytes())
    return table
