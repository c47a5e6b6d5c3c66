"""One tensor as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any

from headlint.diagnostics import Span
from headlint.tensor.kind import Kind
from headlint.tensor.shape import Axis, Shape, Size
from headlint.tensor.trail import Step, Trail


class Grad(StrEnum):
    """Whether a gradient runs from the tensor back to the parameters of a network."""

    FLOWS = "flows"
    CUT = "cut"  # it came from a network, and something on the way stops the gradient
    NONE = "none"  # no network was involved
    UNKNOWN = "unknown"

    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Cut:
    """What stops the gradient, and where; ``of_loss`` where that happened to the loss itself, which is then a leaf
    without a history."""

    how: str
    span: Span
    of_loss: bool = False

    @property
    def by_block(self) -> bool:
        """True where a whole block or function asks for no gradients, as an evaluation does."""
        return any(word in self.how for word in ("no_grad", "inference_mode", "set_grad_enabled"))


@dataclass(slots=True, unsafe_hash=True)  # nobody changes one; a frozen one takes three times as long to make
class Tensor:
    """A tensor's numbers, sizes and history.

    ``channel`` is the axis of the classes or units, from the end (-1 is the last), as the last affine layer laid
    it; ``over`` the axis of a softmax or log-softmax; ``picked`` says that single entries were selected along it,
    so that what is left is no distribution any more; ``complement`` that it is ``1 - p`` of a probability.
    ``terms`` names what was added up number by number ("square", "exp": the parts of a KL divergence), ``reduced`` says
    that it was then summed over everything ("sum"), or that a loss is the mean over all its numbers ("mean").
    ``maker`` is the place where the affine layer that laid the numbers is built, so that all uses of one output can
    be seen together, whichever object of its class gave it. ``trail``, ``cut`` and ``maker`` are history: two tensors
    that differ in them alone are equal. ``bare`` says that the numbers are data or a layer's own weights, and no
    network's answer to an input. ``limits`` are the lowest and the highest number, where these may be narrower than the
    kind says. ``share`` says that probabilities of a kind were added up, and how many: a float, or what their number
    is known by; 1.0 is an average. Both go where the kind changes.
    """

    kind: Kind = Kind.UNKNOWN
    shape: Shape = Shape()
    channel: int | None = None
    over: Axis = Axis()
    picked: bool = False
    complement: bool = False
    bare: bool = False
    grad: Grad = Grad.UNKNOWN
    dtype: str | None = None  # "float", "int" or "bool"
    terms: frozenset[str] = frozenset()
    reduced: str | None = None
    limits: tuple[float, float] | None = None
    share: tuple[Kind, object] | None = None
    trail: Trail | None = field(default=None, compare=False)
    cut: Cut | None = field(default=None, compare=False)
    maker: Span | None = field(default=None, compare=False)

    @property
    def width(self) -> Size:
        """The number of classes or units, None where it is not known."""
        return None if self.channel is None else self.shape.size(self.channel)

    @property
    def may_be_probabilities(self) -> bool:
        """True where all numbers may lie between 0 and 1, whatever the kind says."""
        return self.limits is not None and self.limits[0] >= 0 and self.limits[1] <= 1

    @property
    def averaged(self) -> bool:
        """True for an average of several probabilities, which no function gives in one step."""
        return self.share is not None and self.kind.is_probability

    @property
    def history(self) -> tuple[object, ...]:
        """What equality leaves out, to be compared with that of others."""
        return (None if self.trail is None else self.trail.mark, self.cut, self.maker)

    def but(self, **changes: Any) -> Tensor:
        """The same tensor with some fields changed."""
        if "kind" in changes:
            changes = {"limits": None, "share": None} | changes
        return Tensor(**(dict(zip(_FIELDS, _values_of(self), strict=True)) | changes))

    def after(self, what: str, span: Span, **changes: Any) -> Tensor:
        """The tensor after one more step of its trail, with some fields changed."""
        return self.but(trail=Trail(Step(what, span), self.trail), **changes)

    def __str__(self) -> str:
        width = "" if self.width is None else f"[{self.width}]"
        return f"{self.kind}{width}{' cut' if self.grad is Grad.CUT else ''}"


_FIELDS = tuple(field.name for field in fields(Tensor))
_values_of = attrgetter(*_FIELDS)  # what dataclasses.replace does, in a third of its time
