"""How well a network does: metrics that are given its output."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.diagnostics import Span
from headlint.tensor import Tensor


@dataclass(frozen=True, slots=True)
class MetricCall:
    """A metric of torchmetrics receives ``input`` as its predictions.

    ``span`` is the call, ``metric`` the name it is called by ("MulticlassAccuracy", "accuracy"), ``made_at`` the place
    where a metric object was built (None for a function). ``task`` is "multiclass" or "multilabel"; ``num_classes`` the
    number of classes (of labels, if multilabel) that it was told, ``threshold`` the probability from which on a label
    counts as found; ``validates`` is its ``validate_args``. Each of these is None where it was left out or is unknown,
    but for ``validates``, which is True where it was left out.
    """

    span: Span
    metric: str
    task: str
    input: Tensor
    num_classes: int | None = None
    made_at: Span | None = None
    threshold: float | None = None
    validates: bool | None = True

    @property
    def counted(self) -> str:
        """What the metric keeps one count each of: "classes" or "labels"."""
        return "labels" if self.task == "multilabel" else "classes"
