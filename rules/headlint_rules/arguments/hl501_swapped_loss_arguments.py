"""A loss is called as (target, output) instead of (output, target).

## What it does
Reports cross entropy, NLL loss, the two binary cross entropies and KL divergence where the first argument is known to
be labels or data that no network made, and the second is the output of a network. Losses that do not care for the
order, such as mean squared error, are left alone.

## Why is this bad
torch's losses take the prediction first; other libraries take the truth first. Swapped, the labels are read as scores
and the scores as labels. The gradient then runs through the side of the targets, which the loss was not made for.

## Effect
| loss | what happens |
|---|---|
| cross entropy, NLL on whole-number labels | raises RuntimeError or NotImplementedError |
| BCEWithLogits on labels as floats | runs: each logit's gradient is minus its label, so logits only ever rise |
| BCE on labels as floats | runs: the log of 0 is cut at -100: each term is 100 times the distance from the label |

## Example
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(6, 3)
flowers, species = torch.randn(5, 6), torch.randint(0, 3, (5,))
loss = F.cross_entropy(species, net(flowers))
```

## Use instead
```python
import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(6, 3)
flowers, species = torch.randn(5, 6), torch.randint(0, 3, (5,))
loss = F.cross_entropy(net(flowers), species)
```

## Fix safety
Unsafe: the two change places, and the labels may then need another shape or dtype.

## References
"input (Tensor) – Predicted unnormalized logits; target (Tensor) – Ground truth class indices or class probabilities."
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Grad,
    Kind,
    LossCall,
    Related,
    Report,
    Swap,
    Tensor,
    Wants,
    loss_made,
    loss_name,
    mend,
    origin,
    rule,
)

_ORDERED = (
    *(Wants.CLASS_LOGITS, Wants.CLASS_LOG_PROBABILITIES, Wants.BINARY_LOGITS, Wants.BINARY_PROBABILITIES),
    Wants.LOG_DISTRIBUTION,
)
_LABELS = (Kind.INDEX, Kind.ONE_HOT)
_FILLED = ("zeros", "ones", "zeros_like", "ones_like")
# No target of these losses may leave [0, 1], as these kinds do. What lies in it may be a soft target.
_NO_TARGET = (Kind.RAW, Kind.TANH, Kind.LOG_SOFTMAX, Kind.LOG_SIGMOID)
_EFFECTS = {
    Wants.CLASS_LOGITS: "labels are read as logits and scores as labels: torch raises, or trains on the wrong side",
    Wants.CLASS_LOG_PROBABILITIES: "labels are read as log-probabilities and scores as labels: torch raises",
    Wants.BINARY_LOGITS: "the gradient of each score is minus its label over their number: scores only ever rise",
    Wants.BINARY_PROBABILITIES: "the log of 0 is cut at -100: each term is 100 times the distance from its label",
    Wants.LOG_DISTRIBUTION: "labels are read as log-probabilities: the sum is no divergence, its least value not 0",
}
_OTHERS = "labels are read as scores, and scores as labels"
_EITHER_WAY = ("soft_margin_loss",)  # multiplies the two, and so gives the same whichever comes first
_FIX = "pass the output first: loss(output, target)"


@rule("HL501", "swapped-loss-arguments")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    ordered = call.loss.wants in _ORDERED and call.loss.functional not in _EITHER_WAY
    if ordered and _output(call.target) and _truth(call):
        yield Report(
            call.span,
            f"{loss_name(call)} gets the target first and the output of the network second",
            effect=_OTHERS if "." in call.loss.functional else _EFFECTS[call.loss.wants],
            related=_places(call),
            fix=_fix(call),
        )


def _output(tensor: Tensor) -> bool:
    """True for the answer of a network, which an evaluation gets without its gradient."""
    evaluated = tensor.grad is Grad.CUT and tensor.cut is not None and tensor.cut.by_block
    return tensor.kind.from_network and (tensor.grad is Grad.FLOWS or evaluated)


def _truth(call: LossCall) -> bool:
    """True where the first argument is nothing that a loss could score: labels by their making, or numbers that no
    network made against something that cannot be a target."""
    given = call.input
    if given.grad is not Grad.NONE or given.kind.from_network:
        return False
    divergence = call.loss.wants is Wants.LOG_DISTRIBUTION
    if given.kind in _LABELS or given.dtype in ("int", "bool") or (_filled(given) and not divergence):
        return True
    return given.kind is Kind.DATA and call.target.kind in _NO_TARGET and not divergence


def _filled(given: Tensor) -> bool:
    """True for zeros and ones, with which the sides of a discriminator are labelled."""
    return given.kind is Kind.DATA and given.trail is not None and given.trail.step.what in _FILLED


def _places(call: LossCall) -> tuple[Related, ...]:
    first = origin(call.input, "{what} makes what is passed first")
    return first + origin(call.target, "{what} makes the output, passed second") + loss_made(call)


def _fix(call: LossCall) -> Fix:
    first, second = call.input_at, call.target_at
    return mend(_FIX, Applicability.UNSAFE, None if first is None or second is None else Swap(first, second))
