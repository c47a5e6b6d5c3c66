"""Probabilities are squashed a second time.

## What it does
Reports softmax, log-softmax, sigmoid and log-sigmoid applied to the output of a softmax or a sigmoid, and a sigmoid
applied to log-probabilities.

Log-softmax of log-softmax changes nothing and softmax of log-softmax gives the probabilities back: both are left alone.
So are two softmaxes along different axes, and `1 - p`.

## Why is this bad
The second function takes its input for unbounded scores. Numbers between 0 and 1 differ by at most 1, so what was
nearly certain comes out nearly even.

## Effect
| again | over probabilities | values |
|---|---|---|
| softmax, K classes | softmax or sigmoid | at most e / (e + K - 1): 0.731 (2), 0.232 (10) |
| sigmoid | softmax or sigmoid | 0.500 to 0.731: a threshold at 0.5 takes everything |
| sigmoid | log-probabilities | at most 0.500: a threshold at 0.5 takes nothing |

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(128, 10), nn.Softmax(dim=-1))
spectra = torch.randn(4, 128)
confidence = torch.softmax(net(spectra), dim=-1)
print(confidence.amax(dim=-1))
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(128, 10), nn.Softmax(dim=-1))
spectra = torch.randn(4, 128)
confidence = net(spectra)
print(confidence.amax(dim=-1))
```

## Fix safety
Shown only: which of the two has to go depends on what else reads the network's output.

## References
"Rescales them so that the elements of the n-dimensional output Tensor lie in the range [0,1] and sum to 1."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Activation,
    Applicability,
    Fix,
    Kind,
    Report,
    Tensor,
    bounds,
    by_classes,
    head,
    number,
    origin,
    rule,
    softmax_axis,
    with_classes,
)

_AXIAL = (Kind.SOFTMAX, Kind.LOG_SOFTMAX)
_FIX = Fix("apply one of the two only", Applicability.DISPLAY)
_LOW, _HIGH = (number(p) for p in bounds.SIGMOID_OF_PROBABILITY)
_LOG_LOW, _LOG_HIGH = (number(p) for p in bounds.LOG_SIGMOID_OF_PROBABILITY)


@rule("HL301", "squashed-twice")
def check(event: Activation) -> Iterator[Report]:
    """Judge one activation by what it is applied to."""
    first, again = event.input, event.output.kind
    if not first.picked and not first.complement and _squashes(first.kind, again) and not _elsewhere(event):
        yield Report(
            event.span,
            f"{event.name} is applied to {head(first.kind)}, which is squashed already",
            effect=_effect(first, again, softmax_axis(event)),
            related=origin(first),
            fix=_FIX,
        )


def _squashes(first: Kind, again: Kind) -> bool:
    if first.is_log_probability:
        return again in (Kind.SIGMOID, Kind.LOG_SIGMOID)
    return first.is_probability and (again.is_probability or again.is_log_probability)


def _elsewhere(event: Activation) -> bool:
    """A softmax along another axis than the first one, or than that of the units, weighs and does not classify."""
    first, axis = event.input, softmax_axis(event)
    if event.output.kind not in _AXIAL:
        return False
    own = first.over.index if first.kind in _AXIAL else first.channel
    undecided_attention = axis is None and first.width == 1
    return undecided_attention or (axis is not None and own is not None and axis != own)


def _effect(first: Tensor, again: Kind, axis: int | None) -> str:
    if again is Kind.SIGMOID and first.kind.is_log_probability:
        return f"no value can exceed {number(bounds.SIGMOID_OF_LOG_PROBABILITY)}: a threshold at 0.5 takes nothing"
    if again is Kind.SIGMOID:
        return f"every value lies between {_LOW} and {_HIGH}: a threshold at 0.5 takes everything"
    if again is Kind.LOG_SIGMOID and first.kind.is_log_probability:
        return f"no value can exceed {number(bounds.LOG_SIGMOID_OF_LOG_PROBABILITY)}"
    if again is Kind.LOG_SIGMOID:
        return f"every value lies between {_LOG_LOW} and {_LOG_HIGH}"
    what = "probability" if again is Kind.SOFTMAX else "log-probability"
    highest = bounds.highest_after_softmax if again is Kind.SOFTMAX else bounds.highest_after_log_softmax
    classes = first.width if axis is None else first.shape.size(axis)
    if classes is None:
        return f"no {what} can exceed {by_classes(highest)}"
    return f"{with_classes(classes)} no {what} can exceed {number(highest(classes))}"
