"""A training loop never sets the gradients back to zero.

## What it does
Reports `optimizer.step()` in a loop that calls `backward()` in every turn, where nothing in the loop sets the gradients
back: no `zero_grad()` of the optimizer or of a module, and no hand that touches `.grad`.

Loops that leave the loop after one step, steps with a closure that sets the gradients back, and optimizers or networks
that the loop hands to code which was not read are left alone.

## Why is this bad
`backward()` adds to `.grad`. Without a reset each step moves the parameters by the sum of all gradients since the
program began, most of them taken at parameters that are long gone.

## Effect
Turn n steps by the sum of n gradients: the steps grow with the number of turns and keep their direction after the slope
has turned. With plain gradient descent on 0.5 * w * w, which should shrink w by the factor 1 - lr in each turn, w
swings around 0 with undiminished width.

## Example
```python
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 1)
features = torch.randn(64, 4)
prices = features.sum(1, keepdim=True)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(200):
    loss = nn.functional.mse_loss(net(features), prices)
    loss.backward()
    optimizer.step()
print(loss.item())
```

## Use instead
```python
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 1)
features = torch.randn(64, 4)
prices = features.sum(1, keepdim=True)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(200):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(net(features), prices)
    loss.backward()
    optimizer.step()
print(loss.item())
```

## Fix safety
Unsafe: the network trains differently, which is the purpose. The reset is put behind the step, so that gradients may
still be added up over several batches. Shown only where a closure works out the loss, which has to begin with it.

## References
"This function accumulates gradients in the leaves - you might need to zero .grad attributes or set them to None before
calling it."
https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
"""

from collections.abc import Iterator

from headlint.rulekit import Accumulation, Applicability, Related, Report, ResetGradients, Severity, mend, rule


@rule("HL703", "training-without-zero-grad", Severity.WARNING)
def check(event: Accumulation) -> Iterator[Report]:
    """Judge one step that finds old gradients."""
    made = () if event.made_at is None else (Related(event.made_at, f"the {event.optimizer} is built here"),)
    yield Report(
        event.span,
        f"step() of {event.optimizer} in a loop that never sets the gradients back to zero",
        effect="turn n steps by the sum of n gradients, all but one of them taken at parameters that are gone",
        related=(
            Related(event.backward_at, "backward() adds to the gradients here"),
            Related(event.loop_at, "in every turn of this loop"),
            *made,
        ),
        fix=mend(
            "call zero_grad() on the optimizer in each turn, behind the step",
            Applicability.UNSAFE,
            ResetGradients(event.span),
        ),
    )
