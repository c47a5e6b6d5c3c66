"""Numbers that are no probabilities reach BCELoss, which takes their logarithm.

## What it does
Reports `BCELoss` and `F.binary_cross_entropy` (and other losses that want probabilities, such as a Dice loss built with
`from_logits=False`) called on raw scores, on the output of a tanh or of a ReLU-like clamp, or on log-probabilities.

## Why is this bad
The loss takes log(x) and log(1 - x) of what it is given, so every number has to lie between 0 and 1. torch checks this
and raises on the CPU; on a GPU the same check kills the CUDA context. A program that survives its first batches by
luck stops at the first score outside.

## Effect
Raw scores and tanh: an error as soon as one number is negative (or above 1). Log-probabilities are never positive: an
error at the first batch. A clamp at zero: an error above 1, and a positive target whose output is clamped to 0 costs
100, where torch caps the logarithm, without a gradient.

## Example
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 1))
criterion = nn.BCELoss()


def step(x, y):
    loss = criterion(model(x), y)
    loss.backward()
    return loss.item()


try:
    step(torch.randn(64, 8), torch.randint(0, 2, (64, 1)).float())
except RuntimeError as error:
    print(error)
```

## Use instead
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Linear(12, 1))
criterion = nn.BCEWithLogitsLoss()


def step(x, y):
    loss = criterion(model(x), y)
    loss.backward()
    return loss.item()


step(torch.randn(64, 8), torch.randint(0, 2, (64, 1)).float())
```

## Fix safety
Unsafe: `BCEWithLogitsLoss` takes the place of the loss, and a tanh, a ReLU or a logarithm at the end of the network is
taken away with it. The outputs are then logits for whoever reads them.

## References
"input: Tensor of arbitrary shape as probabilities."
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Kind,
    LossCall,
    Report,
    floors,
    loss_instead,
    meeting,
    mend,
    rule,
    sources,
    without,
)

_RAISES = "torch raises as soon as one output is negative or above 1"
_NEGATIVE = "log-probabilities are never positive, so torch raises at the first batch"
_CLAMPED = (
    "torch raises as soon as one output is above 1; a positive target clamped to 0 costs "
    f"{floors.BCE_LOG_CAP:.0f} and gets no gradient"
)
_EFFECTS = {Kind.RELU: _CLAMPED, Kind.LOG_SOFTMAX: _NEGATIVE, Kind.LOG_SIGMOID: _NEGATIVE}
_MISREAD = "numbers that leave [0, 1] are read as probabilities"
_FIX = "give the logits to BCEWithLogitsLoss"


@rule("HL108", "non-probabilities-into-bce")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL108":
        yield Report(
            call.span,
            meeting(call, "probabilities: it takes their log itself" if _is_torch(call) else "probabilities"),
            effect=_EFFECTS.get(call.input.kind, _RAISES) if _is_torch(call) else _MISREAD,
            related=sources(call),
            fix=_fix(call),
        )


def _is_torch(call: LossCall) -> bool:
    return call.loss.functional == "binary_cross_entropy"


def _fix(call: LossCall) -> Fix:
    if not _is_torch(call):
        return Fix(_FIX, Applicability.DISPLAY)
    loss = loss_instead(call, "binary_cross_entropy_with_logits", "BCEWithLogitsLoss")
    squashed = () if call.input.kind is Kind.RAW else (without(call.input, call.input_at),)
    return mend(_FIX, Applicability.UNSAFE, loss, *squashed)
