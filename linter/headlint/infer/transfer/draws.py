"""Python's random numbers: the number itself is not known, and still it is one number."""

from __future__ import annotations

from headlint.infer.domain.packs import sequence
from headlint.infer.domain.unknown import SCALAR
from headlint.infer.domain.values import ListValue, Unknown, Value
from headlint.infer.state.machine import Arguments, Machine, Site

_DRAWN = ("random", "uniform", "randint", "randrange", "gauss", "normalvariate", "triangular", "betavariate")


def is_number(value: Value) -> bool:
    """True for a number of Python's that is not known: a tensor made of such numbers has no hidden axes."""
    return isinstance(value, Unknown) and value.known is SCALAR


def _number(machine: Machine, arguments: Arguments, site: Site) -> Value:
    return Unknown("a number that is drawn at random", site.span, known=SCALAR)


def _several(machine: Machine, arguments: Arguments, site: Site) -> Value:
    """Some of the items, in any order: each may be any of those that are known."""
    pack = sequence(arguments.positional[0]) if arguments.positional else None
    if pack is None:
        return machine.unknown("a draw from something that is not known", site)
    return ListValue.of(pack.items, open=True)


KNOWN = {
    **{f"random.{name}": _number for name in _DRAWN},
    **{f"random.{name}": _several for name in ("sample", "choices")},
}
