"""Log-softmax output reaches cross entropy, which applies log-softmax itself: redundant.

## What it does
Reports `CrossEntropyLoss` and `F.cross_entropy` called on the output of a log-softmax.

## Why is this bad
It is not wrong. Log-softmax of log-probabilities gives the same log-probabilities, since their exponentials already add
up to one. One of the two is dead weight, and the reader is left to wonder which contract was meant.

## Effect
None on the value of the loss or on the gradient: one pass over the scores is spent for nothing.

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
        return F.log_softmax(self.fc(x), dim=1)


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
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        return F.log_softmax(self.fc(x), dim=1)


net = Net()
loss = F.nll_loss(net(torch.randn(8, 20)), torch.randint(0, 10, (8,)))
loss.backward()
```

## Fix safety
`NLLLoss` takes the place of the loss, so that nothing changes for those who read the log-probabilities. Safe where the
targets are known to be integers, unsafe elsewhere: for class probabilities as targets `NLLLoss` raises. Shown only
where the axis of the log-softmax is not known to be the one of the loss.

## References
"Note that this case is equivalent to applying LogSoftmax on an input, followed by NLLLoss."
https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    LossCall,
    Report,
    Severity,
    class_axis,
    loss_instead,
    meeting,
    mend,
    rule,
    sources,
)

_FIX = "use NLLLoss, or give cross entropy the logits"


@rule("HL102", "log-softmax-into-cross-entropy", Severity.ADVICE)
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL102":
        yield Report(
            call.span,
            meeting(call, "logits: it applies log-softmax itself, which changes nothing the second time"),
            effect="none on the loss and its gradient: one log-softmax is computed for nothing",
            related=sources(call),
            fix=_fix(call),
        )


def _fix(call: LossCall) -> Fix:
    over = call.input.over
    same_axis = over.given == 1 or (over.index is not None and over.index == class_axis(call.input))
    if not same_axis or call.loss.functional != "cross_entropy":
        return Fix(_FIX, Applicability.DISPLAY)
    trust = Applicability.SAFE if call.target.dtype == "int" else Applicability.UNSAFE
    return mend(_FIX, trust, loss_instead(call, "nll_loss", "NLLLoss"))
