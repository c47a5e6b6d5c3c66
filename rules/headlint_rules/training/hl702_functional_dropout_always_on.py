"""A functional dropout in a network does not know whether the network is training.

## What it does
Reports `F.dropout`, `F.dropout1d`, `F.dropout2d` and `F.dropout3d` without `training` in what a network's `forward`
always does, and `F.alpha_dropout` and `F.feature_alpha_dropout` without it.

Where the program says `training` itself, whatever its value, and where it asks anything before it drops, nothing is
reported: dropout that stays on in evaluation may be meant, if it is said.

## Why is this bad
A function cannot see the mode of the module that calls it. The first four drop by default, so that `eval()` does not
reach them. The last two do not drop by default, so that they never do anything.

## Effect
In evaluation a share p of the numbers is still set to zero and the rest scaled by 1 / (1 - p): two answers to one input
differ, and the accuracy that is measured is that of the damaged network. The alpha dropouts return their input, and the
network is not regularised at all.

## Example
```python
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 64)
        self.head = nn.Linear(64, 3)

    def forward(self, x):
        return self.head(F.dropout(torch.relu(self.hidden(x)), p=0.5))


net, x = Net().eval(), torch.randn(4, 20)
print((net(x) - net(x)).abs().max())
```

## Use instead
```python
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 64)
        self.head = nn.Linear(64, 3)

    def forward(self, x):
        return self.head(F.dropout(torch.relu(self.hidden(x)), p=0.5, training=self.training))


net, x = Net().eval(), torch.randn(4, 20)
print((net(x) - net(x)).abs().max())
```

## Fix safety
Unsafe: `training=self.training` changes what the network answers in evaluation, or how it trains, which is the purpose.
Shown only outside of a method: there is no `self`, and the mode has to be passed on.

## References
"training (bool) - apply dropout if is True. Default: True"
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, FunctionalDropout, PassMode, Report, Severity, mend, rule


@rule("HL702", "functional-dropout-always-on", Severity.WARNING)
def check(event: FunctionalDropout) -> Iterator[Report]:
    """Judge one call of a functional dropout."""
    fix = mend("pass training=self.training, or use the dropout module", Applicability.UNSAFE, PassMode(event.span))
    if event.default:
        message, effect = "without training= drops in evaluation too: eval() does not reach it", _always(event.p)
    else:
        message, effect = "without training= never drops anything: it is off by default", _never(event.p)
    yield Report(event.span, f"F.{event.name} {message}", effect=effect, fix=fix)


def _always(p: float | None) -> str:
    share = "a share p" if p is None else f"{p:.0%}"
    return f"in evaluation {share} of the numbers is set to zero: two answers of the network to one input differ"


def _never(p: float | None) -> str:
    share = "" if p is None else f", with p={p:g}"
    return f"it returns its input in training as well{share}: the network is not regularised by it"
