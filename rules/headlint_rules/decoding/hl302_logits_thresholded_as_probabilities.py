"""Logits are compared with 0.5, or rounded, as if they were probabilities.

## What it does
Reports a comparison with a number between 0 and 1, and `round`, on the raw output of a layer that is trained with
logits: by `BCEWithLogitsLoss` or another loss that applies the sigmoid itself, or (comparisons only) by cross entropy.

The loss is the proof that the numbers are logits. A regression's output may be rounded.

## Why is this bad
The loss applies the sigmoid, and nobody does so for the decision. A probability of 0.5 is a logit of 0.

## Effect
A logit of 0.5 is a probability of 0.622. Everything between 0.500 and 0.622 is taken for negative, so recall suffers.
`round` also gives -3 or 4, which is no class at all.

## Example
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(13, 1)
patients, ill = torch.randn(60, 13), torch.randint(0, 2, (60, 1)).float()
loss = F.binary_cross_entropy_with_logits(net(patients), ill)
loss.backward()
found = net(patients) > 0.5
```

## Use instead
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(13, 1)
patients, ill = torch.randn(60, 13), torch.randint(0, 2, (60, 1)).float()
loss = F.binary_cross_entropy_with_logits(net(patients), ill)
loss.backward()
found = torch.sigmoid(net(patients)) > 0.5
```

## Fix safety
Unsafe: it changes which samples are decided as positive, which is its purpose. A comparison with 0.5 becomes one with
0, and for another number or for round() the sigmoid is applied first. Shown only for class logits.

## References
"This loss combines a Sigmoid layer and the BCELoss in one single class."
https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Decode,
    Kind,
    Report,
    Threshold,
    Wants,
    bounds,
    mend,
    number,
    origin,
    rule,
)

_HALF = number(bounds.probability(0.5))
_ROUNDED = f"0 and 1 part at a logit of 0.5, a probability of {_HALF}, and round() also gives numbers that are no class"
_NO_SCALE = "class logits have no fixed scale: only after a softmax does a threshold mean a probability"


@rule("HL302", "logits-thresholded-as-probabilities")
def check(decision: Decode) -> Iterator[Report]:
    """Judge one decision."""
    if decision.input.kind is not Kind.RAW or Wants.VALUES in decision.trained:
        return
    binary = Wants.BINARY_LOGITS in decision.trained
    if decision.how == "round" and binary:
        yield _report(decision, "logits are rounded as if they were probabilities", _ROUNDED, "torch.sigmoid")
    if decision.how == "threshold" and decision.threshold is not None and 0 < decision.threshold < 1:
        message = f"logits are compared with {decision.threshold:g} as if they were probabilities"
        if binary:
            yield _report(decision, message, _moved(decision.threshold), "torch.sigmoid")
        elif Wants.CLASS_LOGITS in decision.trained:
            yield _report(decision, message, _NO_SCALE, "softmax")


def _moved(threshold: float) -> str:
    meant, taken = f"{threshold:g}", number(bounds.probability(threshold))
    return f"a logit of {meant} is a probability of {taken}: the decision falls at {taken} instead of {meant}"


def _report(decision: Decode, message: str, effect: str, squash: str) -> Report:
    zero = ", or compare the logits with 0" if squash == "torch.sigmoid" and decision.threshold in (None, 0.5) else ""
    advice = f"apply {squash} first{zero}"
    zero_point = "0" if decision.threshold == 0.5 else ""
    change = Threshold(decision.span, zero_point, "sigmoid") if squash == "torch.sigmoid" else None
    fix = mend(advice, Applicability.UNSAFE, change)
    related = origin(decision.input, "{what} gives the logits")
    return Report(decision.span, message, effect=effect, related=related, fix=fix)
