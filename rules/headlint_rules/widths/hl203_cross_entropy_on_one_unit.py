"""Cross entropy on a single unit: the loss is 0 whatever the network computes.

## What it does
Reports `CrossEntropyLoss`, `NLLLoss` and their functional forms where the axis of the classes has size one.

## Why is this bad
Cross entropy measures how the probability is shared among the classes. With one class there is nothing to share. One
unit for a yes-or-no question belongs to `BCEWithLogitsLoss`; cross entropy needs two.

## Effect
The loss is exactly 0 and so is its gradient; a label other than 0 raises IndexError. `NLLLoss` on anything but
log-softmax is minus the output, whatever the label.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.CrossEntropyLoss()
tumours, malignant = torch.randn(12, 30), torch.randint(0, 2, (12, 1)).float()
loss = criterion(net(tumours), malignant)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
tumours, malignant = torch.randn(12, 30), torch.randint(0, 2, (12, 1)).float()
loss = criterion(net(tumours), malignant)
loss.backward()
```

## Fix safety
Shown only: BCEWithLogitsLoss wants float targets of the output's shape, two units want other labels.

## References
"It is useful when training a classification problem with C classes."
https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Kind,
    LossCall,
    Report,
    Tensor,
    class_axis,
    loss_made,
    loss_name,
    origin,
    rule,
)

_ZERO = "the loss is exactly 0 and so is its gradient: nothing is learnt, and a label other than 0 raises IndexError"
_MINUS = "the loss is minus the output whatever the label, so training only drives the output up"
_FIX = Fix("use BCEWithLogitsLoss for a single unit, or give the layer one unit for each class", Applicability.DISPLAY)


@rule("HL203", "cross-entropy-on-one-unit")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    # Third-party losses with the same contract may do more than cross entropy does.
    if call.loss.functional in ("cross_entropy", "nll_loss") and _one_class(call.input):
        always_zero = call.loss.functional == "cross_entropy" or call.input.kind is Kind.LOG_SOFTMAX
        yield Report(
            call.span,
            f"{loss_name(call)} over one unit has one class to choose from",
            effect=_ZERO if always_zero else _MINUS,
            related=origin(call.input, "{what} gives one unit") + loss_made(call),
            fix=_FIX,
        )


def _one_class(given: Tensor) -> bool:
    axis = class_axis(given)
    if axis is None or given.picked or given.shape.rank == 1 or given.shape.size(axis) != 1:
        return False
    return given.channel is not None or given.kind.from_network
