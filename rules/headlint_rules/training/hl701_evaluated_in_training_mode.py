"""A network with dropout or batch normalisation is evaluated in training mode.

## What it does
Reports a network that is called under `torch.no_grad()` and whose answers are compared with labels, given to a loss or
decided on, where the program trained it or loaded its weights before, no `eval()` reached it since, and layers that do
something else in training take part in the answer.

A call of `train()` since the last training step says that the mode is meant (Monte Carlo dropout), and nothing is
reported then; nor where the network was given to code that was not read.

## Why is this bad
Dropout goes on dropping, and batch normalisation goes on using the batch at hand instead of the averages it has learnt,
which it also changes. `torch.no_grad()` switches off gradients and nothing else.

## Effect
Two evaluations of one network differ. A sample's answer depends on the other samples of its batch, and with batch
normalisation a batch of one fails with ValueError where only one value a channel is left.

## Example
```python
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
optimizer = torch.optim.Adam(net.parameters())
x, y = torch.randn(256, 8), torch.randint(3, (256,))
for step in range(20):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()

with torch.no_grad():
    accuracy = (net(x).argmax(1) == y).float().mean()
print(accuracy)
```

## Use instead
```python
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
optimizer = torch.optim.Adam(net.parameters())
x, y = torch.randn(256, 8), torch.randint(3, (256,))
for step in range(20):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()

net.eval()
with torch.no_grad():
    accuracy = (net(x).argmax(1) == y).float().mean()
print(accuracy)
```

## Fix safety
Shown only: where training goes on afterwards, `train()` has to be called again.

## References
"This has an effect only on certain modules."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, Evaluation, Fix, Related, Report, Severity, rule


@rule("HL701", "evaluated-in-training-mode", Severity.ADVICE)
def check(event: Evaluation) -> Iterator[Report]:
    """Judge one evaluation of a network."""
    kinds = list(dict.fromkeys(noise.name for noise in event.noise))
    places = [Related(noise.made_at, f"the {noise.name} is made here") for noise in event.noise if noise.made_at]
    act = "act" if len(kinds) > 1 else "acts"
    before = "gets its weights loaded" if event.loaded else "is trained"
    yield Report(
        event.span,
        f"evaluated in training mode: {event.network} {before}, and no eval() follows",
        effect=f"the {' and the '.join(kinds[:2])} {act} as in training: {_cost(kinds)}",
        related=(*places[:3], Related(event.judged_at, "the answer is judged here")),
        fix=Fix("call eval() before the evaluation, and train() where training goes on", Applicability.DISPLAY),
    )


def _cost(kinds: list[str]) -> str:
    if any("ropout" in kind for kind in kinds):
        return "two evaluations of the same data differ"
    return "each answer depends on the rest of its batch"
