"""A clamp at zero stands between the scores and a loss that wants logits.

## What it does
Reports losses that apply softmax or sigmoid themselves (`CrossEntropyLoss`, `BCEWithLogitsLoss` ...) called on the
output of a ReLU or another function that gives no negative numbers (ReLU6, softplus, exp).

## Why is this bad
Logits need both signs. Behind a ReLU a score that should sink below zero stays at zero and gets no gradient, so the
unit can no longer learn from that sample; where all the units of a sample are clamped, the sample teaches nothing.
Before a sigmoid the clamp forbids every "no": the probability never falls below one half.

## Effect
Cross entropy: where all scores are clamped the loss rests at ln K (2.303 with 10 classes) without a gradient.
BCEWithLogits: a negative target costs at least 0.693 (ln 2).

## Example
```python
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(20, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return F.relu(self.fc2(x))


net = Net()
loss = F.cross_entropy(net(torch.randn(8, 20)), torch.randint(0, 10, (8,)))
loss.backward()
```

## Use instead
```python
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(20, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)


net = Net()
loss = F.cross_entropy(net(torch.randn(8, 20)), torch.randint(0, 10, (8,)))
loss.backward()
```

## Fix safety
Unsafe: a ReLU, ReLU6 or softplus at the end is taken away, and a network that was trained with it gives other outputs
without it. Shown only for other functions.

## References
"The input is expected to contain the unnormalized logits for each class (which do not need to be positive or sum to 1,
in general)." https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    LossCall,
    Report,
    Severity,
    Wants,
    binary_scores_bounded,
    floors,
    meeting,
    mend,
    number,
    rule,
    sources,
    the_loss,
    without,
)

_FIX = "drop the last activation"


@rule("HL110", "relu-before-logits-loss", Severity.WARNING)
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL110":
        effect = _binary_effect(call) if call.loss.wants is Wants.BINARY_LOGITS else _class_effect(call)
        yield Report(
            call.span,
            meeting(call, "logits of either sign"),
            effect=effect,
            related=sources(call),
            fix=mend(_FIX, Applicability.UNSAFE, without(call.input, call.input_at)),
        )


def _class_effect(call: LossCall) -> str:
    classes = call.input.width
    start = "" if classes is None else f" = {number(floors.cross_entropy_start(classes))}"
    if call.loss.functional != "cross_entropy":
        return "no score can fall below 0, and a ReLU passes no gradient to one that is 0"
    return f"where all scores of a sample are 0, {the_loss(call)} is ln K{start} and a ReLU passes no gradient"


def _binary_effect(call: LossCall) -> str:
    costs = f"a negative target costs at least {number(floors.NEGATIVE_FLOOR_OVER_PROBABILITIES)}"
    return binary_scores_bounded(call, "the probability never falls below 0.5", costs)
