"""Two independent yes-or-no answers are trained for a question with one answer out of two.

## What it does
Advises where `BCELoss` or `BCEWithLogitsLoss` gets two units and one-hot targets: each sample is one of two classes.

Softmax outputs into BCELoss are HL109. Targets that may be several at once are what these losses are for.

## Why is this bad
Each unit answers for itself, so the network may say "both" and "neither", which the labels never do. One unit with BCE,
or two with cross entropy, cannot: they say how likely the one class is against the other.

## Effect
Where both logits are 0 half of the probability (0.500) lies on "both" and "neither". It is right to decide by the
larger of the two, while a threshold of 0.5 on each may choose two classes or none.

## Example
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(30, 2)
cells, malignant = torch.randn(12, 30), torch.randint(0, 2, (12,))
loss = F.binary_cross_entropy_with_logits(net(cells), F.one_hot(malignant, 2).float())
loss.backward()
```

## Use instead
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(30, 2)
cells, malignant = torch.randn(12, 30), torch.randint(0, 2, (12,))
loss = F.cross_entropy(net(cells), malignant)
loss.backward()
```

## Fix safety
Shown only: the loss, its targets and what reads the output have to change together.

## References
"This is used for measuring the error of a reconstruction in for example an auto-encoder."
https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
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
    loss_made,
    loss_name,
    origin,
    rule,
)

_UNITS = {"binary_cross_entropy": Kind.SIGMOID, "binary_cross_entropy_with_logits": Kind.RAW}
_EFFECT = "with both logits at 0 half of the probability (0.500) lies on both and neither, which the labels never are"
_FIX = Fix("use cross_entropy on the two logits, or one unit with binary cross entropy", Applicability.DISPLAY)


@rule("HL204", "two-sigmoids-for-one-of-two", Severity.ADVICE)
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    given = call.input
    two_units = given.kind is _UNITS.get(call.loss.functional) and given.width == 2 and not given.picked
    if two_units and _one_of_two(call.target):
        yield Report(
            call.span,
            f"{loss_name(call)} asks two units one by one, and the target is one class of two",
            effect=_EFFECT,
            related=origin(given, "{what} gives the two units")
            + origin(call.target, "{what} makes the target one class of two")
            + loss_made(call),
            fix=_FIX,
        )


def _one_of_two(target: Tensor) -> bool:
    """True for one-hot targets. Binary losses want one shape on both sides, so an unknown width is the input's."""
    return target.kind is Kind.ONE_HOT and target.width in (None, 2) and not target.picked
