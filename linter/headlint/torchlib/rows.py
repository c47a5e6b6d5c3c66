"""The kinds of row that describe what an operation of torch does to tensors.

One record serves a function, a tensor method and a layer: ``params`` are the names that arguments bind to, in order
(a method binds its receiver to the first, a layer adds the options of its constructor). What is not in the tables is
unknown, and unknown is silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headlint.tensor import Kind
from headlint.torchlib.losses import Loss
from headlint.torchlib.wants import Wants


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``params`` in binding order; what stands behind "*" is keyword-only."""

    params: tuple[str, ...] = ("input",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activates(Row):
    """Gives numbers of ``kind``. ``event`` is the name that rules know it by (softmax, sigmoid ...), empty for those
    that no rule judges; ``axis`` says that it works along ``dim``; ``limits`` are the lowest and the highest number,
    where that is more than the kind says."""

    kind: Kind
    event: str = ""
    axis: bool = False
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives(Row):
    """Gives numbers of ``kind`` on a layout that nobody knows: what a project says of a layer."""

    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Affine(Row):
    """Lays raw numbers: ``out`` units along the last axis, or along axis 1 of a convolution with ``spatial`` axes.
    ``out`` names the option that holds their number; ``slides`` says that a kernel slides over the spatial axes, whose
    sizes follow from its options."""

    out: str
    spatial: int | None = None
    slides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeps(Row):
    """Keeps numbers and layout: dropout, ``to``, ``contiguous``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalises(Row):
    """Keeps the layout and makes the numbers unbounded again: batch and layer normalisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools(Row):
    """Pools or resamples the ``spatial`` last axes. Their sizes are not known afterwards unless the option ``gives``
    says them, or a ``window`` (the option of its size) covers an axis as a whole."""

    spatial: int
    gives: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurs(Row):
    """A recurrent layer: returns (output, state), with ``hidden_size`` units along the last axis of the output."""

    cell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeds(Row):
    """Looks vectors up: one more axis (or, for a bag, rank 2)."""

    bag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Creates(Row):
    """Makes data that no network made. ``sizes`` says where the shape comes from: "args" (the positional numbers or
    one tuple), "size" (the option ``size``), "like" (the input), "content" (the literal), "row" (one axis of any
    length) or "unknown"."""

    kind: Kind = Kind.DATA
    dtype: str | None = "float"
    sizes: str = "args"


@dataclass(frozen=True, slots=True)
class Case:
    """Under these options, each with its value, a loss has this contract."""

    options: tuple[tuple[str, bool | str | None], ...]
    wants: Wants


@dataclass(frozen=True, slots=True, kw_only=True)
class Computes(Row):
    """Computes a loss. Where there are ``cases``, the first that holds says what the loss wants, and where none is
    known to hold it makes no statement."""

    loss: Loss
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decides(Row):
    """Takes a decision: argmax, max, topk, round."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reshapes(Row):
    """Changes the layout and keeps the numbers; ``op`` names the layout change."""

    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduces(Row):
    """Reduces along ``dim`` or over everything; ``op`` is mean, sum, norm ..."""

    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts(Row):
    """Stops the gradient and keeps the numbers; ``how`` is how the program says it."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilds(Row):
    """Builds a new tensor from numbers (``torch.tensor``, ``from_numpy``): what came from a network is cut off."""

    how: str
    dtype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs(Row):
    """Takes a logarithm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transforms(Row):
    """Turns one kind into another, number by number; a kind that ``kinds`` does not name becomes unknown."""

    kinds: tuple[tuple[Kind, Kind], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamps(Row):
    """Limits numbers to [min, max]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds(Row):
    """Takes the larger or smaller of two tensors, number by number: with a single number a limit, as ``Clamps``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wraps(Row):
    """Returns its first argument, or something that behaves like it: DataParallel, compile, Variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathers(Row):
    """Joins a sequence of tensors along an axis: ``cat`` or, with ``new_axis``, ``stack``. Where the program does not
    say which, it is ``along``; tensors of fewer axes than ``least_rank`` are given more first."""

    new_axis: bool = False
    along: int = 0
    least_rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiplies(Row):
    """A matrix product: numbers unknown, the last axis that of the second operand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixes(Row):
    """Gives numbers nobody can say anything of; the gradient runs on. ``layout`` says that the sizes of the only tensor
    among the operands stay."""

    layout: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures(Row):
    """Measures predictions against targets: a metric of torchmetrics. ``task`` is "multiclass" or "multilabel", empty
    where an argument of that name says it."""

    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearranges(Row):
    """Moves, repeats or picks numbers; ``op`` names how."""

    op: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attends(Row):
    """A layer with weights that mixes along the sequence: numbers unknown, the layout that of the operand ``like``
    (the first where it is empty). With ``weights`` it returns attention weights beside them."""

    like: str = ""
    weights: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A class of torch.nn: the parameters of its constructor with the defaults that matter, and what a call does."""

    options: tuple[str, ...]
    acts: Row
    defaults: dict[str, bool | int | float | str | None] = field(default_factory=dict)
