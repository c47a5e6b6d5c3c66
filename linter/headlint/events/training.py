"""How a network is trained and evaluated: what stands around the numbers."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Accumulation:
    """In a loop ``step()`` at ``span`` moves the parameters by gradients that earlier turns have left behind: from
    ``backward_at`` on to the next turn nothing sets them back. ``optimizer`` is the name of its class, ``made_at`` the
    place where it was built, ``loop_at`` the loop's iterable or test."""

    span: Span
    optimizer: str
    backward_at: Span
    loop_at: Span
    made_at: Span | None = None


@dataclass(frozen=True, slots=True)
class FunctionalDropout:
    """A functional dropout in a network's forward leaves ``training`` at its default, ``default``. ``name`` is the
    function's own name, ``p`` the probability where it is known. Nothing that the program asks decides whether the
    call is reached, so that it is made in evaluation as it is in training."""

    span: Span
    name: str
    default: bool
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Noise:
    """A layer that does something else while training: ``name`` is its class ("Dropout"), ``made_at`` its place."""

    name: str
    made_at: Span | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``network`` (its class's name) is called at ``span`` in training mode and without gradients, the layers ``noise``
    take part in the answer, and the answer is judged at ``judged_at``: compared with labels, given to a loss or a
    metric, or decided on. ``loaded`` says that the program loaded the network's weights."""

    span: Span
    network: str
    noise: tuple[Noise, ...]
    judged_at: Span
    loaded: bool = False
