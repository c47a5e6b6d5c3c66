"""Softmax output reaches cross entropy, which applies log-softmax itself.

## What it does
Reports `CrossEntropyLoss` and `F.cross_entropy` (and other losses that want class logits) called on the output of a
softmax, wherever the softmax was applied: in the network, in a wrapper around it or in the training loop.

## Why is this bad
The loss takes its input for logits and squashes it a second time. Scores between 0 and 1 differ by at most 1, and a
softmax over them is nearly flat: the right class can never be believed by more than e / (e + K - 1). Training runs and
accuracy often rises, only slower and to a worse end, which is why the mistake survives.

## Effect
The loss cannot fall below ln(1 + (K - 1) / e) for K classes. It starts at ln K, as the right loss does.

| classes | floor | start |
|---|---|---|
| 2 | 0.313 | 0.693 |
| 10 | 1.461 | 2.303 |
| 1000 | 5.909 | 6.908 |

## Example
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
images, labels = torch.randn(8, 20), torch.randint(0, 10, (8,))
loss = criterion(model(images), labels)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
images, labels = torch.randn(8, 20), torch.randint(0, 10, (8,))
loss = criterion(model(images), labels)
loss.backward()
probabilities = model(images).softmax(dim=1)
```

## Fix safety
Unsafe: the softmax is taken away where it is applied, or out of the container that it was put into. The network then
returns logits everywhere, so code that reads probabilities from it has to apply the softmax itself. `argmax` gives the
same classes either way. Where the probabilities have a name that others read as well, they stay and the loss alone is
given the scores.

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

_FIX = "give the loss the logits, and apply softmax where probabilities are shown"


@rule("HL101", "softmax-into-cross-entropy")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL101":
        yield Report(
            call.span,
            meeting(call, "logits: it applies log-softmax itself"),
            effect=class_scores_bounded(call, floors.cross_entropy_over_probabilities),
            related=sources(call),
            fix=mend(_FIX, Applicability.UNSAFE, without(call.input, call.input_at)),
        )
