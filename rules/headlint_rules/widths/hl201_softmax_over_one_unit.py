"""Softmax over a single unit: the result is the same whatever the network computes.

## What it does
Reports softmax and log-softmax along an axis that a layer laid with one unit: `Linear(64, 1)` and then
`softmax(dim=-1)`, a one-channel convolution and then `softmax(dim=1)`.

Softmax over the time axis of (N, T, 1) is attention and right. Where `dim=1` may be either, the finding waits until
the value goes straight into a loss.

## Why is this bad
Softmax shares one unit of probability among its entries. A single entry gets all of it. For one score of a yes-or-no
question the squashing function is the sigmoid.

## Effect
The output is exactly 1 (log-softmax: 0) for every sample, and the gradient of everything in front of it exactly 0:
nothing is learnt.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(7, 16), nn.ReLU(), nn.Linear(16, 1), nn.Softmax(dim=-1))
passengers = torch.randn(20, 7)
survival = net(passengers)
print(survival)
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(7, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
passengers = torch.randn(20, 7)
survival = net(passengers)
print(survival)
```

## Fix safety
Unsafe: a sigmoid takes the place of the softmax, which is right where the loss behind it takes probabilities of a yes
or no; where a loss compares the unit with a number, the softmax is taken away. Where a second unit was meant, the
layer and the loss have to follow; where the loss does not fit the sigmoid, the fix is not applied. Shown only where
the unit is not that of a layer that was built in sight.

## References
"A dimension along which Softmax will be computed (so every slice along dim will sum to 1)."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Activation,
    Applicability,
    Fix,
    Kind,
    LossCall,
    Related,
    Report,
    Span,
    Tensor,
    Wants,
    applied,
    class_axis,
    instead,
    lone_unit,
    mend,
    origin,
    rule,
    softmax_axis,
    without,
)

_ALWAYS = {Kind.SOFTMAX: "softmax over one unit is always 1", Kind.LOG_SOFTMAX: "log-softmax over one unit is always 0"}
_EFFECT = "every sample gets the same output and the gradient behind it is exactly 0: nothing in front of it learns"
_FIX = "use sigmoid for a single unit, or give the layer one unit for each class"
_FOR_ONE_UNIT = {Kind.SOFTMAX: "sigmoid", Kind.LOG_SOFTMAX: "logsigmoid"}

# A list of scores (N, T, 1) may be normalised over T before these: rankings and supervised attention.
_LISTWISE = (Wants.LOG_DISTRIBUTION, Wants.FEATURES, Wants.ANYTHING)


@rule("HL201", "softmax-over-one-unit")
def check(event: Activation | LossCall) -> Iterator[Report]:
    """Judge a softmax whose axis is known; one whose axis is not, by the loss behind it."""
    if isinstance(event, LossCall):
        yield from _settled_by(event)
    elif event.output.kind in _ALWAYS and lone_unit(event.input, softmax_axis(event)):
        number = Wants.VALUES in event.trained
        yield _report(event.output, event.span, origin(event.input, "{what} gives one unit"), number)


def _settled_by(call: LossCall) -> Iterator[Report]:
    """``dim=1`` of an unknown rank: straight into a loss the value is the output of the network, (N, 1)."""
    given = call.input
    undecided = given.kind in _ALWAYS and given.over.index is None and given.over.given == 1
    place = applied(given)
    if undecided and place and call.loss.wants not in _LISTWISE and lone_unit(given, class_axis(given)):
        related = (Related(call.span, "and goes straight into the loss here"),)
        yield _report(given, place, related, call.loss.wants is Wants.VALUES)


def _report(squashed: Tensor, span: Span, related: tuple[Related, ...], number: bool) -> Report:
    return Report(span, _ALWAYS[squashed.kind], effect=_EFFECT, related=related, fix=_fix(squashed, number))


def _fix(squashed: Tensor, number: bool) -> Fix:
    """``number`` says that a loss compares the unit with a number, so that no probability is meant."""
    if squashed.maker is None:
        return Fix(_FIX, Applicability.DISPLAY)
    if number:
        return mend("give the number of the unit as it is", Applicability.UNSAFE, without(squashed))
    return mend(_FIX, Applicability.UNSAFE, instead(squashed, _FOR_ONE_UNIT[squashed.kind], plain=True))
