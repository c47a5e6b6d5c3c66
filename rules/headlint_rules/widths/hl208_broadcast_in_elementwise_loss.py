"""A column of predictions meets a row of targets: every prediction is compared with every target.

## What it does
Reports element-wise losses (`MSELoss`, `L1Loss`, `SmoothL1Loss`, `HuberLoss`, `KLDivLoss`, the two binary cross
entropies) that get (N, 1) on one side, perhaps with more axes in front, and (N,) on the other. `reduction="none"` is
left alone, since a table of all pairs may be wanted.

## Why is this bad
The shapes are broadcast against each other: (N, 1) and (N,) make an (N, N) table. Its diagonal is what was meant, the
rest pairs the prediction for one sample with the target of another.

## Effect
| loss | what torch does |
|---|---|
| MSE, L1, SmoothL1, Huber | broadcasts and warns once (UserWarning) |
| KLDiv | broadcasts silently |
| BCE, BCEWithLogits | raises ValueError |

Of the N² differences N are meant: with 16 samples 16 of 256. The loss is least where all predictions are equal; mean
squared error is least at the mean of the batch's targets, and cannot fall below their variance.

## Example
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 1))
houses, prices = torch.randn(32, 5), torch.randn(32)
loss = nn.MSELoss()(net(houses), prices)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 1))
houses, prices = torch.randn(32, 5), torch.randn(32)
loss = nn.MSELoss()(net(houses).squeeze(1), prices)
loss.backward()
```

## Fix safety
Unsafe: `unsqueeze(1)` is appended to the argument of shape (N,) in the call of the loss, and nowhere else. The loss has
another value from then on, which is its purpose.

## References
"Input: (∗), where ∗ means any number of dimensions. Target: (∗), same shape as the input."
https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Append,
    Applicability,
    LossCall,
    Report,
    Shape,
    Wants,
    loss_made,
    loss_name,
    mend,
    origin,
    rule,
)

_RAISES = (Wants.BINARY_LOGITS, Wants.BINARY_PROBABILITIES)
_REFUSED = "torch raises ValueError at the first call of the loss"
_LEAST = {
    "mse_loss": "the loss is least where all predictions are the mean of the targets: {times}their variance",
    "l1_loss": "the loss is least where every prediction is the median of the batch's targets",
    "kl_div": "every input is scored against the sum of all targets, and torch says nothing",
}
_SAME = "the loss is least where all predictions are equal"
_FIX = "give both one shape: squeeze(1) the (N, 1) side, or unsqueeze(1) the (N,) side"


@rule("HL208", "broadcast-in-elementwise-loss")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call."""
    given, wanted = call.input.shape, call.target.shape
    if not call.loss.elementwise or call.reduction in (None, "none"):
        return
    if _column_meets_row(given, wanted) or _column_meets_row(wanted, given):
        yield Report(
            call.span,
            f"{loss_name(call)} gets an input of shape {_said(given)} and a target of shape {_said(wanted)}",
            effect=_REFUSED if call.loss.wants in _RAISES else _effect(call),
            related=origin(call.input, "{what} leads to the input")
            + origin(call.target, "{what} leads to the target")
            + loss_made(call),
            fix=mend(_FIX, Applicability.UNSAFE, _as_column(call)),
        )


def _column_meets_row(column: Shape, row: Shape) -> bool:
    """True for (N, 1) against (N,) unless either is known to hold a single number; there may be more axes in front."""
    if len(column.dims) < 2 or row.rank != 1:
        return False
    return column.dims[-1] == 1 and column.dims[-2] != 1 and row.dims[0] != 1


def _said(shape: Shape) -> str:
    """A shape as torch's documentation writes it: (N, 1), (16,)."""
    sizes = ["N" if size is None else str(size) for size in shape.dims]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _effect(call: LossCall) -> str:
    sizes = {call.input.shape.dims[0], call.target.shape.dims[0]} - {None}
    if call.input.shape.rank not in (1, 2) or call.target.shape.rank not in (1, 2):
        sizes = set()
    size = sizes.pop() if len(sizes) == 1 else None
    pairs = "(N, N)" if size is None else f"({size}, {size}), {size * size} pairs of which {size} are meant"
    if call.weight is not None:
        return f"broadcast to {pairs}: every prediction is compared with every target"
    times = "" if call.reduction == "mean" else f"{'N^2' if size is None else size * size} times "
    return f"broadcast to {pairs}: {_LEAST.get(call.loss.functional, _SAME).format(times=times)}"


def _as_column(call: LossCall) -> Append | None:
    row = call.input_at if call.input.shape.rank == 1 else call.target_at
    return None if row is None else Append(row, ".unsqueeze(1)")
