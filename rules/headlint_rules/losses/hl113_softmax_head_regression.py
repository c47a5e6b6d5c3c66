"""A softmax head is trained to hit targets that are no distribution.

## What it does
Reports `MSELoss`, `L1Loss`, `SmoothL1Loss` and `HuberLoss` called on the output of a softmax where the target is known
to be plain numbers, such as those of `torch.rand`. Targets that may be a distribution (one-hot, another softmax, filled
with a constant, written down as a list, anything unknown) are left alone: squared error between probabilities is a
sound loss.

## Why is this bad
The outputs of a softmax are shares of one: none can leave 0 to 1, and raising one lowers the rest. As a regression head
it cannot follow targets that move on their own.

## Effect
The mean of the K outputs is 1/K for every input. A sample's mean squared error is therefore at least the squared
distance of its mean target from 1/K.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(30, 24), nn.ReLU(), nn.Linear(24, 6), nn.Softmax(dim=1))
essays, grades = torch.randn(40, 30), torch.rand(40, 6) * 5
loss = nn.MSELoss()(net(essays), grades)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(30, 24), nn.ReLU(), nn.Linear(24, 6))
essays, grades = torch.randn(40, 30), torch.rand(40, 6) * 5
loss = nn.MSELoss()(net(essays), grades)
loss.backward()
```

## Fix safety
Shown only. Whether the head or the target is wrong is the author's to say.

## References
"Rescales them so that the elements of the n-dimensional output Tensor lie in the range [0,1] and sum to 1."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Kind,
    LossCall,
    Report,
    Severity,
    Tensor,
    floors,
    loss_name,
    number,
    rule,
    shared_among,
    sources,
    with_classes,
)

_DRAWN = frozenset({"rand", "randn", "rand_like", "randn_like", "normal", "linspace"})
_FIX = Fix("drop the softmax, or give it a distribution as its target", Applicability.DISPLAY)


@rule("HL113", "softmax-head-regression", Severity.WARNING)
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call; only a target of plain numbers is evidence."""
    if call.cell == "HL113" and call.input.width != 1 and _is_drawn(call.target):
        yield Report(
            call.span,
            f"softmax output reaches {loss_name(call)} against a target that is no distribution",
            effect=_effect(call),
            related=sources(call),
            fix=_FIX,
        )


def _is_drawn(target: Tensor) -> bool:
    """Constants are not enough: zeros that are filled in later, an identity matrix or a list may hold one-hot rows."""
    steps = [step.what for step in target.trail or ()]
    return target.kind is Kind.DATA and not target.picked and bool(steps) and steps[-1] in _DRAWN


def _effect(call: LossCall) -> str:
    classes = shared_among(call.input)
    if classes is None:
        return "each output lies in [0, 1] and the mean of all K of them is 1/K, whatever the input"
    mean = number(floors.softmax_mean(classes))
    return f"{with_classes(classes)} each output lies in [0, 1] and their mean is {mean}, whatever the input"
