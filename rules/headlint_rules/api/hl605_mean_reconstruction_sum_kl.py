"""An averaged reconstruction loss and a summed KL divergence are added up.

## What it does
Reports `loss + kl` where the loss is averaged over all its numbers (`reduction="mean"`, the default) and the KL
divergence of the latent normal distribution is summed over the batch. A divergence that is divided, averaged along some
axis, or weighed by something small or unknown is taken for normalised and left alone.

## Why is this bad
The evidence lower bound adds both as sums (or both for each sample). Averaging divides the reconstruction by the number
of samples times the number of pixels, and the divergence by nothing.

## Effect
The divergence weighs as many times too much as the reconstruction has numbers: for 128 images of 784 pixels 100,352
times. It is cheapest to make the latent code say nothing: the posterior collapses to the prior and every reconstruction
is the average image. The weight also changes with the batch size.

## Example
```python
import torch
import torch.nn.functional as F
from torch import nn

encoder, decoder = nn.Linear(784, 16), nn.Linear(8, 784)
digits = torch.rand(32, 784)
mu, logvar = encoder(digits).chunk(2, dim=1)
code = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
reconstruction = F.mse_loss(decoder(code), digits)
kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = reconstruction + kl
loss.backward()
```

## Use instead
```python
import torch
import torch.nn.functional as F
from torch import nn

encoder, decoder = nn.Linear(784, 16), nn.Linear(8, 784)
digits = torch.rand(32, 784)
mu, logvar = encoder(digits).chunk(2, dim=1)
code = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
reconstruction = F.mse_loss(decoder(code), digits, reduction="sum")
kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
loss = reconstruction + kl
loss.backward()
```

## Fix safety
Unsafe: the reconstruction is summed too. The scale of the loss changes, and the learning rate may have to follow.

## References
"'mean': the sum of the output will be divided by the number of elements in the output"
https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, LossSum, Report, SetKeyword, Severity, mend, origin, rule

_EFFECT = (
    "the divergence weighs as many times too much as the reconstruction has numbers (128 images of 784 pixels: 100352 "
    "times), and the latent code learns to say nothing"
)
_COUNTED = (
    "the reconstruction is divided by its {numbers} numbers and the divergence is not: it weighs that many times too "
    "much, and the latent code learns to say nothing"
)
_FIX = 'sum both (reduction="sum"), or divide both by the batch size'


@rule("HL605", "mean-reconstruction-sum-kl", Severity.WARNING)
def check(addition: LossSum) -> Iterator[Report]:
    """Report the addition: the event is the evidence."""
    yield Report(
        addition.span,
        "a loss averaged over all its numbers is added to a KL divergence summed over the batch",
        effect=_EFFECT if addition.numbers is None else _COUNTED.format(numbers=addition.numbers),
        related=origin(addition.loss, "{what} is averaged here") + origin(addition.term, "{what} adds it up here"),
        fix=mend(_FIX, Applicability.UNSAFE, _summed(addition)),
    )


def _summed(addition: LossSum) -> SetKeyword | None:
    trail = addition.loss.trail
    return None if trail is None else SetKeyword(trail.step.span, "reduction", '"sum"')
