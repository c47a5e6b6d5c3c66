"""Where float32 rounds a softmax or a sigmoid away, and what that does to the losses behind them, against torch."""

import importlib.util
import math
import os
from collections.abc import Callable

import pytest
from headlint.torchlib import floors

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

CLOSE = {"abs": 1e-3}
Loss = Callable[[torch.Tensor], torch.Tensor]


def _gradient(loss: Loss, score: float) -> tuple[float, float]:
    """The loss of the scores 0 and ``score``, and its gradient with respect to the second."""
    scores = torch.tensor([[0.0, score]], requires_grad=True)
    value = loss(scores)
    value.backward()
    return value.item(), scores.grad[0, 1].item()


def test_where_a_softmax_vanishes() -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return -scores.softmax(1)[0, 1].log()

    assert math.isfinite(_gradient(loss, -(floors.SOFTMAX_VANISHES - 1))[0])
    value, gradient = _gradient(loss, -(floors.SOFTMAX_VANISHES + 0.1))
    assert math.isinf(value)
    assert math.isnan(gradient)


def test_an_epsilon_takes_the_gradient_away() -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return -(scores.softmax(1)[0, 1] + 1e-8).log()

    value, gradient = _gradient(loss, -40.0)
    assert value == pytest.approx(-math.log(1e-8), **CLOSE)
    assert abs(gradient) < 1e-3
    assert _gradient(loss, -(floors.SOFTMAX_VANISHES + 0.1))[1] == 0.0
    assert _gradient(lambda z: -z.log_softmax(1)[0, 1], -40.0)[1] == pytest.approx(-1.0)


def test_where_a_sigmoid_vanishes() -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return -torch.sigmoid(scores)[0, 1].log()

    assert math.isfinite(_gradient(loss, -(floors.SIGMOID_VANISHES - 0.1))[0])
    value, gradient = _gradient(loss, -(floors.SIGMOID_VANISHES + 0.1))
    assert math.isinf(value)
    assert math.isnan(gradient)


def test_where_a_sigmoid_is_one() -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return -(1 - torch.sigmoid(scores)[0, 1]).log()

    assert math.isfinite(_gradient(loss, floors.SIGMOID_IS_ONE - 0.01)[0])
    value, gradient = _gradient(loss, floors.SIGMOID_IS_ONE + 0.01)
    assert math.isinf(value)
    assert math.isnan(gradient)


def test_behind_an_epsilon_a_saturated_sigmoid_gets_no_gradient() -> None:
    vanished = _gradient(lambda z: -(torch.sigmoid(z)[0, 1] + 1e-8).log(), -(floors.SIGMOID_VANISHES + 0.1))
    is_one = _gradient(lambda z: -(1 - torch.sigmoid(z)[0, 1] + 1e-8).log(), floors.SIGMOID_IS_ONE + 0.01)
    assert (vanished[1], is_one[1]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("score", "target"), [(floors.SIGMOID_IS_ONE + 0.01, 0.0), (-(floors.SIGMOID_VANISHES + 0.1), 1.0)]
)
def test_bce_over_a_saturated_sigmoid(score: float, target: float) -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return F.binary_cross_entropy(torch.sigmoid(scores[0, 1]), torch.tensor(target))

    assert _gradient(loss, score) == (floors.BCE_LOG_CAP, 0.0)
    steady = _gradient(lambda z: F.binary_cross_entropy_with_logits(z[0, 1], torch.tensor(target)), score)
    assert steady == (pytest.approx(abs(score), abs=1e-4), pytest.approx(1.0 - 2 * target))
