"""Losses that are added up from terms."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.diagnostics import Span
from headlint.tensor import Tensor


@dataclass(frozen=True, slots=True)
class LossSum:
    """At ``span`` a term is added to ``loss``: the loss is averaged over all its numbers, the term is the KL divergence
    of a normal distribution, summed over batch and latent numbers and not normalised since. The last steps of their
    trails are the loss call and the sum. ``numbers`` is how many the loss is averaged over, None where not known."""

    span: Span
    loss: Tensor
    term: Tensor
    numbers: int | None = None
