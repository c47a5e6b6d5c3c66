"""The gradient is cut between the network and the loss that is back-propagated.

## What it does
Reports `backward()` on a loss that no longer depends on any parameter: an argmax, a rounding, a comparison, `detach()`,
`.data`, `.item()`, a detour over numpy, a new tensor or `torch.no_grad()` stands between the network and the loss, or
the loss itself was wrapped anew.

Cutting targets, teachers and one of several terms is right, as long as some path still leads to the network. A term
that is computed from decisions or from copies alone is reported all the same: other than `detach()` and
`torch.no_grad()`, those do not say that no gradient is wanted.

## Why is this bad
Each of these gives numbers without history. Where torch would complain, `requires_grad=True` on the copy silences the
complaint, but it cannot bring the history back.

## Effect
No parameter gets a gradient. `backward()` raises RuntimeError, or, with `requires_grad=True` set on the copy, runs in
silence: every `.grad` stays None. `round` lets it run too, with a gradient of exactly 0. The optimizer changes nothing.

## Example
```python
import torch
from torch import nn

net = nn.Linear(24, 12)
past, future = torch.randn(6, 24), torch.randn(6, 12)
loss = nn.functional.mse_loss(net(past), future)
loss = torch.tensor(loss, requires_grad=True)
loss.backward()
```

## Use instead
```python
import torch
from torch import nn

net = nn.Linear(24, 12)
past, future = torch.randn(6, 24), torch.randn(6, 12)
loss = nn.functional.mse_loss(net(past), future)
loss.backward()
print(loss.item())
```

## Fix safety
Shown only: a step function needs a smooth stand-in, which is a decision about the model.

## References
"Returns a new Tensor, detached from the current graph."
https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, Backward, Fix, Related, Report, Span, rule

_SILENT = "backward() runs and trains nothing: every parameter's .grad stays None"
_RAISES = (
    "no parameter gets a gradient: backward() raises RuntimeError, or runs and trains nothing where requires_grad=True "
    "was set on the copy"
)
_ZEROS = "backward() runs and trains nothing: the gradient of a step function is exactly 0"
_IDLE = "this term of the loss trains nothing: the gradients are the same without it"
_STEPS = ("round", "floor", "ceil", "trunc", "sign")  # torch differentiates these, to zero; the rest has no history
_KEEP = Fix("call backward() on the loss itself", Applicability.DISPLAY)
_SMOOTH = Fix("give the loss the network's own output", Applicability.DISPLAY)


@rule("HL303", "gradient-cut-before-loss")
def check(event: Backward) -> Iterator[Report]:
    """Judge one call of backward()."""
    cut = event.cut
    if event.rewrapped:
        yield Report(
            cut.span,
            f"the loss is cut off from the network by {cut.how}",
            effect=_SILENT,
            related=(*_computed(event), _called(event)),
            fix=_KEEP,
        )
    else:
        yield Report(
            event.loss_at,
            f"the gradient is cut by {cut.how} ({_place(cut.span, event.loss_at)}) before it reaches the network",
            effect=_IDLE if event.part else _ZEROS if any(step in cut.how for step in _STEPS) else _RAISES,
            related=(Related(cut.span, f"{cut.how} cuts the gradient here"), _called(event)),
            fix=_SMOOTH,
        )


def _computed(event: Backward) -> tuple[Related, ...]:
    """Where torch computes the loss; one that is written by hand has no such place."""
    return () if event.loss_at == event.cut.span else (Related(event.loss_at, "the loss is computed here"),)


def _called(event: Backward) -> Related:
    return Related(event.span, "backward() is called here")


def _place(cut: Span, loss: Span) -> str:
    """Where the cut stands, as briefly as a reader at the loss needs it."""
    return f"line {cut.row}" if (cut.path, cut.cell) == (loss.path, loss.cell) else f"{cut.path}:{cut.row}"
