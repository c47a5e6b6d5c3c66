"""The rules of this installation, found by the entry points of group ``headlint.rules``."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import ModuleType

from headlint.engine.builtin import BUILTIN
from headlint.rulekit import Rule

GROUP = "headlint.rules"
_CODE = re.compile(r"[A-Z]{1,10}[0-9]{3,5}")


class RegistryError(Exception):
    """A rule pack that cannot be used; the message names it. Ends in exit code 2."""


def load_rules() -> dict[str, Rule]:
    """Every rule of every installed pack, by code, in the order of the codes.

    Raises RegistryError where a pack cannot be imported, holds no rule, or claims a code or a name that is taken.
    """
    found: dict[str, tuple[str, Rule]] = {}
    for pack, package in _packs():
        mine = list(_rules_of(pack, package))
        if not mine:
            raise RegistryError(f"rule pack {pack!r} ({package}) holds no rule")
        for where, rule in mine:
            _claim(found, where, rule, pack)
    return {code: found[code][1] for code in sorted(found)}


def catalogue() -> dict[str, Rule]:
    """Every code that can be selected, ignored and explained: the engine's own and those of the packs."""
    return dict(sorted({**{rule.code: rule for rule in BUILTIN}, **load_rules()}.items()))


def known_codes() -> dict[str, str]:
    """The name of each code of the catalogue."""
    return {code: rule.name for code, rule in catalogue().items()}


def _packs() -> list[tuple[str, str]]:
    """Name and package of each pack; one that is installed twice on the path counts once."""
    return sorted({(entry.name, entry.value) for entry in entry_points(group=GROUP)})


def _rules_of(pack: str, package: str) -> Iterator[tuple[str, Rule]]:
    """The pack's rules and the modules that define them. A rule that another module merely imports counts once."""
    seen: set[int] = set()
    for module in _modules(pack, package):
        for rule in list(vars(module).values()):
            if isinstance(rule, Rule) and id(rule) not in seen:
                seen.add(id(rule))
                yield module.__name__, rule


def _modules(pack: str, package: str) -> Iterator[ModuleType]:
    top = _imported(pack, package, package)
    yield top
    pending = [top]
    while pending:
        parent = pending.pop()
        for info in pkgutil.iter_modules(getattr(parent, "__path__", ()), parent.__name__ + "."):
            module = _imported(pack, package, info.name)
            yield module
            if info.ispkg:
                pending.append(module)


def _imported(pack: str, package: str, module: str) -> ModuleType:
    try:
        return importlib.import_module(module)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise RegistryError(f"rule pack {pack!r} ({package}) cannot be loaded: {module}: {reason}") from error


def _claim(found: dict[str, tuple[str, Rule]], where: str, rule: Rule, pack: str) -> None:
    """Enter a rule, refusing a code or a name that another one has."""
    if not _CODE.fullmatch(rule.code):
        raise RegistryError(
            f"rule pack {pack!r}: {where}: {rule.code!r} is no code (letters, then three to five digits)"
        )
    taken = [("headlint itself", own) for own in BUILTIN] + list(found.values())
    if any(other is rule for _, other in taken):
        return
    for owner, other in taken:
        for what, mine, theirs in (("code", rule.code, other.code), ("name", rule.name, other.name)):
            if mine == theirs:
                raise RegistryError(f"rule pack {pack!r}: {where}: the {what} {mine} is already taken by {owner}")
    found[rule.code] = (where, rule)
