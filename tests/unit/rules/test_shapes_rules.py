"""HL204, HL205, HL208, HL304, HL501 and HL605 on events made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from headlint.diagnostics import Finding, Severity, Span
from headlint.events import Decode, LossCall, LossSum, MetricCall
from headlint.tensor import Axis, Grad, Kind, Shape, Step, Tensor, Trail
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.wants import Wants
from headlint_rules.api import hl605_mean_reconstruction_sum_kl as hl605
from headlint_rules.arguments import hl501_swapped_loss_arguments as hl501
from headlint_rules.decoding import hl304_argmax_over_batch as hl304
from headlint_rules.widths import hl204_two_sigmoids_for_one_of_two as hl204
from headlint_rules.widths import hl205_width_disagrees as hl205
from headlint_rules.widths import hl208_broadcast_in_elementwise_loss as hl208

LAYER, HERE, THERE = (Span("net.py", row, 1, row, 9) for row in (1, 2, 3))
LOSS = {loss.name: loss for loss in LOSSES}
CLASS_LOSS = frozenset({Wants.CLASS_LOGITS})


def laid(*dims: int | None, open: bool = False, channel: int | None = -1, kind: Kind = Kind.RAW) -> Tensor:
    """What a linear layer gives: by default a known rank, units last."""
    return Tensor(kind, Shape(dims, open), channel, grad=Grad.FLOWS, trail=Trail(Step("Linear", LAYER)))


def data(*dims: int | None, open: bool = False, kind: Kind = Kind.DATA, made: str = "randn") -> Tensor:
    channel = -1 if kind is Kind.ONE_HOT else None
    return Tensor(kind, Shape(dims, open), channel, grad=Grad.NONE, dtype="float", trail=Trail(Step(made, HERE)))


def loss(name: str, given: Tensor, target: Tensor, reduction: str | None = "mean") -> LossCall:
    return LossCall(THERE, LOSS[name], given, target, reduction=reduction)


def found(rule: Any, event: object) -> list[Finding]:
    return list(rule.check.judge(event))


# HL208


@pytest.mark.parametrize(
    ("given", "target"),
    [(laid(16, 1), data(16)), (laid(None, 1), data(None)), (laid(None, channel=None), data(16, 1))],
)
@pytest.mark.parametrize("name", ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "KLDivLoss", "BCELoss"])
def test_a_column_against_a_row(name: str, given: Tensor, target: Tensor) -> None:
    (finding,) = found(hl208, loss(name, given, target))
    assert (finding.span, finding.severity) == (THERE, Severity.ERROR)


def test_what_happens_depends_on_the_loss() -> None:
    sides = (laid(16, 1), data(16))
    (table,) = found(hl208, loss("MSELoss", *sides))
    (refused,) = found(hl208, loss("BCEWithLogitsLoss", *sides))
    assert table.message == "F.mse_loss gets an input of shape (16, 1) and a target of shape (16,)"
    assert table.effect is not None
    assert table.effect.startswith("broadcast to (16, 16), 256 pairs of which 16 are meant: ")
    assert refused.effect == "torch raises ValueError at the first call of the loss"


def test_sizes_that_nobody_knows_are_called_n() -> None:
    (finding,) = found(hl208, loss("L1Loss", laid(None, 1), data(None)))
    assert "(N, 1) and a target of shape (N,)" in finding.message
    assert finding.effect is not None
    assert finding.effect.startswith("broadcast to (N, N): ")


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (laid(16, 1), data(16, 1)),
        (laid(16, channel=None), data(16)),
        (laid(16, 1), data(16, open=True)),  # the rank is not known
        (laid(1, open=True), data(16)),
        (laid(16, 3), data(16)),
        (laid(1, 1), data(16)),  # one prediction against many
        (laid(16, 1), data(1)),  # one target for all
        (laid(16, 1), data()),
        (laid(4, 16, 1), data(4, 16)),  # raises unless the sizes happen to fit
    ],
)
def test_shapes_that_make_no_table(given: Tensor, target: Tensor) -> None:
    assert not found(hl208, loss("MSELoss", given, target))
    assert not found(hl208, loss("MSELoss", target, given))


@pytest.mark.parametrize("reduction", ["none", None])
def test_a_table_may_be_wanted(reduction: str | None) -> None:
    assert not found(hl208, loss("MSELoss", laid(16, 1), data(16), reduction))


def test_losses_on_classes_take_a_row_of_labels() -> None:
    assert not found(hl208, loss("CrossEntropyLoss", laid(16, 1), data(16, kind=Kind.INDEX)))


# HL304


def decision(given: Tensor, axis: int | None, how: Any = "argmax", trained: frozenset[Wants] = CLASS_LOSS) -> Decode:
    return Decode(THERE, how, given, axis=Axis(None, axis), trained=trained)


@pytest.mark.parametrize("how", ["argmax", "max"])
@pytest.mark.parametrize("kind", [Kind.RAW, Kind.SOFTMAX, Kind.LOG_SOFTMAX])
def test_the_best_sample_for_each_class(how: str, kind: Kind) -> None:
    (finding,) = found(hl304, decision(laid(32, 10, kind=kind), -2, how))
    assert (finding.severity, finding.message) == (
        Severity.WARNING,
        f"{how} is taken over the batch instead of the classes",
    )
    assert finding.effect is not None
    assert finding.effect.startswith("10 answers, one for each class, instead of 32, one for each sample")


def test_the_channels_of_images_are_classes_too() -> None:
    (finding,) = found(hl304, decision(laid(None, 4, None, None, channel=-3), -4))
    assert finding.effect is not None
    assert finding.effect.startswith("4 answers, one for each class, instead of one for each sample")


@pytest.mark.parametrize(
    "event",
    [
        decision(laid(32, 10), -1),
        decision(laid(32, 10), None),
        decision(laid(10), -1),  # a single sample
        decision(laid(10, open=True), -2),
        decision(laid(32, 10), -2, trained=frozenset()),
        decision(laid(32, 10), -2, trained=frozenset({Wants.VALUES})),
        decision(laid(3, 32, 10), -3),  # models, samples, classes
        decision(laid(32, 10), -2, "topk"),  # the most certain samples of each class
        decision(laid(32, 10).but(picked=True), -2),
        decision(laid(32, 1), -2),
        decision(data(32, 10), -2),
    ],
)
def test_axes_that_are_not_the_batch_of_scores(event: Decode) -> None:
    assert not found(hl304, event)


# HL501

ORDERED = ["CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss"]


@pytest.mark.parametrize("name", [*ORDERED, "KLDivLoss"])
@pytest.mark.parametrize("kind", [Kind.INDEX, Kind.ONE_HOT])
@pytest.mark.parametrize("output", [Kind.RAW, Kind.SIGMOID, Kind.SOFTMAX, Kind.LOG_SOFTMAX])
def test_labels_first(name: str, kind: Kind, output: Kind) -> None:
    (finding,) = found(hl501, loss(name, data(5, kind=kind), laid(5, 3, kind=output)))
    assert finding.message == f"F.{LOSS[name].functional} gets the target first and the output of the network second"
    assert [place.span for place in finding.related] == [HERE, LAYER]


@pytest.mark.parametrize("name", ORDERED)
def test_numbers_first_and_what_cannot_be_a_target_second(name: str) -> None:
    assert found(hl501, loss(name, data(5, 3), laid(5, 3)))
    assert found(hl501, loss(name, data(5, 3, made="ones"), laid(5, 3, kind=Kind.SIGMOID)))


@pytest.mark.parametrize(
    "call",
    [
        loss("CrossEntropyLoss", laid(5, 3), data(5, kind=Kind.INDEX)),
        loss("MSELoss", data(5, 3), laid(5, 3)),  # the same either way
        loss("L1Loss", data(5, kind=Kind.INDEX), laid(5)),
        loss("CrossEntropyLoss", data(5, 3), laid(5, 3, kind=Kind.SOFTMAX)),  # a soft target
        loss("BCELoss", data(5, 3), laid(5, 3, kind=Kind.SIGMOID)),
        loss("KLDivLoss", data(5, 3), laid(5, 3)),
        loss("KLDivLoss", data(5, 3, made="zeros"), laid(5, 3, kind=Kind.SOFTMAX)),
        loss("CrossEntropyLoss", Tensor(), laid(5, 3)),
        loss("CrossEntropyLoss", data(5, kind=Kind.INDEX), Tensor()),
        loss("CrossEntropyLoss", data(5, kind=Kind.INDEX), laid(5, 3).but(grad=Grad.CUT)),
        loss("CrossEntropyLoss", data(5, kind=Kind.INDEX).but(grad=Grad.CUT), laid(5, 3)),  # a network's decision
    ],
)
def test_orders_that_may_be_meant(call: LossCall) -> None:
    assert not found(hl501, call)


# HL204


@pytest.mark.parametrize(("name", "kind"), [("BCELoss", Kind.SIGMOID), ("BCEWithLogitsLoss", Kind.RAW)])
@pytest.mark.parametrize("width", [2, None])
def test_two_units_for_one_of_two(name: str, kind: Kind, width: int | None) -> None:
    (finding,) = found(hl204, loss(name, laid(8, 2, kind=kind), data(8, width, kind=Kind.ONE_HOT)))
    assert finding.severity is Severity.ADVICE


@pytest.mark.parametrize(
    "call",
    [
        loss("BCEWithLogitsLoss", laid(8, 2), data(8, 2)),  # two tags
        loss("BCEWithLogitsLoss", laid(8, 3), data(8, 3, kind=Kind.ONE_HOT)),
        loss("BCEWithLogitsLoss", laid(8, None), data(8, 2, kind=Kind.ONE_HOT)),
        loss("BCEWithLogitsLoss", laid(8, 2), data(8, 3, kind=Kind.ONE_HOT)),
        loss("BCELoss", laid(8, 2, kind=Kind.SOFTMAX), data(8, 2, kind=Kind.ONE_HOT)),  # HL109
        loss("BCEWithLogitsLoss", laid(8, 2, kind=Kind.SIGMOID), data(8, 2, kind=Kind.ONE_HOT)),  # HL107
        loss("CrossEntropyLoss", laid(8, 2), data(8, 2, kind=Kind.ONE_HOT)),
        loss("MSELoss", laid(8, 2), data(8, 2, kind=Kind.ONE_HOT)),
    ],
)
def test_units_that_answer_for_themselves(call: LossCall) -> None:
    assert not found(hl204, call)


# HL205


def metric(given: Tensor, told: int | None, **more: Any) -> MetricCall:
    return MetricCall(THERE, "MulticlassAccuracy", more.pop("task", "multiclass"), given, told, **more)


@pytest.mark.parametrize(
    "given", [laid(8, 12), laid(12, open=True), laid(2, 12, 5, channel=-2), laid(8, 12, kind=Kind.SOFTMAX)]
)
def test_a_metric_of_another_width(given: Tensor) -> None:
    (finding,) = found(hl205, metric(given, 10, made_at=HERE))
    assert finding.message == "scores of width 12 reach MulticlassAccuracy, which counts 10 classes"
    assert finding.effect == "torchmetrics raises ValueError at the first call of the metric"
    assert [place.span for place in finding.related] == [LAYER, HERE]


def test_labels_are_called_labels_and_a_metric_may_not_look() -> None:
    (finding,) = found(hl205, metric(laid(8, 12, kind=Kind.SIGMOID), 10, task="multilabel", validates=False))
    assert "counts 10 labels" in finding.message
    assert finding.effect is not None
    assert finding.effect.startswith("validate_args=False")


@pytest.mark.parametrize(
    "call",
    [
        metric(laid(8, 12), 12),
        metric(laid(8, 12), None),
        metric(laid(8, None), 10),
        metric(laid(8, 5, 12), 10),  # (N, T, C): the classes are not where the metric looks
        metric(laid(12), 10),
        metric(laid(8, 12).but(picked=True), 10),
        metric(data(8, 12), 10),
        metric(data(8, kind=Kind.INDEX), 10),
    ],
)
def test_metrics_of_which_nothing_is_known(call: MetricCall) -> None:
    assert not found(hl205, call)


# HL605


def test_the_addition_is_the_finding() -> None:
    averaged = Tensor(Kind.LOSS, reduced="mean", trail=Trail(Step("MSELoss", LAYER)))
    summed = Tensor(reduced="sum", terms=frozenset({"square", "exp"}), trail=Trail(Step("sum()", HERE)))
    (finding,) = found(hl605, LossSum(THERE, averaged, summed))
    assert (finding.span, finding.severity) == (THERE, Severity.WARNING)
    assert [(place.span, place.message) for place in finding.related] == [
        (LAYER, "MSELoss is averaged here"),
        (HERE, "sum() adds it up here"),
    ]


@pytest.mark.parametrize(("numbers", "says"), [(25088, "its 25088 numbers"), (None, "as many times too much as")])
def test_the_effect_counts_what_the_loss_is_averaged_over(numbers: int | None, says: str) -> None:
    averaged, summed = Tensor(Kind.LOSS, reduced="mean"), Tensor(reduced="sum")
    (finding,) = found(hl605, LossSum(THERE, averaged, summed, numbers))
    assert says in str(finding.effect)
