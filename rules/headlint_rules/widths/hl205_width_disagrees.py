"""A metric is told of another number of classes than the network has.

## What it does
Reports metrics of torchmetrics, objects and functions, that are given scores of known width and were built with
another `num_classes`, or `num_labels` for multilabel metrics. Predictions that have been decided already (argmax) have
no width, so nothing is said of them.

## Why is this bad
The number of classes is written down twice, and the two have come apart: a class was added or dropped, or the
background is counted on one side only.

## Effect
torchmetrics raises ValueError at the first update, often at the end of the first epoch. With `validate_args=False` it
does not look, and counts the classes wrongly or fails later.

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

from headlint.rulekit import Applicability, Fix, MetricCall, Related, Report, class_axis, origin, rule

_FIX = Fix("give the metric and the last layer the same number", Applicability.DISPLAY)


@rule("HL205", "width-disagrees")
def check(call: MetricCall) -> Iterator[Report]:
    """Judge one use of a metric."""
    width, told = _width(call), call.num_classes
    if width is not None and told is not None and width != told:
        yield Report(
            call.span,
            f"scores of width {width} reach {call.metric}, which counts {told} {call.counted}",
            effect=_effect(call),
            related=origin(call.input, f"{{what}} gives {width} scores") + _made(call),
            fix=_FIX,
        )


def _width(call: MetricCall) -> int | None:
    """The number of scores for each sample, None where it is not known that these are scores."""
    given = call.input
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
