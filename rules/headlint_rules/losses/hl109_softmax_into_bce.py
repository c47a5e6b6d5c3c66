"""Softmax output reaches BCELoss: exclusive probabilities scored as independent ones.

## What it does
Reports `BCELoss` and `F.binary_cross_entropy` called on the whole output of a softmax. A single entry picked out of a
softmax, such as `probs[:, 1]`, is a probability in its own right and is left alone.

## Why is this bad
A softmax shares one unit of probability among the classes: raising one lowers the others. Binary cross entropy scores
each output as a yes or no of its own. Where several labels can be true no softmax can say so, and where exactly one is
true, cross entropy states it and its gradient does not fade.

## Effect
With m true labels among K the loss, averaged over the outputs, cannot fall below m ln(m) / K, and with none below
ln(K / (K - 1)): 0.139 for two and 0.105 for none with 10 classes. With one-hot targets the floor is 0, and at the start
the gradient is K - 1 times smaller than that of cross entropy; for two units the two losses are equal, so that the
finding is advice only.

## Example
```python
import torch
from torch import nn

tagger = nn.Sequential(nn.Linear(16, 6), nn.Softmax(dim=1))
criterion = nn.BCELoss()
x, tags = torch.randn(8, 16), torch.randint(0, 2, (8, 6)).float()
loss = criterion(tagger(x), tags)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

tagger = nn.Linear(16, 6)
criterion = nn.BCEWithLogitsLoss()
x, tags = torch.randn(8, 16), torch.randint(0, 2, (8, 6)).float()
loss = criterion(tagger(x), tags)
loss.backward()
```

## Fix safety
Shown only. Labels that can be true together want `BCEWithLogitsLoss` on the logits; one class of many wants
`CrossEntropyLoss` on the logits.

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
    floors,
    meeting,
    number,
    rule,
    shared_among,
    sources,
    the_loss,
    with_classes,
)

_FIX = Fix("use BCEWithLogitsLoss for labels, CrossEntropyLoss for one class, on the logits", Applicability.DISPLAY)
_EQUAL = {
    True: "with two units and one-hot targets the loss equals cross entropy",
    False: "with two units and one-hot targets the loss is cross entropy but for a factor",
}


@rule("HL109", "softmax-into-bce", Severity.WARNING, unless="HL201")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    if call.cell == "HL109":
        equal = call.input.width == 2 and call.target.kind is Kind.ONE_HOT
        yield Report(
            call.span,
            meeting(call, "independent probabilities: the outputs of a softmax exclude each other"),
            effect=_EQUAL[_plain(call)] if equal else _effect(call),
            related=sources(call),
            severity=Severity.ADVICE if equal else None,
            fix=_FIX,
        )


def _plain(call: LossCall) -> bool:
    """True for BCELoss itself, averaged and not weighted: only then are its values those of closed forms."""
    return call.loss.functional == "binary_cross_entropy" and call.reduction == "mean" and call.weight is None


def _effect(call: LossCall) -> str:
    classes = shared_among(call.input)
    if not _plain(call):
        return "the outputs add up to 1, so no two labels can both be likely"
    if classes is None or classes < 2:
        return f"{the_loss(call)} of a sample with m > 1 true labels among K cannot fall below m ln(m) / K"
    if call.target.kind is Kind.ONE_HOT:
        start = number(floors.bce_start_over_softmax(classes))
        return f"it starts at {start}, with a gradient {classes - 1} times smaller than that of cross entropy"
    two, none = floors.bce_over_softmax(classes, 2), floors.bce_over_softmax(classes, 0)
    return (
        f"{with_classes(classes)} {the_loss(call)} cannot fall below {number(two)} for a sample with two true labels "
        f"or below {number(none)} for one with none"
    )
