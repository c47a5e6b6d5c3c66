"""A tanh bounds the scores before a loss that wants logits.

## What it does
Reports losses that apply softmax or sigmoid themselves (`CrossEntropyLoss`, `BCEWithLogitsLoss` ...) called on the
output of a tanh.

## Why is this bad
Logits are unbounded: certainty is a large difference between them. A tanh keeps every score between -1 and 1, so that
the network can never be certain, and it loses its gradient just where the scores reach for the bounds.

## Effect
Cross entropy over K classes cannot fall below ln(1 + (K - 1) / e^2). BCEWithLogits cannot fall below 0.313.

| classes | floor | start |
|---|---|---|
| 2 | 0.127 | 0.693 |
| 10 | 0.797 | 2.303 |
| 1000 | 4.914 | 6.908 |

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(14, 32), nn.Tanh(), nn.Linear(32, 5), nn.Tanh())
x, y = torch.randn(8, 14), torch.randint(0, 5, (8,))
loss = nn.CrossEntropyLoss()(net(x), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(14, 32), nn.Tanh(), nn.Linear(32, 5))
x, y = torch.randn(8, 14), torch.randint(0, 5, (8,))
loss = nn.CrossEntropyLoss()(net(x), y)
loss.backward()
```

## Fix safety
Unsafe: the tanh is taken away, and a network that was trained with it gives other outputs without it. Where the bound
is meant, multiply the tanh by a scale: scaled scores are not reported.

## References
"input (Tensor) - Predicted unnormalized logits"
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    LossCall,
    Report,
    Severity,
    Wants,
    binary_scores_bounded,
    class_scores_bounded,
    floors,
    meeting,
    mend,
    number,
    rule,
    scores_bounded,
    sources,
    without,
)

_FIX = "drop the last tanh"


@rule("HL112", "tanh-bounded-logits", Severity.WARNING)
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL112":
        yield Report(
            call.span,
            meeting(call, "unbounded logits"),
            effect=_effect(call),
            related=sources(call),
            fix=mend(_FIX, Applicability.UNSAFE, without(call.input, call.input_at)),
        )


def _effect(call: LossCall) -> str:
    if call.loss.wants is Wants.CLASS_LOGITS:
        return class_scores_bounded(call, floors.cross_entropy_over_tanh)
    return scores_bounded(2.0) if call.loss.wants is Wants.LOGITS else _binary_effect(call)


def _binary_effect(call: LossCall) -> str:
    floor = floors.BINARY_FLOOR_OVER_TANH
    surest = floors.belief(floor)
    seen = f"the loss sees probabilities from {number(1 - surest)} to {number(surest)} only"
    costs = f"each target costs at least {number(floor)} (it starts at {number(floors.BINARY_START)})"
    return binary_scores_bounded(call, seen, costs)
