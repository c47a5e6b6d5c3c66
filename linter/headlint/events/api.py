"""How torch's interface is used, whatever the numbers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from headlint.diagnostics import Span
from headlint.torchlib import api


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword argument of a call: its name, its constant value (``...`` where it is none) and its place, the whole
    ``name=value``; where ``**`` brought it, the place of the call. ``literal`` says that the value is written there, so
    that it is the same whoever calls."""

    name: str
    value: Any
    span: Span
    literal: bool = True


@dataclass(frozen=True, slots=True)
class ApiUse:
    """A name below ``torch.nn``, ``torch.nn.functional`` or ``torch.optim`` is used: ``name`` is its full dotted
    name after aliases.

    Reading or importing the name is one use, whose ``span`` is the expression that ends in it (``nn.Linear``; in
    ``from torch.nn import X``, the X). Calling it is another, with ``called`` set: its ``span`` is the call,
    ``keywords`` and ``positional`` (the number of positional arguments, None with a star among them) describe it,
    and ``values`` are the constants of the positional arguments in front of any star (``...`` for one that is none).
    Calling a layer that was built is a use of ``torch.nn.Linear.forward``. ``guarded`` says that the program
    protects the use itself (hasattr, try/except AttributeError, a version test).
    """

    span: Span
    name: str
    called: bool = False
    keywords: tuple[Keyword, ...] = ()
    positional: int | None = 0
    guarded: bool = False
    values: tuple[Any, ...] = ()

    @property
    def written(self) -> tuple[Keyword, ...]:
        """The keywords that stand in the call itself. What ``**`` brings may have lost some on the way."""
        return tuple(keyword for keyword in self.keywords if keyword.span != self.span)

    @property
    def arguments(self) -> tuple[Keyword, ...]:
        """The written arguments by the names of their parameters, as far as those are known: a positional one stands
        at the place of the whole call."""
        signature = api.parameters(self.name)
        names = () if signature is None else signature.positional
        given = (Keyword(name, value, self.span) for name, value in zip(names, self.values, strict=False))
        return (*given, *self.written)


@dataclass(frozen=True, slots=True)
class LayerBuilt:
    """A layer of ``torch.nn`` is built: ``name`` is its class's dotted name; ``options`` its arguments by parameter
    name with constant values (``...`` where a value is unknown); ``unknown_options`` says that
    ``*args`` or ``**kwargs`` hide some. ``data`` says that it was given what only its call may be given: a tensor, or
    something that made a layer out of what the program then uses as a tensor."""

    span: Span
    name: str
    options: tuple[tuple[str, Any], ...] = ()
    unknown_options: bool = False
    data: bool = False


@dataclass(frozen=True, slots=True)
class NoneUse:
    """The None that ``add_module`` or ``register_module`` (``name``) returns is kept or used. ``span`` is the call.
    ``use`` is the target that it is kept in, as written (``self.conv``), ``.attr`` where it is asked for an attribute,
    and otherwise what it is used as, in words ("an argument"); empty where that is not known."""

    span: Span
    name: str
    use: str
