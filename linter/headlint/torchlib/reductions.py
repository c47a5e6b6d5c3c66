"""How a loss is reduced, and what the two flags mean that were there before ``reduction``.

Facts of ``torch/nn/_reduction.py``, the same in every release since 1.0; the tests run them.
"""

from __future__ import annotations

FLAGS = ("size_average", "reduce")

# What ``reduction`` may be. The last is an old name of "mean": most losses take it and warn.
REDUCTIONS = ("none", "mean", "sum")
OUTDATED = "elementwise_mean"
OWN: dict[str, tuple[str, ...]] = {"KLDivLoss": ("batchmean",), "kl_div": ("batchmean",)}

# What somebody meant who wrote another word.
MEANT: dict[str | bool | None, str] = {
    None: "none",
    False: "none",
    "false": "none",
    "no": "none",
    "": "none",
    "element": "none",
    "elementwise": "none",
    "avg": "mean",
    "average": "mean",
    "batch_mean": "batchmean",
    "add": "sum",
    "total": "sum",
}


def reductions(loss: str) -> tuple[str, ...]:
    """What ``reduction`` may be for a loss of this dotted name, without the outdated name of "mean"."""
    return REDUCTIONS + OWN.get(loss.rpartition(".")[2], ())


def exists(loss: str, reduction: object) -> bool:
    """True where some loss takes the reduction silently or with a warning."""
    return reduction == OUTDATED or reduction in reductions(loss)


def meant(loss: str, reduction: object) -> str | None:
    """The reduction that a wrong one stands for, None where that cannot be told."""
    if not isinstance(reduction, str | bool | None):
        return None
    lower = reduction.lower() if isinstance(reduction, str) else reduction
    found = lower if lower in reductions(loss) else MEANT.get(lower)
    return found if isinstance(found, str) and found in reductions(loss) else None


def misread(flag: object) -> bool:
    """True for a string that was given to a flag as if it were the reduction, and is not what the flag does. Every
    string but the empty one is true, so that "mean" comes out right by accident."""
    return isinstance(flag, str) and flag not in ("", "mean")


def by_flags(size_average: object = None, reduce: object = None) -> str:
    """The reduction that the old flags amount to; None, like leaving a flag out, counts as true."""
    average, reduced = (flag is None or bool(flag) for flag in (size_average, reduce))
    if not reduced:
        return "none"
    return "mean" if average else "sum"
