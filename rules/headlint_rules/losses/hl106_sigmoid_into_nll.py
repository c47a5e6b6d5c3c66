"""Sigmoid output reaches NLLLoss, which expects log-probabilities.

## What it does
Reports `NLLLoss` and `F.nll_loss` (and other losses that want log-probabilities) called on the output of a sigmoid.

## Why is this bad
`NLLLoss` picks the number of the target class and negates it; the other classes do not enter. Behind a log-softmax they
still count, through the normalisation. Behind a sigmoid nothing ever pushes them down: the loss is as low as it can be
when every unit says 1 for every input.

## Effect
The loss starts at -0.5 and ends at -1, with every unit at 1 whatever the target.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(28, 10), nn.Sigmoid())
x, y = torch.randn(8, 28), torch.randint(0, 10, (8,))
loss = nn.NLLLoss()(net(x), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(28, 10), nn.LogSoftmax(dim=1))
x, y = torch.randn(8, 28), torch.randint(0, 10, (8,))
loss = nn.NLLLoss()(net(x), y)
loss.backward()
```

## Fix safety
Unsafe: `log_softmax` along the axis that the loss takes for the classes takes the place of the sigmoid. The outputs
become log-probabilities of exclusive classes, which is what `NLLLoss` scores.

## References
"Obtaining log-probabilities in a neural network is easily achieved by adding a LogSoftmax layer in the last layer of
your network." https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    LossCall,
    Report,
    class_axis,
    floors,
    instead,
    meeting,
    mend,
    number,
    rule,
    sources,
    the_loss,
    unlike_nll,
)

_FIX = "replace the sigmoid by log_softmax, or give the logits to CrossEntropyLoss"


@rule("HL106", "sigmoid-into-nll")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL106":
        yield Report(
            call.span,
            meeting(call, "log-probabilities of exclusive classes"),
            effect=_effect(call),
            related=sources(call),
            fix=_fix(call),
        )


def _effect(call: LossCall) -> str:
    if call.loss.functional != "nll_loss":
        return unlike_nll(call, "probabilities are taken for their logs, so the loss is no likelihood")
    start, floor = number(floors.NLL_START_OVER_SIGMOID), number(floors.NLL_FLOOR_OVER_PROBABILITIES)
    return f"{the_loss(call)} starts at {start} and ends at {floor} with every unit at 1, whatever the target"


def _fix(call: LossCall) -> Fix:
    known = call.loss.functional == "nll_loss" and class_axis(call.input) is not None and call.input.shape.rank != 1
    return mend(_FIX, Applicability.UNSAFE, instead(call.input, "log_softmax", dim=1) if known else None)
