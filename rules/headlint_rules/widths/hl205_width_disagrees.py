"""A metric or a one-hot target counts another number of classes than the network has.

## What it does
Reports metrics of torchmetrics, objects and functions, that are given scores of known width and were built with
another `num_classes`, or `num_labels` for multilabel metrics. Predictions that have been decided already (argmax) have
no width, so nothing is said of them. Reports cross entropy of scores of known width against a one-hot target of
another one as well.

## Why is this bad
The number of classes is written down twice, and the two have come apart: a class was added or dropped, or the
background is counted on one side only.

## Effect
torchmetrics raises ValueError at the first update, often at the end of the first epoch. With `validate_args=False` it
does not look, and counts the classes wrongly or fails later. Cross entropy raises RuntimeError at the first call.

## Example
```python
import torch
from torch import nn
from torchmetrics.classification import MulticlassAccuracy

net = nn.Linear(27, 12)
accuracy = MulticlassAccuracy(num_classes=10)
leaves, species = torch.randn(8, 27), torch.randint(0, 10, (8,))
accuracy.update(net(leaves), species)
```

## Use instead
```python
import torch
from torch import nn
from torchmetrics.classification import MulticlassAccuracy

net = nn.Linear(27, 12)
accuracy = MulticlassAccuracy(num_classes=12)
leaves, species = torch.randn(8, 27), torch.randint(0, 12, (8,))
accuracy.update(net(leaves), species)
```

## Fix safety
Shown only: whether the layer or the metric is wrong is not in the code.

## References
"num_classes – Integer specifying the number of classes."
https://lightning.ai/docs/torchmetrics/stable/classification/accuracy.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Kind,
    LossCall,
    MetricCall,
    Related,
    Report,
    Tensor,
    class_axis,
    loss_name,
    origin,
    rule,
)

_FIX = Fix("give the metric and the last layer the same number", Applicability.DISPLAY)
_ALIKE = Fix("give the one-hot target and the last layer the same number", Applicability.DISPLAY)
_REFUSED = "torch raises RuntimeError at the first call of the loss"


@rule("HL205", "width-disagrees")
def check(call: MetricCall | LossCall) -> Iterator[Report]:
    """Judge one use of a metric, or cross entropy against a distribution."""
    yield from _of_loss(call) if isinstance(call, LossCall) else _of_metric(call)


def _of_loss(call: LossCall) -> Iterator[Report]:
    """Where the classes are the last axis of the scores, they have to be that of the target as well."""
    width, told = _width(call.input), call.target.shape.size(-1)
    last = call.input.channel == -1 and call.loss.functional == "cross_entropy"
    if last and call.target.kind is Kind.ONE_HOT and width is not None and told is not None and width != told:
        yield Report(
            call.span,
            f"scores of width {width} reach {loss_name(call)} with a one-hot target of {told} classes",
            effect=_REFUSED,
            related=origin(call.input, f"{{what}} gives {width} scores")
            + origin(call.target, f"{{what}} makes {told} classes"),
            fix=_ALIKE,
        )


def _of_metric(call: MetricCall) -> Iterator[Report]:
    width, told = _width(call.input), call.num_classes
    if width is not None and told is not None and width != told:
        yield Report(
            call.span,
            f"scores of width {width} reach {call.metric}, which counts {told} {call.counted}",
            effect=_effect(call),
            related=origin(call.input, f"{{what}} gives {width} scores") + _made(call),
            fix=_FIX,
        )


def _width(given: Tensor) -> int | None:
    """The number of scores for each sample, None where it is not known that these are scores."""
    if not given.kind.from_network or given.picked or given.channel is None or given.shape.rank == 1:
        return None
    axis = class_axis(given)
    return given.width if axis is not None and axis == given.channel else None


def _effect(call: MetricCall) -> str:
    if call.validates is False:
        return "validate_args=False: torchmetrics does not look, and counts wrongly or fails later"
    return "torchmetrics raises ValueError at the first call of the metric"


def _made(call: MetricCall) -> tuple[Related, ...]:
    return () if call.made_at is None else (Related(call.made_at, f"the metric is told of {call.num_classes} here"),)
