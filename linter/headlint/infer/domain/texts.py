"""Texts of which only the ends are known: ``f"layer{i}"`` begins with ``layer`` whatever ``i`` is."""

from __future__ import annotations

from dataclasses import dataclass, field

from headlint.infer.domain.slots import now
from headlint.infer.domain.values import Constant, Unknown, Value


@dataclass(frozen=True, slots=True)
class Ends:
    """The key of an unknown text that begins and ends so. ``rest`` is the key of what stands between, if that is a
    single value."""

    begins: str
    ends: str
    rest: object = None
    moment: int = field(default_factory=now)


def ends_of(value: Value) -> tuple[str, str]:
    """How a text begins and how it ends, as far as that is known."""
    if isinstance(value, Constant):
        return str(value.value), str(value.value)
    key = value.key if isinstance(value, Unknown) else None
    return (key.begins, key.ends) if isinstance(key, Ends) else ("", "")


def composed(pieces: list[Value], why: str) -> Unknown:
    """The text that pieces make, one of which at least is not known."""
    begins, ends = "", ""
    for piece in pieces:
        begins += ends_of(piece)[0]
        if not isinstance(piece, Constant):
            break
    for piece in reversed(pieces):
        ends = ends_of(piece)[1] + ends
        if not isinstance(piece, Constant):
            break
    rest = [unknown_part(piece) for piece in pieces if isinstance(piece, Unknown)]
    single = len(rest) == 1 and all(isinstance(piece, (Constant, Unknown)) for piece in pieces)
    return Unknown(why, key=Ends(begins, ends, rest[0] if single else None))


def unknown_part(text: Unknown) -> object:
    """What an unknown text is known by: where it is one unknown value between known ends, by that."""
    return text.key.rest or text.key if isinstance(text.key, Ends) else text.key


def may_be(text: Value, name: object) -> bool:
    """Whether a value that is not known may be this name."""
    if isinstance(text, Constant):
        return text.value == name
    if not isinstance(text, Unknown):
        return False
    begins, ends = ends_of(text)
    return not (begins or ends) or (isinstance(name, str) and name.startswith(begins) and name.endswith(ends))
