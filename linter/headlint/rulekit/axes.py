"""Which axis is which: the one of the classes, the one of a softmax."""

from __future__ import annotations

from headlint.events import Activation
from headlint.tensor import Tensor
from headlint.torchlib.softmax import implicit_dim


def class_axis(tensor: Tensor) -> int | None:
    """The axis, from the end, that cross entropy and NLL loss take for the classes: axis 1, or the only one of a
    single sample.

    Where the rank is not known, this is the axis on which the last layer laid its units, provided that nothing but
    the batch can stand in front of it: the last axis behind a linear layer, the channels behind a convolution. None
    where neither is known, or where the units lie along another axis.
    """
    shape, channel = tensor.shape, tensor.channel
    if shape.rank is None:
        return channel if channel is not None and -channel == len(shape.dims) else None
    index = shape.index(0 if shape.rank == 1 else 1)
    return index if channel in (None, index) else None


def lone_unit(tensor: Tensor, axis: int | None) -> bool:
    """True where ``axis`` is known to be the one on which a layer laid its units, and it laid a single one.

    An axis of size one that no layer laid (a batch of one, a sequence of one step) is an accident of the data.
    """
    return axis is not None and axis == tensor.channel and tensor.width == 1 and not tensor.picked


def softmax_axis(event: Activation) -> int | None:
    """The axis, from the end, that a softmax works along; where ``dim`` was left out, the one torch falls back on."""
    rank = event.input.shape.rank
    if event.implicit and rank:
        return event.input.shape.index(implicit_dim(rank))
    return event.axis.index


def batch_of_scores(tensor: Tensor, axis: int | None) -> bool:
    """True where ``axis`` is the first of (N, C) or (N, C, H, W) scores, and a layer laid several units along C."""
    on_classes = tensor.channel is not None and tensor.channel == class_axis(tensor)
    first = axis is not None and tensor.shape.rank in (2, 4) and -axis == tensor.shape.rank
    return first and on_classes and tensor.width != 1 and not tensor.picked
