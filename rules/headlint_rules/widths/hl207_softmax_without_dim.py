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
The axis of the classes is named. Safe where it is the one that torch guesses, since the value is the same; unsafe where
it is another, since the probabilities change to what they were meant to be. Shown only where neither the number of axes
nor the last layer says which axis holds the classes.

## References
"A dimension along which Softmax will be computed (so every slice along dim will sum to 1)."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    GUESSING_LAYERS,
    Activation,
    Along,
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
    activation,
    applied,
    batch_of_scores,
    implicit_dim,
    mend,
    rule,
)

_SOFTMAX = (Kind.SOFTMAX, Kind.LOG_SOFTMAX)
_CLASS_LOSSES = frozenset({Wants.CLASS_LOGITS, Wants.CLASS_LOG_PROBABILITIES})
_GUESS = "torch guesses the axis by the number of axes: 0 for one or three, 1 for two or four, and says so in a warning"
_NAME_IT = "name the axis of the classes: dim=1 of (N, C), dim=-1 where they come last"


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
        name = layer.name.rpartition(".")[2]
        # Which axis that is, only the places know where the layer is applied.
        yield Report(
            layer.span, f"nn.{name} is built without dim", effect=_GUESS, fix=Fix(_NAME_IT, Applicability.SAFE)
        )


def _applied(event: Activation) -> Iterator[Report]:
    given = event.input
    if event.implicit and event.built_at is None:
        yield Report(event.span, f"{event.name} is called without dim", effect=_guess(given), fix=_named(event))
    elif event.implicit and event.built_at is not None and (step := activation(event.output)):
        said = f"nn.{step.what} is built without dim"
        proof = (Related(event.span, "and applied here"),)
        yield Report(event.built_at, said, effect=_guess(given), related=proof, fix=_named(event))
    elif given.kind is Kind.RAW and batch_of_scores(given, event.axis.index) and event.trained & _CLASS_LOSSES:
        yield _over_batch(event.span, event.output, event.built_at, "the softmax is built here")


def _decoded(event: Decode) -> Iterator[Report]:
    """Whoever looks for the best class of each sample takes axis 0 for the samples."""
    given = event.input
    place = applied(given)
    along_classes = event.axis.index is not None and event.axis.index == given.channel
    unproven = not event.trained & _CLASS_LOSSES  # else the softmax has been reported where it is applied
    if place and along_classes and unproven and given.kind in _SOFTMAX and batch_of_scores(given, given.over.index):
        yield _over_batch(place, given, event.span, "the best class of each sample is taken here")


def _guess(given: Tensor) -> str:
    rank = given.shape.rank
    if rank is None:
        return _GUESS
    batch = ", the batch" if rank == 3 else ""
    return f"torch guesses: for {rank} {'axis' if rank == 1 else 'axes'} it takes axis {implicit_dim(rank)}{batch}"


def _named(event: Activation) -> Fix:
    """Say which axis is meant. Where that is the one torch guesses, nothing changes."""
    given, step = event.input, activation(event.output)
    rank, channel = given.shape.rank, given.channel
    guess = None if rank is None or rank == 3 else given.shape.index(implicit_dim(rank))
    index = guess if channel is None else channel
    if step is None or index is None:
        return Fix(_NAME_IT, Applicability.DISPLAY)
    trust = Applicability.SAFE if index == guess else Applicability.UNSAFE
    dim = index if rank is None or rank == 3 else rank + index
    return mend(f"name the axis of the classes: dim={dim}", trust, Along(step.span, step.what, dim))


def _over_batch(span: Span, squashed: Tensor, proof: Span | None, says: str) -> Report:
    step = activation(squashed)
    return Report(
        span,
        "softmax is taken over the batch instead of the classes",
        effect="each sample's probabilities depend on the other samples: a batch of one gets 1 for every class",
        related=() if proof is None else (Related(proof, says),),
        fix=mend(
            "normalise over the classes: dim=1",
            Applicability.UNSAFE,
            None if step is None else Along(step.span, step.what, 1),
        ),
    )
