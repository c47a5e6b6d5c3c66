"""A sigmoid and BCELoss do in two steps what BCEWithLogitsLoss does in one.

## What it does
Reports `BCELoss` and `F.binary_cross_entropy` called on the output of a sigmoid: advice, since the pair is right on
paper, and an error inside `torch.autocast`, where torch refuses it.

## Why is this bad
The sigmoid rounds to 0 or 1 before the loss takes the logarithm. torch caps the logarithm, so that the loss stays
finite, and the samples that are most wrong lose their gradient. Under autocast the probabilities may be half precision,
where this happens much earlier, so torch raises on CUDA.

## Effect
In float32 a negative whose score is above 16.6, and a positive whose score is below -88.7, costs 100 however far off it
is and gets no gradient.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(10, 1), nn.Sigmoid())
criterion = nn.BCELoss()
x, y = torch.randn(8, 10), torch.randint(0, 2, (8, 1)).float()
loss = criterion(net(x), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Linear(10, 1)
criterion = nn.BCEWithLogitsLoss()
x, y = torch.randn(8, 10), torch.randint(0, 2, (8, 1)).float()
loss = criterion(net(x), y)
loss.backward()
```

## Fix safety
Unsafe: both ends change together, and code that reads probabilities from the network has to apply the sigmoid itself. A
threshold of 0.5 that headlint sees on them becomes 0 in the same run.

## References
"This version is more numerically stable than using a plain Sigmoid followed by a BCELoss as, by combining the
operations into one layer, we take advantage of the log-sum-exp trick for numerical stability."
https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    LossCall,
    Report,
    Severity,
    floors,
    loss_instead,
    loss_name,
    mend,
    rule,
    sources,
    without,
)

_FIX = "drop the sigmoid and use BCEWithLogitsLoss"
_CAPPED = (
    f"in float32 a negative with a score above {floors.SIGMOID_IS_ONE:.1f} costs {floors.BCE_LOG_CAP:.0f} however far "
    "off it is and gets no gradient"
)


@rule("HL403", "sigmoid-then-bce", Severity.ADVICE)
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call. Another loss that wants probabilities has no twin that takes logits."""
    if call.cell == "HL403" and call.loss.functional == "binary_cross_entropy":
        with_logits = loss_instead(call, "binary_cross_entropy_with_logits", "BCEWithLogitsLoss")
        where = "inside autocast, where torch raises" if call.autocast else "where BCEWithLogitsLoss serves better"
        yield Report(
            call.span,
            f"sigmoid output reaches {loss_name(call)} {where}",
            effect="the first forward pass on CUDA stops with an error" if call.autocast else _CAPPED,
            related=sources(call),
            severity=Severity.ERROR if call.autocast else None,
            fix=mend(_FIX, Applicability.UNSAFE, without(call.input, call.input_at), with_logits),
        )
