"""What torch does where the axis of a softmax is left out."""

from __future__ import annotations

GUESSING_LAYERS = frozenset({"torch.nn.Softmax", "torch.nn.LogSoftmax", "torch.nn.Softmin"})
"""The layers whose ``dim`` may be left out (or None), with the deprecated guess below as the consequence."""


def implicit_dim(rank: int) -> int:
    """The axis that softmax, log_softmax and softmin take for an input of ``rank`` axes (0 or more) without ``dim``.

    Source: ``torch.nn.functional._get_softmax_dim``. The guess for three axes is the batch of (N, T, C).
    """
    return 0 if rank in (0, 1, 3) else 1
