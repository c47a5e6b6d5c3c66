"""HL301, HL302 and HL303 on events made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from headlint.diagnostics import Finding, Span
from headlint.events import Activation, Backward, Decode
from headlint.tensor import Axis, Cut, Kind, Shape, Step, Tensor, Trail
from headlint.torchlib.wants import Wants
from headlint_rules.decoding import hl301_squashed_twice as hl301
from headlint_rules.decoding import hl302_logits_thresholded_as_probabilities as hl302
from headlint_rules.decoding import hl303_gradient_cut_before_loss as hl303

LAYER, HERE, THERE = (Span("net.py", row, 1, row, 9) for row in (1, 2, 3))
ROW = Shape((4, 10), open=False)
BINARY = frozenset({Wants.BINARY_LOGITS})

NAMES = {
    "softmax": Kind.SOFTMAX,
    "log_softmax": Kind.LOG_SOFTMAX,
    "sigmoid": Kind.SIGMOID,
    "logsigmoid": Kind.LOG_SIGMOID,
}


def squashed(kind: Kind, shape: Shape = ROW, over: int | None = -1, **more: Any) -> Tensor:
    axis = Axis(over, over) if kind in (Kind.SOFTMAX, Kind.LOG_SOFTMAX) else Axis()
    return Tensor(kind, shape, channel=-1, over=axis, trail=Trail(Step(kind, LAYER)), **more)


def again(name: str, first: Tensor, axis: Axis = Axis(1, -1)) -> Activation:
    axis = axis if "softmax" in name else Axis()
    return Activation(HERE, name, first, first.but(kind=NAMES[name], over=axis), axis)


def found(rule: Any, event: object) -> list[Finding]:
    return list(rule.check.judge(event))


# HL301

TWICE = [
    (Kind.SIGMOID, "softmax", "with 10 classes no probability can exceed 0.232"),
    (Kind.SOFTMAX, "softmax", "with 10 classes no probability can exceed 0.232"),
    (Kind.SIGMOID, "log_softmax", "with 10 classes no log-probability can exceed -1.461"),
    (Kind.SOFTMAX, "log_softmax", "with 10 classes no log-probability can exceed -1.461"),
    (Kind.SIGMOID, "sigmoid", "every value lies between 0.500 and 0.731: a threshold at 0.5 takes everything"),
    (Kind.SOFTMAX, "sigmoid", "every value lies between 0.500 and 0.731: a threshold at 0.5 takes everything"),
    (Kind.SIGMOID, "logsigmoid", "every value lies between -0.693 and -0.313"),
    (Kind.SOFTMAX, "logsigmoid", "every value lies between -0.693 and -0.313"),
    (Kind.LOG_SOFTMAX, "sigmoid", "no value can exceed 0.500: a threshold at 0.5 takes nothing"),
    (Kind.LOG_SIGMOID, "sigmoid", "no value can exceed 0.500: a threshold at 0.5 takes nothing"),
    (Kind.LOG_SIGMOID, "logsigmoid", "no value can exceed -0.693"),
    (Kind.LOG_SOFTMAX, "logsigmoid", "no value can exceed -0.693"),
]


@pytest.mark.parametrize(("first", "name", "effect"), TWICE)
def test_a_second_squashing_says_what_it_costs(first: Kind, name: str, effect: str) -> None:
    (finding,) = found(hl301, again(name, squashed(first)))
    assert (finding.span, finding.effect) == (HERE, effect)
    assert [r.span for r in finding.related] == [LAYER]


@pytest.mark.parametrize("first", list(Kind))
@pytest.mark.parametrize("name", NAMES)
def test_no_other_pair_is_reported(first: Kind, name: str) -> None:
    expected = (first, name) in {(kind, again) for kind, again, _ in TWICE}
    assert bool(found(hl301, again(name, squashed(first)))) is expected


def test_without_a_known_width_the_effect_is_a_table() -> None:
    (finding,) = found(hl301, again("softmax", squashed(Kind.SIGMOID, Shape((None,))), Axis(-1, -1)))
    assert finding.effect == "no probability can exceed 0.731 with 2 classes, 0.232 with 10, 0.003 with 1000"


def test_softmax_twice_with_an_axis_that_cannot_be_placed() -> None:
    assert found(hl301, again("softmax", squashed(Kind.SOFTMAX, Shape((10,))), Axis(1, None)))


@pytest.mark.parametrize("change", ["picked", "complement"])
def test_entries_and_complements_are_left_alone(change: str) -> None:
    assert not found(hl301, again("softmax", squashed(Kind.SOFTMAX).but(**{change: True})))
    assert not found(hl301, again("sigmoid", squashed(Kind.SIGMOID).but(**{change: True})))


def test_softmaxes_along_two_axes_are_left_alone() -> None:
    assert not found(hl301, again("softmax", squashed(Kind.SOFTMAX), Axis(0, -2)))


def test_gates_weighed_over_time_are_left_alone() -> None:
    steps = Shape((4, 7, 1), open=False)
    assert not found(hl301, again("softmax", squashed(Kind.SIGMOID, steps), Axis(1, -2)))
    assert not found(hl301, again("softmax", squashed(Kind.SIGMOID, Shape((1,))), Axis(1, None)))


# HL302


def decided(how: Any, threshold: float | None = None, trained: frozenset[Wants] = BINARY, **more: Any) -> Decode:
    given = Tensor(
        more.pop("kind", Kind.RAW), Shape((60, 1), open=False), channel=-1, trail=Trail(Step("Linear", LAYER))
    )
    return Decode(HERE, how, given, threshold, trained=trained)


def test_a_half_on_logits() -> None:
    (finding,) = found(hl302, decided("threshold", 0.5))
    assert finding.message == "logits are compared with 0.5 as if they were probabilities"
    assert finding.effect == "a logit of 0.5 is a probability of 0.622: the decision falls at 0.622 instead of 0.5"
    assert finding.fix is not None
    assert "compare the logits with 0" in finding.fix.message
    assert [r.span for r in finding.related] == [LAYER]


def test_another_threshold_is_not_mended_by_zero() -> None:
    (finding,) = found(hl302, decided("threshold", 0.3))
    assert "0.574 instead of 0.3" in str(finding.effect)
    assert finding.fix is not None
    assert finding.fix.message == "apply torch.sigmoid first"


def test_rounded_logits() -> None:
    (finding,) = found(hl302, decided("round"))
    assert "0.622" in str(finding.effect)


def test_class_logits_compared_with_a_probability() -> None:
    (finding,) = found(hl302, decided("threshold", 0.8, frozenset({Wants.CLASS_LOGITS})))
    assert finding.fix is not None
    assert finding.fix.message == "apply softmax first"


@pytest.mark.parametrize(
    "decision",
    [
        decided("threshold", 0.0),
        decided("threshold", 1.0),
        decided("threshold", -0.5),
        decided("threshold", None),
        decided("threshold", 0.5, kind=Kind.SIGMOID),
        decided("threshold", 0.5, kind=Kind.DATA),
        decided("threshold", 0.5, kind=Kind.UNKNOWN),
        decided("threshold", 0.5, frozenset()),
        decided("threshold", 0.5, frozenset({Wants.VALUES})),
        decided("threshold", 0.5, frozenset({Wants.VALUES, Wants.BINARY_LOGITS})),
        decided("threshold", 0.5, frozenset({Wants.BINARY_PROBABILITIES})),
        decided("threshold", 0.5, frozenset({Wants.ANYTHING})),
        decided("round", None, frozenset({Wants.CLASS_LOGITS})),
        decided("round", None, frozenset({Wants.VALUES})),
        decided("round", None, kind=Kind.SIGMOID),
        decided("argmax"),
    ],
)
def test_decisions_on_anything_else(decision: Decode) -> None:
    assert not found(hl302, decision)


# HL303


def test_a_cut_on_the_way_is_told_at_the_loss() -> None:
    (finding,) = found(hl303, Backward(THERE, HERE, Cut("detach()", LAYER)))
    assert finding.span == HERE
    assert finding.message == "the gradient is cut by detach() (line 1) before it reaches the network"
    assert [r.span for r in finding.related] == [LAYER, THERE]


def test_a_cut_in_another_file_is_told_with_its_path() -> None:
    (finding,) = found(hl303, Backward(THERE, HERE, Cut(".numpy()", Span("tools.py", 7, 1, 7, 9))))
    assert "(tools.py:7)" in finding.message


def test_a_loss_wrapped_anew_is_told_where_it_is_wrapped() -> None:
    (finding,) = found(hl303, Backward(THERE, LAYER, Cut("Variable(...)", HERE), rewrapped=True))
    assert finding.span == HERE
    assert finding.message == "the loss is cut off from the network by Variable(...)"
    assert "runs and trains nothing" in str(finding.effect)
    assert [r.span for r in finding.related] == [LAYER, THERE]


@pytest.mark.parametrize(("how", "says"), [("torch.round(...)", "exactly 0"), ("argmax", "raises RuntimeError")])
def test_what_a_cut_does_to_backward(how: str, says: str) -> None:
    (finding,) = found(hl303, Backward(THERE, HERE, Cut(how, LAYER)))
    assert says in str(finding.effect)
