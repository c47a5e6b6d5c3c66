"""What happens to tensors: losses, activations, decisions, logarithms, gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from headlint.diagnostics import Span
from headlint.tensor import Axis, Cut, Kind, Tensor
from headlint.torchlib.losses import Loss
from headlint.torchlib.wants import OK, Wants, cell

_OF_PROBABILITIES = (Wants.BINARY_PROBABILITIES, Wants.PROBABILITIES)


@dataclass(frozen=True, slots=True)
class LossCall:
    """A loss receives an input and a target.

    ``span`` is the call, ``made_at`` the place where a loss module was built (None for a functional). The options
    are those of the loss where the program fixes them, else None: ``weight`` is the class weight tensor,
    ``weight_at`` its expression, ``reduction`` the effective one, ``log_target`` KLDivLoss's flag.
    ``autocast`` says that the call runs inside ``torch.autocast``. ``input_at`` and ``target_at`` are the argument
    expressions; ``negated`` says that the program takes the negative of the result.
    ``why`` says what could not be followed where the input is unknown.
    """

    span: Span
    loss: Loss
    input: Tensor
    target: Tensor
    made_at: Span | None = None
    weight: Tensor | None = None
    weight_at: Span | None = None
    reduction: str | None = None
    log_target: bool | None = None
    autocast: bool = False
    input_at: Span | None = None
    target_at: Span | None = None
    why: str = ""
    negated: bool = False

    @property
    def cell(self) -> str | None:
        """The matrix's word on this input before this loss: "ok", a code, or None where nothing is known. Single
        entries picked out of a head are no head any more, so nothing is said against them; nor of numbers that may all
        lie between 0 and 1, where it is that what a loss wants. One of several probabilities is a probability. The
        negative of NLLLoss over probabilities is the probability of the target, which programs ask for on purpose; and
        where the target is a distribution as well, two are compared."""
        picks = self.negated and self.loss.wants is Wants.CLASS_LOG_PROBABILITIES and self.input.kind is Kind.SOFTMAX
        word = cell(self.loss.wants, self.input.kind)
        if self.input.picked and self.input.kind.is_probability and self.loss.wants in _OF_PROBABILITIES:
            return OK
        if word == "HL113" and self.target.kind is Kind.SOFTMAX:
            return OK
        doubted = word == "HL108" and self.input.may_be_probabilities
        if self.input.averaged and word in ("HL403", "HL109", "HL113"):
            # An average of sigmoids is the sigmoid of nothing; one of softmaxes is held against a prior on purpose.
            return OK if word == "HL403" else None
        return None if picks or doubted or (self.input.picked and word != OK) else word

    @property
    def sound(self) -> bool:
        """True where the input is known to be what the loss wants."""
        return self.cell == OK


@dataclass(frozen=True, slots=True)
class Activation:
    """A softmax, log-softmax, sigmoid or log-sigmoid (named by ``name``, as torch does) is applied to ``input``.

    ``axis`` is the axis it works along: ``Axis(None, None)`` with ``implicit`` set where ``dim`` was left out,
    and without it where the function has no axis or its value is unknown. ``built_at`` is the place of the module;
    ``trained`` are the contracts of the losses that the same layer's output goes to anywhere in the program.
    """

    span: Span
    name: str
    input: Tensor
    output: Tensor
    axis: Axis = Axis()
    implicit: bool = False
    built_at: Span | None = None
    trained: frozenset[Wants] = frozenset()


@dataclass(frozen=True, slots=True)
class Decode:
    """A decision is taken: ``how`` is "argmax", "max", "topk", "round" or "threshold"; ``threshold`` the number
    compared with (None where unknown); ``axis`` the axis reduced over, if one was given. ``trained`` are the
    contracts of the losses that the same layer's output goes to anywhere in the program: they tell logits from a
    regression's values."""

    span: Span
    how: Literal["argmax", "argmin", "max", "topk", "round", "threshold"]
    input: Tensor
    threshold: float | None = None
    axis: Axis = Axis()
    trained: frozenset[Wants] = frozenset()


@dataclass(frozen=True, slots=True)
class Log:
    """A logarithm is taken of ``input``; ``eps`` says that a small number was added before."""

    span: Span
    input: Tensor
    eps: bool = False


@dataclass(frozen=True, slots=True)
class Backward:
    """``backward()`` is called at ``span`` on a loss that was computed at ``loss_at`` (written by hand: the place of
    the cut) and cannot train anything: ``cut`` says what stops the gradient and where; ``rewrapped`` that this happened
    to the loss itself (``Variable(loss, requires_grad=True)``) and not on the way to it; ``part`` that other terms of
    the loss do train."""

    span: Span
    loss_at: Span
    cut: Cut
    rewrapped: bool = False
    part: bool = False
