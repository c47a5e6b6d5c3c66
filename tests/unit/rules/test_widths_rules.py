"""HL201, HL202, HL203, HL206 and HL207 on events made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from headlint.diagnostics import Applicability, Finding, Severity, Span
from headlint.events import Activation, Decode, LayerBuilt, LossCall
from headlint.tensor import Axis, Kind, Shape, Step, Tensor, Trail
from headlint.torchlib.losses import LOSSES, Loss
from headlint.torchlib.wants import Wants
from headlint_rules.widths import hl201_softmax_over_one_unit as hl201
from headlint_rules.widths import hl202_argmax_over_one_unit as hl202
from headlint_rules.widths import hl203_cross_entropy_on_one_unit as hl203
from headlint_rules.widths import hl206_class_weight_length as hl206
from headlint_rules.widths import hl207_softmax_without_dim as hl207

LAYER, HERE, THERE = (Span("net.py", row, 1, row, 9) for row in (1, 2, 3))
LOSS = {loss.name: loss for loss in LOSSES}
CLASS_LOSS = frozenset({Wants.CLASS_LOGITS})
DATA = Tensor(Kind.DATA)


def laid(*dims: int | None, open: bool = False, channel: int | None = -1, kind: Kind = Kind.RAW) -> Tensor:
    """What a linear layer gives: by default a known rank, units last."""
    return Tensor(kind, Shape(dims, open), channel=channel, trail=Trail(Step("Linear", LAYER)))


def softmax(given: Tensor, dim: int | None = None, name: str = "softmax", **more: Any) -> Activation:
    axis = Axis() if dim is None else Axis(dim, given.shape.index(dim))
    kind = Kind.LOG_SOFTMAX if name == "log_softmax" else Kind.SOFTMAX
    output = given.but(kind=kind, over=axis, trail=Trail(Step(name, HERE), given.trail))
    return Activation(HERE, name, given, output, axis, implicit=dim is None, **more)


def loss(given: Tensor, name: str = "CrossEntropyLoss", **more: Any) -> LossCall:
    return LossCall(THERE, LOSS[name], given, DATA, **more)


def found(rule: Any, event: object) -> list[Finding]:
    return list(rule.check.judge(event))


# HL201


@pytest.mark.parametrize(
    ("given", "dim"),
    [
        (laid(20, 1), 1),
        (laid(20, 1), -1),
        (laid(1, open=True), -1),
        (laid(4, 7, 1), 2),
        (laid(4, 1, 8, 8, channel=-3), 1),
        (laid(1), 0),
        (laid(None, 1), None),  # without dim torch takes axis 1 of two
    ],
)
def test_softmax_along_the_only_unit(given: Tensor, dim: int | None) -> None:
    (finding,) = found(hl201, softmax(given, dim))
    assert (finding.span, finding.message) == (HERE, "softmax over one unit is always 1")
    assert finding.related[0].span == LAYER


def test_log_softmax_says_zero() -> None:
    (finding,) = found(hl201, softmax(laid(20, 1), 1, "log_softmax"))
    assert finding.message == "log-softmax over one unit is always 0"


@pytest.mark.parametrize(
    ("given", "dim"),
    [
        (laid(1, open=True), 1),  # attention over time, or the output of a network: nobody knows
        (laid(4, 7, 1), 1),  # attention over time
        (laid(4, 1, 1), 1),  # attention over a sequence of one step
        (laid(4, 1, channel=None), 1),  # scores (N, T, 1) squeezed, with one step
        (laid(1, 10), 0),  # a batch of one
        (laid(20, 2), 1),
        (laid(20, None), 1),
        (laid(4, 7, 1), None),  # without dim torch takes axis 0 of three
        (laid(20, 1).but(picked=True), 1),
        (Tensor(), 1),
    ],
)
def test_softmax_along_anything_else(given: Tensor, dim: int | None) -> None:
    assert not found(hl201, softmax(given, dim))


@pytest.mark.parametrize("name", ["BCELoss", "CrossEntropyLoss", "NLLLoss", "MSELoss"])
def test_softmax_of_unknown_rank_is_settled_by_the_loss_behind_it(name: str) -> None:
    reached = softmax(laid(1, open=True), 1).output.after("squeeze", THERE)
    (finding,) = found(hl201, loss(reached, name))
    assert finding.span == HERE
    assert [r.span for r in finding.related] == [THERE]


def test_a_convolution_s_channel_of_unknown_rank_is_settled_too() -> None:
    reached = softmax(laid(1, None, None, open=True, channel=-3), 1).output
    assert found(hl201, loss(reached, "BCELoss"))


@pytest.mark.parametrize(
    "reached",
    [
        softmax(laid(1, open=True), 0).output,
        softmax(laid(7, 1, open=True), 1).output,  # something known stands in front of the unit: time
        softmax(laid(2, open=True), 1).output,
        softmax(laid(1, open=True), 1).output.but(picked=True),
        softmax(laid(1, open=True), 1).output.but(kind=Kind.UNKNOWN),
        softmax(laid(20, 1), 1).output,  # the rank is known: reported at the softmax itself
    ],
)
def test_a_loss_settles_nothing_else(reached: Tensor) -> None:
    assert not found(hl201, loss(reached, "BCELoss"))


def test_lists_of_scores_may_be_normalised_before_a_divergence() -> None:
    reached = softmax(laid(1, open=True), 1, "log_softmax").output
    assert not found(hl201, loss(reached, "KLDivLoss"))


# HL202


@pytest.mark.parametrize("how", ["argmax", "argmin", "max", "topk"])
def test_the_largest_of_one(how: Any) -> None:
    (finding,) = found(hl202, Decode(THERE, how, laid(60, 1), axis=Axis(1, -1)))
    assert (finding.span, finding.message) == (THERE, f"{how} over one unit always picks index 0")


@pytest.mark.parametrize(
    ("kind", "says"), [(Kind.RAW, "`> 0`"), (Kind.SIGMOID, "`> 0.5`"), (Kind.SOFTMAX, "one unit for each class")]
)
def test_what_to_do_instead_depends_on_the_numbers(kind: Kind, says: str) -> None:
    (finding,) = found(hl202, Decode(THERE, "argmax", laid(60, 1, kind=kind), axis=Axis(-1, -1)))
    assert finding.fix is not None
    assert says in finding.fix.message


@pytest.mark.parametrize(
    "decision",
    [
        Decode(THERE, "argmax", laid(60, 1)),  # over everything: the best sample
        Decode(THERE, "argmax", laid(60, 1), axis=Axis(0, -2)),  # the best sample
        Decode(THERE, "max", laid(4, 7, 1), axis=Axis(1, -2)),  # pooled over time
        Decode(THERE, "argmax", laid(1, open=True), axis=Axis(1, None)),
        Decode(THERE, "argmax", laid(1, 10), axis=Axis(0, -2)),
        Decode(THERE, "argmax", laid(60, 2), axis=Axis(1, -1)),
        Decode(THERE, "argmax", DATA.but(shape=Shape((60, 1), open=False)), axis=Axis(1, -1)),
        Decode(THERE, "round", laid(60, 1), axis=Axis(1, -1)),
        Decode(THERE, "threshold", laid(60, 1), threshold=0.0),
    ],
)
def test_other_decisions(decision: Decode) -> None:
    assert not found(hl202, decision)


# HL203


@pytest.mark.parametrize(
    "given",
    [
        laid(12, 1),
        laid(None, 1),
        laid(1, open=True),
        laid(4, 1, 8, 8, channel=-3),
        laid(1, None, None, open=True, channel=-3),
        laid(12, 1, channel=None),  # view(-1, 1) of what a layer gave
        laid(12, 1, kind=Kind.SOFTMAX),
    ],
)
def test_cross_entropy_with_one_class(given: Tensor) -> None:
    (finding,) = found(hl203, loss(given, made_at=LAYER))
    assert finding.message == "CrossEntropyLoss over one unit has one class to choose from"
    assert finding.effect is not None
    assert "exactly 0" in finding.effect


def test_nll_on_one_unit_is_minus_the_output_unless_it_is_log_softmax() -> None:
    (raw,) = found(hl203, loss(laid(12, 1), "NLLLoss"))
    (log,) = found(hl203, loss(laid(12, 1, kind=Kind.LOG_SOFTMAX), "NLLLoss"))
    assert raw.message.startswith("F.nll_loss ")
    assert "minus the output" in str(raw.effect)
    assert "exactly 0" in str(log.effect)


@pytest.mark.parametrize(
    "call",
    [
        loss(laid(12, 2)),
        loss(laid(12, None)),
        loss(laid(1)),  # a single sample of one class: (C) or (N)?
        loss(laid(4, 1, 30)),  # scores along the last axis of one step: not the layer's units
        loss(laid(4, 7, 1)),  # a pointer over seven steps
        loss(laid(7, 1, open=True)),
        loss(Tensor(Kind.UNKNOWN, Shape((12, 1), open=False))),
        loss(laid(12, 1).but(picked=True)),
        loss(laid(12, 1), "BCEWithLogitsLoss"),
        loss(laid(12, 1), "CTCLoss"),
        loss(laid(12, 1), "MSELoss"),
    ],
)
def test_losses_with_several_classes_or_none(call: LossCall) -> None:
    assert not found(hl203, call)


def test_a_loss_of_another_library_is_not_judged() -> None:
    focal = Loss("FocalLoss", "mylib.focal", Wants.CLASS_LOGITS, (), ())
    call = LossCall(THERE, focal, laid(12, 1), DATA, weight=DATA.but(shape=Shape((4,), open=False)))
    assert not found(hl203, call)
    assert not found(hl206, call)


# HL206


def weighted(given: Tensor, *dims: int | None, name: str = "CrossEntropyLoss", **more: Any) -> LossCall:
    return loss(given, name, weight=DATA.but(shape=Shape(dims, open=False)), **more)


@pytest.mark.parametrize(
    "call",
    [
        weighted(laid(4, 3), 4),
        weighted(laid(3, open=True), 4),
        weighted(laid(3), 4),
        weighted(laid(None, 3, None, None, channel=-3), 4),
        weighted(laid(3, None, None, open=True, channel=-3), 4),
        weighted(laid(4, 3, kind=Kind.LOG_SOFTMAX), 4, name="NLLLoss"),
        weighted(Tensor(Kind.UNKNOWN, Shape((4, 3), open=False)), 4),
    ],
)
def test_a_weight_of_another_length(call: LossCall) -> None:
    (finding,) = found(hl206, call)
    assert (finding.span, finding.message) == (THERE, "class weight of length 4 for 3 classes")


def test_the_weight_the_layer_and_the_loss_are_shown() -> None:
    (finding,) = found(hl206, weighted(laid(4, 1), 2, weight_at=HERE, made_at=THERE))
    assert finding.message == "class weight of length 2 for 1 class"
    assert [r.span for r in finding.related] == [LAYER, HERE, THERE]


@pytest.mark.parametrize(
    "call",
    [
        weighted(laid(4, 3), 3),
        weighted(laid(4, None), 4),
        weighted(laid(4, 3), None),
        weighted(laid(4, 3), 4, 1),
        weighted(laid(4, 7, 3), 4),  # the classes are not on axis 1
        weighted(Tensor(Kind.RAW), 4),
        weighted(laid(4, 3), 4, name="BCEWithLogitsLoss"),
        loss(laid(4, 3), weight=Tensor()),
        loss(laid(4, 3)),
    ],
)
def test_weights_that_fit_or_are_not_known(call: LossCall) -> None:
    assert not found(hl206, call)


# HL207


@pytest.mark.parametrize("name", ["Softmax", "LogSoftmax", "Softmin"])
@pytest.mark.parametrize("options", [(), (("dim", None),)])
def test_a_layer_built_without_dim(name: str, options: tuple[tuple[str, Any], ...]) -> None:
    (finding,) = found(hl207, LayerBuilt(HERE, f"torch.nn.{name}", options))
    assert finding.message == f"nn.{name} is built without dim"
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "built",
    [
        LayerBuilt(HERE, "torch.nn.Softmax", (("dim", 1),)),
        LayerBuilt(HERE, "torch.nn.Softmax", (("dim", 0),)),
        LayerBuilt(HERE, "torch.nn.Softmax", (("dim", ...),)),
        LayerBuilt(HERE, "torch.nn.Softmax", unknown_options=True),
        LayerBuilt(HERE, "torch.nn.Softmax2d"),
        LayerBuilt(HERE, "mylib.Softmax"),
    ],
)
def test_layers_with_an_axis(built: LayerBuilt) -> None:
    assert not found(hl207, built)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (laid(4, 10), "for 2 axes it takes axis 1"),
        (laid(4, 7, 10), "for 3 axes it takes axis 0, the batch"),
        (laid(10), "for 1 axis it takes axis 0"),
        (Tensor(), "0 for one or three, 1 for two or four"),
    ],
)
def test_a_function_without_dim_says_what_torch_guesses(given: Tensor, says: str) -> None:
    (finding,) = found(hl207, softmax(given))
    assert finding.span == HERE
    assert says in str(finding.effect)


def test_a_layer_without_dim_is_reported_where_it_is_built() -> None:
    (finding,) = found(hl207, softmax(laid(4, 10), built_at=THERE))
    assert finding.span == THERE


def test_the_guess_of_torch_is_safe_to_name_and_another_axis_is_not() -> None:
    trusted = {}
    for given in (laid(4, 10), laid(4, 7, 10), laid(5, 3, 8, 8, channel=-3), Tensor()):
        (finding,) = found(hl207, softmax(given))
        assert finding.fix is not None
        trusted[given.shape.rank] = (finding.fix.applicability, [change.dim for change in finding.fix.changes])
    assert trusted == {
        2: (Applicability.SAFE, [1]),
        3: (Applicability.UNSAFE, [-1]),
        4: (Applicability.SAFE, [1]),
        None: (Applicability.DISPLAY, []),
    }


@pytest.mark.parametrize("given", [laid(5, 12), laid(None, 12), laid(5, None), laid(5, 3, 8, 8, channel=-3)])
@pytest.mark.parametrize("dim", [0, "last"])
def test_softmax_over_the_batch_of_a_trained_classifier(given: Tensor, dim: Any) -> None:
    assert given.shape.rank is not None
    (finding,) = found(hl207, softmax(given, -given.shape.rank if dim == "last" else 0, trained=CLASS_LOSS))
    assert finding.span == HERE
    assert "over the batch" in finding.message


@pytest.mark.parametrize(
    "event",
    [
        softmax(laid(5, 12), 0),  # attention with twelve heads over five nodes
        softmax(laid(5, 12), 0, trained=frozenset({Wants.BINARY_LOGITS})),
        softmax(laid(5, 12), 1, trained=CLASS_LOSS),
        softmax(laid(5, 1), 0, trained=CLASS_LOSS),  # attention over instances
        softmax(laid(12), 0, trained=CLASS_LOSS),  # one sample
        softmax(laid(12, open=True), 0, trained=CLASS_LOSS),  # one sample, perhaps
        softmax(laid(7, 5, 12), 0, trained=CLASS_LOSS),
        softmax(laid(5, 12, channel=-2), 0, trained=CLASS_LOSS),  # transposed: the classes stand first
        softmax(laid(5, 12, kind=Kind.UNKNOWN), 0, trained=CLASS_LOSS),
    ],
)
def test_softmax_over_axis_0_that_may_be_right(event: Activation) -> None:
    assert not found(hl207, event)


def test_who_decodes_along_the_classes_takes_axis_0_for_the_batch() -> None:
    scored = softmax(laid(5, 12), 0).output
    (finding,) = found(hl207, Decode(THERE, "topk", scored, axis=Axis(1, -1)))
    assert finding.span == HERE
    assert [r.span for r in finding.related] == [THERE]


@pytest.mark.parametrize(
    "decision",
    [
        Decode(THERE, "argmax", softmax(laid(5, 12), 1).output, axis=Axis(1, -1)),
        Decode(THERE, "argmax", softmax(laid(5, 12), 0).output, axis=Axis(0, -2)),  # which node each head looks at
        Decode(THERE, "argmax", softmax(laid(5, 12), 0).output),
        Decode(THERE, "argmax", softmax(laid(12), 0).output, axis=Axis(0, -1)),
        Decode(THERE, "argmax", softmax(laid(12, open=True), 0).output, axis=Axis(-1, -1)),
        Decode(THERE, "argmax", laid(5, 12), axis=Axis(1, -1)),
        Decode(THERE, "argmax", softmax(laid(5, 12), 0).output, axis=Axis(1, -1), trained=CLASS_LOSS),
    ],
)
def test_decisions_that_prove_nothing_or_nothing_new(decision: Decode) -> None:
    assert not found(hl207, decision)
