"""What a callable of torch takes, over all releases together."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"(\w+)(?:>=([\d.]+))?(?:<=([\d.]+))?")

# The argument parser of functions written in C takes NumPy's names as well, and ``out`` where there is such a form.
_ALSO = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """``since`` and ``until`` are the first and the last release that take it, None where all do on that side that
    have the callable at all."""

    name: str
    keyword_only: bool = False
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """``parameters`` in the order of the newest release, what only older ones take coming last; ``args`` and
    ``kwargs`` say that some release takes more than is named; ``builtin`` that some release writes it in C."""

    parameters: tuple[Parameter, ...] = ()
    args: bool = False
    kwargs: bool = False
    builtin: bool = False

    @classmethod
    def parse(cls, text: str, builtin: bool = False) -> Signature:
        """The signature of a line of the table: ``a, b>=1.9, *, c<=2.4, **kwargs``."""
        tokens = text.split(", ") if text else []
        stars = [token for token in tokens if token.startswith("*")]
        found: list[Parameter] = []
        keyword_only = False
        for token in tokens:
            match = _TOKEN.fullmatch(token)
            keyword_only |= match is None
            if match:
                found.append(Parameter(match[1], keyword_only, match[2], match[3]))
        return cls(tuple(found), "*args" in stars, "**kwargs" in stars, builtin)

    @property
    def positional(self) -> tuple[str, ...]:
        """The names that positional arguments bind to, in order."""
        return tuple(p.name for p in self.parameters if not p.keyword_only)

    @property
    def names(self) -> tuple[str, ...]:
        """All names that can be given as keywords."""
        return tuple(p.name for p in self.parameters)

    def accepts(self, keyword: str) -> bool:
        """False where every release refuses the keyword with a TypeError."""
        if self.kwargs or keyword in self.names:
            return True
        return self.builtin and (keyword == "out" or any(keyword in _ALSO.get(name, ()) for name in self.names))
