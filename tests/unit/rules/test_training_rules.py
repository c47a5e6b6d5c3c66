"""HL607, HL701, HL702 and HL703 on events made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from headlint.diagnostics import Finding, Severity, Span
from headlint.events import Accumulation, Evaluation, FunctionalDropout, LayerBuilt
from headlint.events.training import Noise
from headlint_rules.api import hl607_activation_built_with_tensor as hl607
from headlint_rules.training import hl701_evaluated_in_training_mode as hl701
from headlint_rules.training import hl702_functional_dropout_always_on as hl702
from headlint_rules.training import hl703_training_without_zero_grad as hl703

HERE, THERE, MADE = Span("train.py", 12, 5, 12, 21), Span("train.py", 11, 5, 11, 20), Span("net.py", 3, 9, 3, 30)


def found(rule: Any, event: object) -> list[Finding]:
    return list(rule.check.judge(event))


def test_an_activation_that_is_given_no_tensor_is_left_alone() -> None:
    assert found(hl607, LayerBuilt(HERE, "torch.nn.ReLU", (("inplace", ...),))) == []


@pytest.mark.parametrize(
    ("name", "effect", "fix"),
    [
        ("Sigmoid", "raises TypeError", "nn.Sigmoid()(x)"),
        ("LogSoftmax", "a module and no tensor", "nn.LogSoftmax(dim=1)(x)"),
    ],
)
def test_an_activation_that_is_given_a_tensor(name: str, effect: str, fix: str) -> None:
    (finding,) = found(hl607, LayerBuilt(HERE, f"torch.nn.{name}", data=True))
    assert finding.severity is Severity.ERROR
    assert finding.span == HERE
    assert effect in (finding.effect or "")
    assert finding.fix is not None and fix in finding.fix.message


def test_an_evaluation_names_the_layers_and_what_they_do() -> None:
    event = Evaluation(HERE, "Net", (Noise("BatchNorm1d", MADE), Noise("Dropout", MADE)), THERE)
    (finding,) = found(hl701, event)
    assert finding.severity is Severity.ADVICE
    assert finding.message == "evaluated in training mode: Net is trained, and no eval() follows"
    assert (
        finding.effect == "the BatchNorm1d and the Dropout act as in training: two evaluations of the same data differ"
    )
    assert [related.span for related in finding.related] == [MADE, MADE, THERE]


def test_an_evaluation_of_loaded_weights() -> None:
    (finding,) = found(hl701, Evaluation(HERE, "Net", (Noise("BatchNorm2d", MADE),), THERE, loaded=True))
    assert finding.message == "evaluated in training mode: Net gets its weights loaded, and no eval() follows"
    assert finding.effect == "the BatchNorm2d acts as in training: each answer depends on the rest of its batch"


@pytest.mark.parametrize(("p", "share"), [(0.25, "25%"), (None, "a share p")])
def test_dropout_that_is_always_on(p: float | None, share: str) -> None:
    (finding,) = found(hl702, FunctionalDropout(HERE, "dropout2d", True, p))
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith("F.dropout2d without training= drops in evaluation too")
    assert share in (finding.effect or "")


def test_dropout_that_is_always_off() -> None:
    (finding,) = found(hl702, FunctionalDropout(HERE, "alpha_dropout", False, 0.1))
    assert finding.message.startswith("F.alpha_dropout without training= never drops")
    assert "with p=0.1" in (finding.effect or "")


def test_steps_that_pile_up() -> None:
    (finding,) = found(hl703, Accumulation(HERE, "Adam", THERE, MADE, MADE))
    assert finding.severity is Severity.WARNING
    assert finding.span == HERE
    assert [related.span for related in finding.related] == [THERE, MADE, MADE]
    (finding,) = found(hl703, Accumulation(HERE, "Adam", THERE, MADE))
    assert len(finding.related) == 2
