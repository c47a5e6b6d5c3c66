"""Changes to a program in a rule's own words. Only places are named in them, no text: how the file at hand spells a
thing is found out later, and a change that cannot be made there with certainty is not made at all."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.diagnostics.span import Span


@dataclass(frozen=True, slots=True)
class Remove:
    """The activation at ``span`` goes, and what it was applied to stays. ``span`` is the place where it is applied, or
    where the layer is built that a container applies; ``what`` the operation as a trail names it ("F.softmax",
    "Softmax"). ``read_at``, in the same file, is where the result does harm: if it has a name that others read as well,
    only that reader is given the operand. ``for_one`` says that others rely on what it gives: it stays, and the reader
    alone is given the operand or nothing is changed."""

    span: Span
    what: str
    read_at: Span | None = None
    for_one: bool = False


@dataclass(frozen=True, slots=True)
class Instead:
    """Another operation of torch takes the place of the one that is applied or built at ``span``: ``function`` is its
    name as a function of ``torch.nn.functional``, ``layer`` as a class of ``torch.nn``, ``what`` as in ``Remove``.
    ``dim`` is the axis that it is told, where the old one was told none; ``plain`` says that it takes no options, so
    that those of the old one go."""

    span: Span
    what: str
    function: str
    layer: str
    dim: int | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Along:
    """The softmax that is applied or built at ``span`` works along the axis ``dim``; ``what`` as in ``Remove``."""

    span: Span
    what: str
    dim: int


@dataclass(frozen=True, slots=True)
class Merge:
    """The call at ``outer`` and the one at ``inner``, whose value goes there and nowhere else, become one call of
    ``function`` of ``torch.nn.functional`` on the arguments of the inner one. A small number added in between is
    dropped; ``negated`` says that the outer call works on one minus the inner value, and the function on its negative
    argument. ``what`` is the inner operation as in ``Remove``."""

    outer: Span
    inner: Span
    what: str
    function: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Replace:
    """The argument at ``span`` becomes ``text``, provided that its value is written there as a literal: what a variable
    brings is not for this place to change."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Rename:
    """The name that ``span`` ends in becomes ``name``; where it is imported there, in the rest of the file as well."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class SetKeyword:
    """The call at ``span`` gets the argument ``name=value``, in place of one of that name if it has one; where that
    call applies a layer that has a name, the call that builds it."""

    span: Span
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Append:
    """A method call, ``.squeeze(1)``, is appended to the expression at ``span``."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Wrap:
    """The expression at ``span`` becomes the argument of ``function``, one of torch's own (``sigmoid``)."""

    span: Span
    function: str


@dataclass(frozen=True, slots=True)
class Swap:
    """The expressions at two places change places."""

    first: Span
    second: Span


@dataclass(frozen=True, slots=True)
class Threshold:
    """The comparison at ``span`` is made with the number ``value`` instead of the one written there; where ``value`` is
    empty or the number comes from elsewhere, and in a rounding, ``function`` is applied first to what is decided on."""

    span: Span
    value: str
    function: str


@dataclass(frozen=True, slots=True)
class Decide:
    """The argmax at ``span``, over a single unit, becomes a comparison of that unit with ``threshold``."""

    span: Span
    threshold: str


@dataclass(frozen=True, slots=True)
class AssignChild:
    """``self.a = self.add_module("b", layer)``, the call at ``span``, becomes ``self.a = layer``, and
    ``a = a.add_module("b", layer)`` the call alone."""

    span: Span


@dataclass(frozen=True, slots=True)
class CallLayer:
    """``nn.ReLU(x)``, the call at ``span`` that builds a layer with a tensor, becomes ``nn.ReLU()(x)``."""

    span: Span


@dataclass(frozen=True, slots=True)
class PassMode:
    """The call at ``span``, in a method of a network, is told ``training=self.training``."""

    span: Span


@dataclass(frozen=True, slots=True)
class ResetGradients:
    """Behind the optimizer's ``step()`` at ``span`` its ``zero_grad()`` is called."""

    span: Span


Change = (
    Along
    | Append
    | AssignChild
    | CallLayer
    | Decide
    | Instead
    | Merge
    | PassMode
    | Remove
    | Rename
    | Replace
    | ResetGradients
    | SetKeyword
    | Swap
    | Threshold
    | Wrap
)
