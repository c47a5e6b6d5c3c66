"""Sigmoid output reaches cross entropy, which applies log-softmax itself.

## What it does
Reports `CrossEntropyLoss` and `F.cross_entropy` called on the output of a sigmoid.

## Why is this bad
Cross entropy wants one unbounded score a class and lets the classes compete in its own softmax. A sigmoid confines
every score to 0 to 1, so that the softmax over them stays nearly flat. If several classes can be true at once, cross
entropy is the wrong loss; if exactly one is, the sigmoid is the wrong activation.

## Effect
The loss cannot fall below ln(1 + (K - 1) / e) for K classes, the same floor as under a softmax.

| classes | floor | start |
|---|---|---|
| 2 | 0.313 | 0.693 |
| 10 | 1.461 | 2.303 |
| 1000 | 5.909 | 6.908 |

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(12, 3), nn.Sigmoid())
x, y = torch.randn(16, 12), torch.randint(0, 3, (16,))
loss = nn.functional.cross_entropy(net(x), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Linear(12, 3)
x, y = torch.randn(16, 12), torch.randint(0, 3, (16,))
loss = nn.functional.cross_entropy(net(x), y)
loss.backward()
```

## Fix safety
Unsafe: the sigmoid is taken away, which is right where the target is one class, and the network returns logits
everywhere. Where the target is a set of labels, `BCEWithLogitsLoss` has to take the place of the loss as well.
Where others read the sigmoid's output by its name, it stays and the loss alone is given the scores.

## References
"The input is expected to contain the unnormalized logits for each class (which do not need to be positive or sum to 1,
in general)." https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    LossCall,
    Report,
    class_scores_bounded,
    floors,
    meeting,
    mend,
    rule,
    sources,
    without,
)

_FIX = "drop the sigmoid; for labels that can be true together use BCEWithLogitsLoss"


@rule("HL103", "sigmoid-into-cross-entropy")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL103":
        yield Report(
            call.span,
            meeting(call, "logits: it applies log-softmax itself"),
            effect=class_scores_bounded(call, floors.cross_entropy_over_probabilities),
            related=sources(call),
            fix=mend(_FIX, Applicability.UNSAFE, without(call.input, call.input_at)),
        )
