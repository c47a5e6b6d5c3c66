"""Softmax that leaves its axis to a guess, or works along the batch.

## What it does
Reports `F.softmax`, `F.log_softmax`, `nn.Softmax()`, `nn.LogSoftmax()` and `nn.Softmin()` without `dim`. Also a softmax
over axis 0 of (N, C) or (N, C, H, W) scores that are proven to be class scores: the same layer is trained by a class
loss, or the result is decoded along the classes.

## Why is this bad
Without `dim` torch guesses by the number of axes: 0 for one or three, 1 for two or four. For sequences (N, T, C) the
guess is the batch. Over the batch, a sample's probabilities depend on the other samples.

## Effect
Over the batch the probabilities of a sample do not add up to 1, and a batch of one gives 1 for every class. A right
guess costs a deprecation warning at run time.

## Example
```python
import torch
from torch import nn

layer = nn.Linear(128, 10)
print(nn.functional.softmax(layer(torch.randn(4, 128))))
```

## Use instead
```python
import torch
from torch import nn

layer = nn.Linear(128, 10)
print(nn.functional.softmax(layer(torch.randn(4, 128)), dim=1))
```

## Fix safety
Shown only: which axis holds the classes is for the author to say.

## References
"A dimension along which Softmax will be computed (so every slice along dim will sum to 1)."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    GUESSING_LAYERS,
    Activation,
    Applicability,
    Decode,
    Fix,
    Kind,
    LayerBuilt,
    Related,
    Report,
    Severity,
    Span,
    Tensor,
    Wants,
    applied,
    batch_of_scores,
    implicit_dim,
    rule,
)

_SOFTMAX = (Kind.SOFTMAX, Kind.LOG_SOFTMAX)
_CLASS_LOSSES = frozenset({Wants.CLASS_LOGITS, Wants.CLASS_LOG_PROBABILITIES})
_GUESS = "torch guesses the axis by the number of axes: 0 for one or three, 1 for two or four, and says so in a warning"
_NAME_IT = Fix("name the axis of the classes: dim=1 of (N, C), dim=-1 where they come last", Applicability.DISPLAY)
_OVER_CLASSES = Fix("normalise over the classes: dim=1", Applicability.DISPLAY)


@rule("HL207", "softmax-without-dim", Severity.WARNING)
def check(event: Activation | LayerBuilt | Decode) -> Iterator[Report]:
    """Judge a softmax where it is built or applied; one over the batch also where its result is decoded."""
    if isinstance(event, LayerBuilt):
        yield from _built(event)
    elif isinstance(event, Decode):
        yield from _decoded(event)
    elif event.output.kind in _SOFTMAX:
        yield from _applied(event)


def _built(layer: LayerBuilt) -> Iterator[Report]:
    if layer.name in GUESSING_LAYERS and not layer.unknown_options and dict(layer.options).get("dim") is None:
        yield Report(
            layer.span, f"nn.{layer.name.rpartition('.')[2]} is built without dim", effect=_GUESS, fix=_NAME_IT
        )


def _applied(event: Activation) -> Iterator[Report]:
    given = event.input
    if event.implicit and event.built_at is None:
        yield Report(event.span, f"{event.name} is called without dim", effect=_guess(given), fix=_NAME_IT)
    elif given.kind is Kind.RAW and batch_of_scores(given, event.axis.index) and event.trained & _CLASS_LOSSES:
        yield _over_batch(event.span, event.built_at, "the softmax is built here")


def _decoded(event: Decode) -> Iterator[Report]:
    """Whoever looks for the best class of each sample takes axis 0 for the samples."""
    given = event.input
    place = applied(given)
    along_classes = event.axis.index is not None and event.axis.index == given.channel
    unproven = not event.trained & _CLASS_LOSSES  # else the softmax has been reported where it is applied
    if place and along_classes and unproven and given.kind in _SOFTMAX and batch_of_scores(given, given.over.index):
        yield _over_batch(place, event.span, "the best class of each sample is taken here")


def _guess(given: Tensor) -> str:
    rank = given.shape.rank
    if rank is None:
        return _GUESS
    batch = ", the batch" if rank == 3 else ""
    return f"torch guesses: for {rank} {'axis' if rank == 1 else 'axes'} it takes axis {implicit_dim(rank)}{batch}"


def _over_batch(span: Span, proof: Span | None, says: str) -> Report:
    return Report(
        span,
        "softmax is taken over the batch instead of the classes",
        effect="each sample's probabilities depend on the other samples: a batch of one gets 1 for every class",
        related=() if proof is None else (Related(proof, says),),
        fix=_OVER_CLASSES,
    )
