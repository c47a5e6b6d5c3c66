"""Raw scores reach NLLLoss, which expects log-probabilities.

## What it does
Reports `NLLLoss` and `F.nll_loss` (and other losses that want log-probabilities, such as `CTCLoss`) called on what a
layer gives without a log-softmax: raw scores, or scores behind a ReLU or a tanh.

## Why is this bad
`NLLLoss` picks the score of the target class and negates it. It relies on its input being normalised: only then does
raising one class lower the others. Over raw scores the other classes do not enter the loss at all, and growing every
score without end makes it ever better. The loss goes far below zero and looks like a success.

## Effect
Over raw scores or a ReLU the loss has no lower bound. Over a tanh it ends at -1. In each case the units of the other
classes get no gradient. `CTCLoss` computes its gradient as for log-probabilities: over other numbers that is not the
slope of the loss.

## Example
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4))
criterion = nn.NLLLoss()
x, y = torch.randn(8, 20), torch.randint(0, 4, (8,))
loss = criterion(model(x), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4))
criterion = nn.CrossEntropyLoss()
x, y = torch.randn(8, 20), torch.randint(0, 4, (8,))
loss = criterion(model(x), y)
loss.backward()
```

## Fix safety
Unsafe: `CrossEntropyLoss` takes the place of the loss, which is on the same scores what `NLLLoss` on their log-softmax
would be. Where other code expects log-probabilities of the network, it has to end in a log-softmax instead. Shown only
for scores that a tanh bounds.

## References
"The input given through a forward call is expected to contain log-probabilities of each class."
https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Kind,
    LossCall,
    Report,
    loss_instead,
    meeting,
    mend,
    rule,
    sources,
    the_loss,
    unlike_nll,
)

_FIX = "use CrossEntropyLoss, or end the network in LogSoftmax"


@rule("HL105", "logits-into-nll")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL105":
        yield Report(
            call.span,
            meeting(call, "log-probabilities: it takes no logarithm itself"),
            effect=_effect(call),
            related=sources(call),
            fix=_fix(call),
        )


def _effect(call: LossCall) -> str:
    if call.loss.functional != "nll_loss":
        return unlike_nll(call, "the scores are not normalised, and may lie above 0, which no log-probability does")
    if call.input.kind is Kind.TANH:
        return f"{the_loss(call)} is minus the target's score: it ends at -1, and the other classes get no gradient"
    return f"{the_loss(call)} is minus the target's score: it falls without end, and the other classes get no gradient"


def _fix(call: LossCall) -> Fix:
    raw = call.loss.functional == "nll_loss" and call.input.kind is Kind.RAW
    loss = loss_instead(call, "cross_entropy", "CrossEntropyLoss")
    return mend(_FIX, Applicability.UNSAFE, loss if raw else None)
