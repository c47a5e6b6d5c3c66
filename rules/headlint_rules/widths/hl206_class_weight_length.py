"""A class weight with more or fewer entries than there are classes.

## What it does
Reports `CrossEntropyLoss`, `NLLLoss` and their functional forms where `weight` has a known length and the input a known
number of classes, and the two differ.

## Why is this bad
The weight holds one factor for each class, looked up by the label. With another length torch cannot tell which class
which factor is for.

## Effect
torch raises RuntimeError the first time the loss is called: often on the training machine, after the data was read.

## Example
```python
import torch
from torch import nn

net = nn.Linear(27, 3)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.2, 1.0, 1.4, 2.0]))
leaves, disease = torch.randn(4, 27), torch.randint(0, 3, (4,))
loss = criterion(net(leaves), disease)
```

## Use instead
```python
import torch
from torch import nn

net = nn.Linear(27, 3)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.2, 1.0, 1.4]))
leaves, disease = torch.randn(4, 27), torch.randint(0, 3, (4,))
loss = criterion(net(leaves), disease)
```

## Fix safety
Shown only: whether the weight or the layer is wrong is not in the code.

## References
"If given, it has to be a Tensor of size C." https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    LossCall,
    Related,
    Report,
    class_axis,
    loss_made,
    origin,
    rule,
)

_FIX = Fix("give the weight one entry for each class", Applicability.DISPLAY)


@rule("HL206", "class-weight-length")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.loss.functional not in ("cross_entropy", "nll_loss"):
        return
    entries, classes = _entries(call), call.input.shape.size(class_axis(call.input))
    if entries is not None and classes is not None and entries != classes:
        yield Report(
            call.span,
            f"class weight of length {entries} for {classes} {'class' if classes == 1 else 'classes'}",
            effect="torch raises RuntimeError at the first call of the loss",
            related=_places(call, entries, classes),
            fix=_FIX,
        )


def _entries(call: LossCall) -> int | None:
    """The length of the weight, None where it is not a vector of known length."""
    weight = call.weight
    return weight.shape.size(0) if weight is not None and weight.shape.rank == 1 else None


def _places(call: LossCall, entries: int, classes: int) -> tuple[Related, ...]:
    weight = () if call.weight_at is None else (Related(call.weight_at, f"the weight has length {entries}"),)
    return origin(call.input, f"{{what}} leaves {classes} on the axis of the classes") + weight + loss_made(call)
