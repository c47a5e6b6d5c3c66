"""Rules on losses that a project declares, and on those that leave open whether they mean classes."""

from __future__ import annotations

import pytest
from headlint.diagnostics import Finding, Span
from headlint.engine.registry import load_rules
from headlint.events import LossCall
from headlint.project.contracts import Declaration
from headlint.tensor import Axis, Grad, Kind, Shape, Tensor
from headlint.torchlib.declared import WANTS, row
from headlint.torchlib.losses import LOSSES, Loss
from headlint.torchlib.rows import Computes
from headlint.torchlib.wants import HEADS, MATRIX, MILD, OK

RULES = load_rules()
HERE = Span("a.py", 1, 1, 1, 2)


def declared(wants: str) -> Loss:
    made = row(Declaration("mylib.FocalLoss", wants=wants))
    assert isinstance(made, Computes)
    return made.loss


def call(loss: Loss, kind: Kind, target: Tensor | None = None) -> LossCall:
    given = Tensor(kind, Shape((8, 4), open=False), -1, over=Axis(1, -1))
    return LossCall(HERE, loss, given, target or Tensor(), made_at=HERE, reduction=loss.reduction)


def judged(event: LossCall) -> list[Finding]:
    return [found for rule in RULES.values() if LossCall in rule.events for found in rule.judge(event)]


@pytest.mark.parametrize("wants", WANTS)
@pytest.mark.parametrize("kind", HEADS)
def test_the_matrix_holds_for_what_a_project_declares(wants: str, kind: Kind) -> None:
    cell = MATRIX[WANTS[wants]].get(kind)
    findings = judged(call(declared(wants), kind))
    expected = [] if cell in (None, OK, "HL113", "HL403") else [cell]
    assert [finding.code for finding in findings] == expected
    for finding in findings:
        assert finding.message.endswith(f"reaches mylib.FocalLoss, which pyproject.toml says wants {WANTS[wants]}")
        assert finding.effect
        assert "torch raises" not in finding.effect
        assert cell in MILD or "the loss cannot fall" not in finding.effect


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        (Kind.SOFTMAX, "the loss can never see one outcome as more than 2.718 times as likely as another"),
        (Kind.SIGMOID, "the loss can never see one outcome as more than 2.718 times as likely as another"),
        (Kind.TANH, "the loss can never see one outcome as more than 7.389 times as likely as another"),
        (Kind.RELU, "no score can fall below 0, and a ReLU passes no gradient to one that is 0"),
    ],
)
def test_effects_hold_for_classes_and_for_single_questions(kind: Kind, effect: str) -> None:
    (finding,) = judged(call(declared("logits"), kind))
    assert finding.effect == effect


@pytest.mark.parametrize(("code", "kind"), [("HL104", Kind.SOFTMAX), ("HL105", Kind.RAW), ("HL106", Kind.SIGMOID)])
def test_ctc_is_told_of_its_gradient(code: str, kind: Kind) -> None:
    (ctc,) = [loss for loss in LOSSES if loss.name == "CTCLoss"]
    (finding,) = judged(call(ctc, kind))
    assert (finding.code, finding.effect) == (
        code,
        "the gradient is that of log-probabilities, and not the slope of this loss",
    )


def test_arguments_that_may_stand_either_way_round() -> None:
    labels = Tensor(Kind.INDEX, grad=Grad.NONE, dtype="int")
    output = Tensor(Kind.RAW, grad=Grad.FLOWS)
    by_name = {loss.name: loss for loss in LOSSES}
    for name, codes in (("BCEWithLogitsLoss", ["HL501"]), ("SoftMarginLoss", [])):
        event = LossCall(HERE, by_name[name], labels, output, made_at=HERE, reduction="mean")
        assert [finding.code for finding in judged(event)] == codes
