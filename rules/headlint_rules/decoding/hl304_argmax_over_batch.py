"""The largest is looked for among the samples instead of among the classes.

## What it does
Reports `argmax` and `max` over axis 0 of (N, C) or (N, C, H, W) scores. The proof that axis 1 holds the classes is that
the same layer is trained by cross entropy or another loss on classes; without it, and without a known rank, the finding
is not made.

## Why is this bad
Axis 0 holds the samples of the batch. The answer has one entry for each class and says which sample has the highest
score for it. No sample is classified.

## Effect
There are C answers instead of N, numbers of samples from 0 to N - 1. Compared with labels they match by chance, or
raise RuntimeError where N and C differ. With a batch of one every answer is 0.

## Example
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(128, 10)
spectra, element = torch.randn(32, 128), torch.randint(0, 10, (32,))
scores = net(spectra)
loss = F.cross_entropy(scores, element)
guess = scores.argmax(dim=0)
print(loss, guess)
```

## Use instead
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(128, 10)
spectra, element = torch.randn(32, 128), torch.randint(0, 10, (32,))
scores = net(spectra)
loss = F.cross_entropy(scores, element)
guess = scores.argmax(dim=1)
print(loss, guess)
```

## Fix safety
Shown only: it changes what is returned, which is its purpose.

## References
"dim (int) – the dimension to reduce. If None, the argmax of the flattened input is returned."
https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, Decode, Fix, Report, Severity, Tensor, Wants, batch_of_scores, origin, rule

_CLASS_LOSSES = frozenset({Wants.CLASS_LOGITS, Wants.CLASS_LOG_PROBABILITIES})
_FIX = Fix("decide along the classes: dim=1", Applicability.DISPLAY)


@rule("HL304", "argmax-over-batch", Severity.WARNING)
def check(decision: Decode) -> Iterator[Report]:
    """Judge one decision."""
    given = decision.input
    along_batch = given.kind.from_network and batch_of_scores(given, decision.axis.index)
    if decision.how in ("argmax", "max") and along_batch and decision.trained & _CLASS_LOSSES:
        yield Report(
            decision.span,
            f"{decision.how} is taken over the batch instead of the classes",
            effect=_effect(given),
            related=origin(given, "{what} gives the scores"),
            fix=_FIX,
        )


def _effect(scores: Tensor) -> str:
    samples, classes = scores.shape.dims[0], scores.width
    answers = "one answer for each class" if classes is None else f"{classes} answers, one for each class"
    instead = "instead of one for each sample" if samples is None else f"instead of {samples}, one for each sample"
    return f"{answers}, {instead}: no sample is classified, and a batch of one always gives 0"
