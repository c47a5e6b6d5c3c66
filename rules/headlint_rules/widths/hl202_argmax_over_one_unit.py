"""Argmax over a single unit: the answer is always 0.

## What it does
Reports `argmax`, `argmin`, `max(dim)` and `topk` along an axis that a layer laid with one unit.

## Why is this bad
The largest of one number is that number, at index 0. A network with one unit answers a yes-or-no question by the side
of a threshold on which its output lies, not by the place of the largest.

## Effect
Every sample is decided as class 0. The accuracy is the share of zeros among the labels, before training and after.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(13, 8), nn.ReLU(), nn.Linear(8, 1))
patients = torch.randn(60, 13)
ill = net(patients).argmax(dim=1)
print(ill)
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(13, 8), nn.ReLU(), nn.Linear(8, 1))
patients = torch.randn(60, 13)
ill = (net(patients) > 0).long().squeeze(1)
print(ill)
```

## Fix safety
Unsafe: an argmax, or the indices of a max, become a comparison, with 0 for logits and 0.5 for probabilities, so that
samples are decided as class 1 as well. Shown only for the other functions, and where it is not known what the unit
gives.

## References
"Returns the indices of the maximum values of a tensor across a dimension."
https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Decide,
    Decode,
    Kind,
    Report,
    lone_unit,
    mend,
    origin,
    rule,
)

_PICKS = ("argmax", "argmin", "max", "topk")
_INSTEAD = {
    Kind.RAW: "decide by the sign of the logit: `> 0`",
    Kind.SIGMOID: "decide by the probability: `> 0.5`",
}
_THRESHOLDS = {Kind.RAW: "0", Kind.SIGMOID: "0.5"}
_EFFECT = "every sample is decided as class 0, so the accuracy is the share of zeros among the labels"


@rule("HL202", "argmax-over-one-unit")
def check(decision: Decode) -> Iterator[Report]:
    """Judge one decision."""
    if decision.how in _PICKS and lone_unit(decision.input, decision.axis.index):
        instead = _INSTEAD.get(decision.input.kind, "give the layer one unit for each class")
        yield Report(
            decision.span,
            f"{decision.how} over one unit always picks index 0",
            effect=_EFFECT,
            related=origin(decision.input, "{what} gives one unit"),
            fix=mend(instead, Applicability.UNSAFE, _by_threshold(decision)),
        )


def _by_threshold(decision: Decode) -> Decide | None:
    threshold = _THRESHOLDS.get(decision.input.kind)
    return Decide(decision.span, threshold) if threshold and decision.how in ("argmax", "max") else None
