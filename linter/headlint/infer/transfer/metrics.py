"""Metrics: what reaches them, and how many classes they were told of."""

from __future__ import annotations

from typing import Any

from headlint.events.metrics import MetricCall
from headlint.infer.domain.values import Unknown, Value
from headlint.infer.state.machine import Machine
from headlint.infer.state.operation import Operation
from headlint.torchlib.metrics import told


def measure(machine: Machine, op: Operation) -> Value:
    """Emit the use of a metric; its value is a number that nobody knows."""
    task = op.row.task or op.constant("task")
    count = told(task) if isinstance(task, str) else None
    if count is not None and "preds" in op.bound:
        number, threshold = op.constant(count), op.constant("threshold")
        call = MetricCall(
            span=op.site.span,
            metric=op.name.rpartition(".")[2],
            task=str(task),
            input=op.tensor,
            num_classes=number if type(number) is int else None,
            made_at=op.instance.made_at if op.instance else None,
            threshold=threshold if isinstance(threshold, float) else None,
            validates=_flag(op.constant("validate_args", True)),
        )
        machine.emission.emit(call)
    return Unknown("the value of a metric", op.site.span)


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
