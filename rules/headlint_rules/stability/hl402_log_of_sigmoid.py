"""The logarithm of a sigmoid is taken in two steps.

## What it does
Reports `log(p)` and `log(1 - p)` of the output `p` of a sigmoid, in one expression or many statements apart, with or
without a small number added in between.

## Why is this bad
A sigmoid rounds to 0 or 1 before the logarithm sees it. `logsigmoid` computes the same quantity from the score, and
log(1 - sigmoid(x)) is logsigmoid(-x). A small number added before the log hides the infinity, and takes the gradient
away from exactly those samples that are most wrong.

## Effect
In float32 a sigmoid is exactly 1 from a score of 16.6 on and exactly 0 below -88.7. There log(1 - p), or log(p), is
-inf and the gradient nan; behind an epsilon the gradient is 0.

## Example
```python
import torch
from torch import nn

critic = nn.Linear(9, 1)
fake = torch.randn(8, 9)
p = torch.sigmoid(critic(fake))
loss = -torch.log(1 - p).mean()
loss.backward()
```

## Use instead
```python
import torch
from torch import nn
import torch.nn.functional as F

critic = nn.Linear(9, 1)
fake = torch.randn(8, 9)
loss = -F.logsigmoid(-critic(fake)).mean()
loss.backward()
```

## Fix safety
Safe: `logsigmoid` of the same score, or of its negative, has the same value. Unsafe where a small number was added
before the logarithm, since it goes and the value changes where it mattered. Shown only where the sigmoid is not written
in the same function. The loss over both targets is `BCEWithLogitsLoss`.

## References
"Applies the Logsigmoid function element-wise."
https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Grad,
    Kind,
    Log,
    Report,
    Severity,
    floors,
    mend,
    merged,
    origin,
    rule,
)

_FIX = "take logsigmoid of the score (of its negative for 1 - p)"
_BARE = "the log is -inf and the gradient nan, or 0 behind an epsilon"
_CAPPED = "behind the epsilon the gradient is 0"
_UNTRAINED = "the log is -inf, or that of the epsilon whatever the score"
_ZERO = f"in float32 the sigmoid is 0 for scores below -{floors.SIGMOID_VANISHES:.1f}"
_ONE = f"in float32 the sigmoid is 1 for scores above {floors.SIGMOID_IS_ONE:.1f}"


@rule("HL402", "log-of-sigmoid", Severity.WARNING)
def check(log: Log) -> Iterator[Report]:
    """Judge one logarithm."""
    if log.input.kind is Kind.SIGMOID and not log.input.averaged:
        trust = Applicability.UNSAFE if log.eps else Applicability.SAFE
        what = "one minus a sigmoid output" if log.input.complement else "a sigmoid output"
        bound = _ONE if log.input.complement else _ZERO
        yield Report(
            log.span,
            f"log of {what}, taken in two steps where logsigmoid takes one",
            effect=f"{bound}: {_UNTRAINED if log.input.grad is Grad.CUT else _CAPPED if log.eps else _BARE}",
            related=origin(log.input),
            fix=mend(_FIX, trust, merged(log.span, log.input, "logsigmoid", negated=log.input.complement)),
        )
