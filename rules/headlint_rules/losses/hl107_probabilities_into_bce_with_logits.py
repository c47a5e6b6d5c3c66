"""Probabilities reach BCEWithLogitsLoss, which applies the sigmoid itself.

## What it does
Reports `BCEWithLogitsLoss`, `F.binary_cross_entropy_with_logits`, `MultiLabelSoftMarginLoss` and other losses that want
binary logits, called on the output of a sigmoid or a softmax.

## Why is this bad
The loss squashes its input a second time. The sigmoid of a number between 0 and 1 lies between 0.5 and 0.731: the loss
never sees a prediction below one half, so nothing can be called negative, and every negative target keeps pulling.

## Effect
A negative target costs at least 0.693 (ln 2) and a positive one at least 0.313. Behind a sigmoid they start at 0.974
and 0.474.

## Example
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()
x, y = torch.randn(8, 30), torch.randint(0, 2, (8, 1)).float()
loss = criterion(model(x), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
x, y = torch.randn(8, 30), torch.randint(0, 2, (8, 1)).float()
loss = criterion(model(x), y)
loss.backward()
probability = torch.sigmoid(model(x))
```

## Fix safety
Unsafe: the sigmoid is taken away and the network returns logits everywhere. A threshold of 0.5 that headlint sees on
them becomes 0 in the same run; other code that reads probabilities has to apply the sigmoid itself. Where they have
a name that others read as well, they stay and the loss alone is given the scores.

## References
"This loss combines a Sigmoid layer and the BCELoss in one single class."
https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Kind,
    LossCall,
    Report,
    Wants,
    binary_scores_bounded,
    floors,
    meeting,
    mend,
    number,
    rule,
    scores_bounded,
    sources,
    without,
)

_FIX = "give the loss the logits, and apply the sigmoid where probabilities are shown"
_EXPECTS = {Wants.BINARY_LOGITS: "logits: it applies the sigmoid itself"}


@rule("HL107", "probabilities-into-bce-with-logits")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL107":
        yield Report(
            call.span,
            meeting(call, _EXPECTS.get(call.loss.wants, "logits")),
            effect=_effect(call),
            related=sources(call),
            fix=mend(_FIX, Applicability.UNSAFE, without(call.input, call.input_at)),
        )


def _effect(call: LossCall) -> str:
    if call.loss.wants is Wants.LOGITS:
        return scores_bounded(1.0)
    seen = f"the loss sees probabilities from 0.5 to {number(floors.HIGHEST_BELIEF_OVER_PROBABILITIES)} only"
    negative, positive = floors.NEGATIVE_FLOOR_OVER_PROBABILITIES, floors.POSITIVE_FLOOR_OVER_PROBABILITIES
    costs = f"a negative target costs at least {number(negative)} and a positive one {number(positive)}"
    if call.input.kind is Kind.SIGMOID:
        starts = f"{number(floors.NEGATIVE_START_OVER_SIGMOID)} and {number(floors.POSITIVE_START_OVER_SIGMOID)}"
        costs = f"{costs} (they start at {starts})"
    return binary_scores_bounded(call, seen, costs)
