"""Did you mean: what somebody meant who wrote a name or keyword that torch does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from headlint.torchlib.api.habits import KEYWORDS, NAMES, PREFERRED
from headlint.torchlib.api.table import MODULES, callables, known, parameters, place, submodules


def suggest(dotted: str) -> str | None:
    """The dotted name of torch that is closest to an unknown one: the same name in a neighbouring module, the habit
    of another library, a slip of case or underscore, a missing or needless "loss", a misspelling."""
    found = place(dotted)
    if found is None:
        return None
    module, name, _ = found
    squashed = _squash(name)
    homes = (module, *_neighbours(module))
    exact = next((f"{home}.{name}" for home in homes if name in callables(home)), None)
    guess = exact or _habit(module, squashed) or _slip(homes, squashed) or _misspelling(module, squashed)
    if guess is not None and name.endswith("_") and known(f"{guess}_"):
        guess = f"{guess}_"  # constant_, which works in place, and not constant
    return None if guess is None else PREFERRED.get(guess, guess)


def suggest_keyword(dotted: str, keyword: str, taken: Collection[str] = ()) -> str | None:
    """The parameter that is closest to an unknown keyword, those in ``taken`` left out."""
    signature = parameters(dotted)
    if signature is None:
        return None
    free = {_squash(name): name for name in signature.names if name not in taken and not name.startswith("_")}
    written = _squash(keyword)
    if written in free:
        return free[written]
    if written in KEYWORDS:
        return next((name for name in KEYWORDS[written] if name in free.values()), None)
    return free.get(_closest(written, free, cutoff=0.7) or "")


def is_slip(wrong: str, right: str) -> bool:
    """True where two names are the same but for case and underscores."""
    return _squash(wrong) == _squash(right)


def _closest(word: str, names: Iterable[str], cutoff: float) -> str | None:
    from difflib import get_close_matches  # takes 4 ms to import, and most runs have no need of it

    return next(iter(get_close_matches(word, names, n=1, cutoff=cutoff)), None)


def _squash(name: str) -> str:
    return name.replace("_", "").lower()


def _neighbours(module: str) -> Iterable[str]:
    family = module.split(".")[1]
    return (other for other in MODULES if other != module and other.split(".")[1] == family)


def _habit(module: str, squashed: str) -> str | None:
    wanted = NAMES.get(squashed, ())
    return next((name for name in wanted if name.startswith(f"{module}.")), wanted[-1] if wanted else None)


def _slip(homes: Iterable[str], squashed: str) -> str | None:
    for home in homes:
        names = _squashed(home)
        shorter = (squashed.removesuffix("loss"), squashed.removesuffix("s"))
        for spelling in (squashed, f"{squashed}loss", *shorter, f"{squashed}2d"):
            if spelling in names:
                return f"{home}.{names[spelling]}"
    return None


def _misspelling(module: str, squashed: str) -> str | None:
    names = _squashed(module)
    closest = _closest(squashed, names, cutoff=0.75)
    return f"{module}.{names[closest]}" if closest else None


@cache
def _squashed(module: str) -> dict[str, str]:
    """The names that can be meant, without case and underscores; a class hides its in-place or old-named twin."""
    read = [name for name, row in callables(module).items() if row[2] is not None]
    ordered = [*submodules(module), *sorted(read, key=lambda name: (-len(name), name))]
    return {_squash(name): name for name in ordered}
