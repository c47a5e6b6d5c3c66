"""The logarithm of a softmax is taken in two steps.

## What it does
Reports `log` of the output of a softmax, in one expression or many statements apart, with or without a small number
added in between.

## Why is this bad
Softmax rounds small probabilities to 0 before the logarithm sees them. `log_softmax` computes the same quantity from
the scores and loses nothing. A small number added before the log hides the infinity, and takes the gradient away from
exactly those classes that are most wrong.

## Effect
In float32 a class whose score lies 104 below the largest gets probability 0: its log is -inf and its gradient nan. With
an epsilon of 1e-8 the log ends at -18.4, and the gradient fades from there on until it is 0.

## Example
```python
import torch
from torch import nn
import torch.nn.functional as F

net = nn.Linear(12, 4)
x, y = torch.randn(8, 12), torch.randint(0, 4, (8,))
probabilities = F.softmax(net(x), dim=1)
loss = F.nll_loss(torch.log(probabilities), y)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn
import torch.nn.functional as F

net = nn.Linear(12, 4)
x, y = torch.randn(8, 12), torch.randint(0, 4, (8,))
loss = F.nll_loss(F.log_softmax(net(x), dim=1), y)
loss.backward()
```

## Fix safety
Safe: `log_softmax` of the same scores along the same axis has the same value. Unsafe where a small number was added
before the logarithm, since it goes and the value changes where it mattered. Shown only where the probabilities are used
for something else as well.

## References
"While mathematically equivalent to log(softmax(x)), doing these two operations separately is slower and numerically
unstable." https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, Grad, Kind, Log, Report, Severity, floors, mend, merged, origin, rule

_FIX = "take log_softmax of the scores"
_VANISHES = f"in float32 a class whose score lies {floors.SOFTMAX_VANISHES:.0f} below the largest has probability 0"
_BARE = f"{_VANISHES}: its log is -inf and its gradient nan, or 0 behind an epsilon"
_CAPPED = f"{_VANISHES}: behind the epsilon its gradient is 0"
_UNTRAINED = f"{_VANISHES}: its log is -inf, or that of the epsilon whatever the score"


@rule("HL401", "log-of-softmax", Severity.WARNING)
def check(log: Log) -> Iterator[Report]:
    """Judge one logarithm."""
    if log.input.kind is Kind.SOFTMAX and not log.input.averaged:
        trust = Applicability.UNSAFE if log.eps else Applicability.SAFE
        yield Report(
            log.span,
            "log of a softmax output, taken in two steps where log_softmax takes one",
            effect=_UNTRAINED if log.input.grad is Grad.CUT else _CAPPED if log.eps else _BARE,
            related=origin(log.input),
            fix=mend(_FIX, trust, merged(log.span, log.input, "log_softmax")),
        )
