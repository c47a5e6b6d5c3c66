"""Softmax output reaches NLLLoss, which expects log-probabilities.

## What it does
Reports `NLLLoss` and `F.nll_loss` (and other losses that want log-probabilities, such as `CTCLoss`) called on the
output of a softmax.

## Why is this bad
`NLLLoss` takes no logarithm: it picks the number of the target class and negates it. Over a softmax it minimises minus
the probability. The gradient of each sample is then the right one times the probability of its class, so that the
samples the network gets most wrong teach it least.

## Effect
The loss is negative: it starts at -1/K for K classes and can only fall to -1. At the start the gradient is K times too
small: 10 times with 10 classes, 1000 times with 1000.

## Example
```python
import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        return F.softmax(self.fc(x), dim=1)


net = Net()
loss = F.nll_loss(net(torch.randn(8, 20)), torch.randint(0, 10, (8,)))
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
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        return F.log_softmax(self.fc(x), dim=1)


net = Net()
loss = F.nll_loss(net(torch.randn(8, 20)), torch.randint(0, 10, (8,)))
loss.backward()
```

## Fix safety
Unsafe: `log_softmax` takes the place of the softmax, so that the network returns log-probabilities, and callers that
read probabilities need `.exp()`.

## References
"This function doesn't work directly with NLLLoss, which expects the Log to be computed between the Softmax and itself."
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    LossCall,
    Report,
    floors,
    instead,
    meeting,
    mend,
    number,
    rule,
    shared_among,
    sources,
    the_loss,
    unlike_nll,
    with_classes,
)

_FIX = "replace softmax by log_softmax, or give the logits to CrossEntropyLoss"


@rule("HL104", "softmax-into-nll")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL104":
        yield Report(
            call.span,
            meeting(call, "log-probabilities: it takes no logarithm itself"),
            effect=_effect(call),
            related=sources(call),
            fix=mend(_FIX, Applicability.UNSAFE, instead(call.input, "log_softmax")),
        )


def _effect(call: LossCall) -> str:
    classes = shared_among(call.input)
    if call.loss.functional != "nll_loss":
        return unlike_nll(call, "probabilities are taken for their logs, so the loss is no likelihood")
    scaled = "each gradient is scaled by the probability of its class, so the worst mistakes teach least"
    if classes is None:
        return f"{the_loss(call)} is minus a probability: it starts at -1/K for K classes and ends at -1, and {scaled}"
    start = number(floors.nll_start_over_softmax(classes))
    return f"{with_classes(classes)} {the_loss(call)} starts at {start} and ends at -1, and {scaled}"
