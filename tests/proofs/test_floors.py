"""Every number that a loss rule prints, against torch: starts at zero scores, floors by optimising the scores."""

import importlib.util
import math
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from headlint.torchlib import floors

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

CLASSES = (2, 3, 10, 100, 1000)
CLOSE = {"abs": 1e-3}
Loss = Callable[[torch.Tensor], torch.Tensor]


def least(loss: Loss, *shape: int) -> float:
    """The least value that descent on the scores reaches, with steps large enough for heads that saturate."""
    torch.manual_seed(0)
    scores = (0.1 * torch.randn(*shape, dtype=torch.float64)).requires_grad_()
    optimiser = torch.optim.Adam([scores], lr=0.5)
    for _ in range(300):
        optimiser.zero_grad()
        loss(scores).backward()
        optimiser.step()
    return loss(scores.detach()).item()


def at_zero(loss: Loss, *shape: int) -> float:
    return loss(torch.zeros(*shape, dtype=torch.float64)).item()


def one_class(classes: int) -> torch.Tensor:
    return torch.tensor([classes - 1])


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tensors this small are slower on several threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("classes", CLASSES)
@pytest.mark.parametrize(
    ("head", "floor"),
    [
        (lambda z: z.softmax(1), floors.cross_entropy_over_probabilities),
        (torch.sigmoid, floors.cross_entropy_over_probabilities),
        (torch.tanh, floors.cross_entropy_over_tanh),
    ],
    ids=["softmax", "sigmoid", "tanh"],
)
def test_cross_entropy(classes: int, head: Loss, floor: Callable[[int], float]) -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(head(scores), one_class(classes))

    # Scores pushed to the bounds: descent through a saturated head does not get there for many classes.
    target = torch.full((1, classes), -1.0, dtype=torch.float64)
    target[0, -1] = 1.0
    assert loss(60 * target).item() == pytest.approx(floor(classes), **CLOSE)
    assert at_zero(loss, 1, classes) == pytest.approx(floors.cross_entropy_start(classes), **CLOSE)
    if classes <= 10:
        assert least(loss, 1, classes) == pytest.approx(floor(classes), **CLOSE)


def test_the_catalogue_s_numbers() -> None:
    assert [round(floors.cross_entropy_over_probabilities(k), 4) for k in (2, 3, 10)] == [0.3133, 0.5514, 1.4612]
    assert floors.cross_entropy_over_probabilities(1000) == pytest.approx(5.909, **CLOSE)


@pytest.mark.parametrize("extra", [{"label_smoothing": 0.1}, {"weight": torch.tensor([1.0, 5.0, 0.2, 3.0]).double()}])
def test_the_floor_holds_under_smoothing_and_class_weights(extra: dict[str, Any]) -> None:
    labels = torch.arange(4)
    found = least(lambda z: F.cross_entropy(z.softmax(1), labels, **extra), 4, 4)
    assert found >= floors.cross_entropy_over_probabilities(4) - 1e-3


def test_the_floor_holds_for_soft_targets() -> None:
    torch.manual_seed(3)
    soft = torch.rand(6, 5, dtype=torch.float64).softmax(1)
    assert least(lambda z: F.cross_entropy(z.softmax(1), soft), 6, 5) >= floors.cross_entropy_over_probabilities(5)


def test_sum_and_none_are_per_sample() -> None:
    scores = 60 * (2 * F.one_hot(torch.arange(3), 4).double() - 1)
    labels = torch.arange(3)
    floor = floors.cross_entropy_over_probabilities(4)
    assert F.cross_entropy(scores.softmax(1), labels, reduction="sum").item() == pytest.approx(3 * floor, **CLOSE)
    each = F.cross_entropy(scores.softmax(1), labels, reduction="none")
    assert each.tolist() == pytest.approx([floor] * 3, **CLOSE)


@pytest.mark.parametrize("classes", CLASSES)
@pytest.mark.parametrize(
    ("head", "floor"),
    [(torch.sigmoid, floors.cross_entropy_over_probabilities), (torch.tanh, floors.cross_entropy_over_tanh)],
)
def test_the_highest_belief(classes: int, head: Loss, floor: Callable[[int], float]) -> None:
    scores = 60 * (2 * F.one_hot(one_class(classes), classes).double() - 1)
    assert head(scores).softmax(1)[0, -1].item() == pytest.approx(floors.belief(floor(classes)), **CLOSE)


def test_log_softmax_before_cross_entropy_changes_nothing() -> None:
    torch.manual_seed(0)
    labels = torch.randint(0, 6, (5,))
    once = torch.randn(5, 6, dtype=torch.float64, requires_grad=True)
    twice = once.detach().clone().requires_grad_()
    loss_once, loss_twice = F.cross_entropy(once, labels), F.cross_entropy(twice.log_softmax(1), labels)
    loss_once.backward()
    loss_twice.backward()
    assert loss_once.item() == pytest.approx(loss_twice.item())
    assert torch.allclose(once.grad, twice.grad)


@pytest.mark.parametrize("classes", CLASSES)
def test_nll_over_softmax(classes: int) -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return F.nll_loss(scores.softmax(1), one_class(classes))

    assert at_zero(loss, 1, classes) == pytest.approx(floors.nll_start_over_softmax(classes), **CLOSE)
    assert least(loss, 1, classes) == pytest.approx(floors.NLL_FLOOR_OVER_PROBABILITIES, **CLOSE)


def test_nll_over_softmax_scales_the_gradient_by_the_probability() -> None:
    torch.manual_seed(1)
    wrong = torch.randn(1, 7, dtype=torch.float64, requires_grad=True)
    right = wrong.detach().clone().requires_grad_()
    F.nll_loss(wrong.softmax(1), torch.tensor([4])).backward()
    F.cross_entropy(right, torch.tensor([4])).backward()
    assert torch.allclose(wrong.grad, right.grad * wrong.detach().softmax(1)[0, 4])


def test_nll_over_raw_scores_falls_without_end_and_ignores_the_rest() -> None:
    scores = torch.zeros(1, 3, requires_grad=True)
    F.nll_loss(scores, torch.tensor([1])).backward()
    assert scores.grad.tolist() == [[0.0, -1.0, 0.0]]
    assert F.nll_loss(torch.full((1, 3), 1e6), torch.tensor([1])).item() == -1e6


def test_nll_over_tanh_ends_at_minus_one() -> None:
    assert least(lambda z: F.nll_loss(z.tanh(), torch.tensor([1])), 1, 3) == pytest.approx(
        floors.NLL_FLOOR_OVER_PROBABILITIES, **CLOSE
    )


def test_nll_over_sigmoid_ends_with_every_unit_at_one() -> None:
    labels = torch.arange(4)

    def loss(scores: torch.Tensor) -> torch.Tensor:
        return F.nll_loss(torch.sigmoid(scores), labels)

    assert at_zero(loss, 4, 4) == pytest.approx(floors.NLL_START_OVER_SIGMOID, **CLOSE)
    assert least(loss, 4, 4) == pytest.approx(floors.NLL_FLOOR_OVER_PROBABILITIES, **CLOSE)
    assert loss(torch.full((4, 4), 60.0)).item() == pytest.approx(floors.NLL_FLOOR_OVER_PROBABILITIES)


@pytest.mark.parametrize("loss", [F.binary_cross_entropy_with_logits, F.multilabel_soft_margin_loss])
@pytest.mark.parametrize(
    ("positive", "floor", "start"),
    [
        (1.0, floors.POSITIVE_FLOOR_OVER_PROBABILITIES, floors.POSITIVE_START_OVER_SIGMOID),
        (0.0, floors.NEGATIVE_FLOOR_OVER_PROBABILITIES, floors.NEGATIVE_START_OVER_SIGMOID),
    ],
    ids=["positive", "negative"],
)
def test_binary_logits_over_sigmoid(loss: Any, positive: float, floor: float, start: float) -> None:
    target = torch.full((1, 3), positive, dtype=torch.float64)
    assert least(lambda z: loss(torch.sigmoid(z), target), 1, 3) == pytest.approx(floor, **CLOSE)
    assert at_zero(lambda z: loss(torch.sigmoid(z), target), 1, 3) == pytest.approx(start, **CLOSE)


def test_binary_logits_over_softmax_share_the_floors() -> None:
    target = torch.tensor([[0.0, 1.0, 0.0]], dtype=torch.float64)
    found = least(lambda z: F.binary_cross_entropy_with_logits(z.softmax(1), target), 1, 3)
    floor = (floors.POSITIVE_FLOOR_OVER_PROBABILITIES + 2 * floors.NEGATIVE_FLOOR_OVER_PROBABILITIES) / 3
    assert found == pytest.approx(floor, **CLOSE)


def test_the_sigmoid_of_a_probability() -> None:
    assert torch.sigmoid(torch.tensor([0.0, 1.0])).tolist() == pytest.approx(
        [0.5, floors.HIGHEST_BELIEF_OVER_PROBABILITIES]
    )


@pytest.mark.parametrize("positive", [1.0, 0.0])
def test_binary_logits_over_tanh(positive: float) -> None:
    target = torch.full((1, 1), positive, dtype=torch.float64)

    def loss(scores: torch.Tensor) -> torch.Tensor:
        return F.binary_cross_entropy_with_logits(scores.tanh(), target)

    assert least(loss, 1, 1) == pytest.approx(floors.BINARY_FLOOR_OVER_TANH, **CLOSE)
    assert at_zero(loss, 1, 1) == pytest.approx(floors.BINARY_START, **CLOSE)
    assert torch.sigmoid(torch.tensor(1.0)).item() == pytest.approx(floors.belief(floors.BINARY_FLOOR_OVER_TANH))


@pytest.mark.parametrize("clamp", [F.relu, F.relu6, F.softplus, torch.exp])
def test_binary_logits_behind_a_clamp(clamp: Loss) -> None:
    target = torch.zeros(1, 1, dtype=torch.float64)
    found = least(lambda z: F.binary_cross_entropy_with_logits(clamp(z), target), 1, 1)
    assert found == pytest.approx(floors.NEGATIVE_FLOOR_OVER_PROBABILITIES, **CLOSE)


@pytest.mark.parametrize("classes", CLASSES)
def test_cross_entropy_where_all_scores_are_clamped(classes: int) -> None:
    scores = torch.full((1, classes), -1.0, requires_grad=True)
    loss = F.cross_entropy(F.relu(scores), one_class(classes))
    loss.backward()
    assert loss.item() == pytest.approx(floors.cross_entropy_start(classes), **CLOSE)
    assert not scores.grad.any()


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("positives", [0, 1, 2])
def test_bce_over_softmax(classes: int, positives: int) -> None:
    target = torch.zeros(1, classes, dtype=torch.float64)
    target[0, :positives] = 1.0
    found = least(lambda z: F.binary_cross_entropy(z.softmax(1), target), 1, classes)
    assert found == pytest.approx(floors.bce_over_softmax(classes, positives), **CLOSE)


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_bce_over_softmax_on_one_hot_targets(classes: int) -> None:
    scores, labels = torch.zeros(1, classes, requires_grad=True), one_class(classes)
    loss = F.binary_cross_entropy(scores.softmax(1), F.one_hot(labels, classes).float())
    loss.backward()
    assert loss.item() == pytest.approx(floors.bce_start_over_softmax(classes), **CLOSE)
    right = torch.zeros(1, classes, requires_grad=True)
    F.cross_entropy(right, labels).backward()
    assert torch.allclose(scores.grad * (classes - 1), right.grad, atol=1e-5)


def test_bce_over_a_softmax_of_two_is_cross_entropy() -> None:
    torch.manual_seed(2)
    scores, labels = torch.randn(6, 2), torch.randint(0, 2, (6,))
    binary = F.binary_cross_entropy(scores.softmax(1), F.one_hot(labels, 2).float())
    assert binary.item() == pytest.approx(F.cross_entropy(scores, labels).item())


def test_bce_refuses_what_is_no_probability() -> None:
    for value in (-0.01, 1.01):
        with pytest.raises(RuntimeError, match="between 0 and 1"):
            F.binary_cross_entropy(torch.tensor([value]), torch.ones(1))
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        F.binary_cross_entropy(torch.randn(2, 3).log_softmax(1), torch.ones(2, 3))


def test_bce_behind_a_relu_costs_the_cap() -> None:
    scores = torch.full((1, 1), -1.0, requires_grad=True)
    loss = F.binary_cross_entropy(F.relu(scores), torch.ones(1, 1))
    loss.backward()
    assert loss.item() == floors.BCE_LOG_CAP
    assert not scores.grad.any()


@pytest.mark.parametrize("classes", [2, 10])
def test_kl_div_over_probabilities(classes: int) -> None:
    def loss(scores: torch.Tensor) -> torch.Tensor:
        return F.kl_div(scores[:1].softmax(1), scores[1:].softmax(1), reduction="batchmean")

    assert least(loss, 2, classes) == pytest.approx(floors.kl_over_probabilities(classes), **CLOSE)
    assert -least(lambda z: -loss(z), 2, classes) <= 0.0
    one_hot = 60 * F.one_hot(torch.tensor([0, 1]), classes).double()
    assert loss(one_hot).item() == pytest.approx(0.0, **CLOSE)


def test_kl_div_over_probabilities_prefers_the_likeliest_class() -> None:
    target = torch.tensor([[0.5, 0.3, 0.2]])
    peaked = F.kl_div(torch.tensor([[1.0, 0.0, 0.0]]), target, reduction="batchmean")
    assert peaked < F.kl_div(target, target, reduction="batchmean")


def test_kl_div_of_the_wrong_target() -> None:
    log_p = torch.randn(4, 5).log_softmax(1)
    assert math.isnan(F.kl_div(log_p, log_p, reduction="batchmean").item())
    assert math.isnan(F.kl_div(log_p, torch.tensor([[-0.5] * 5] * 4), reduction="batchmean").item())
    assert math.e == pytest.approx(2.718, **CLOSE)
    p = log_p.exp()
    direct = F.kl_div(log_p, p, reduction="none", log_target=True)
    assert torch.allclose(direct, p.exp() * (p - log_p))


@pytest.mark.parametrize("classes", [2, 6, 100])
def test_the_mean_of_a_softmax(classes: int) -> None:
    outputs = torch.randn(4, classes, dtype=torch.float64).softmax(1)
    assert outputs.mean(1).tolist() == pytest.approx([floors.softmax_mean(classes)] * 4)
    target = 5 * torch.rand(4, classes, dtype=torch.float64)
    floor = (target.mean(1) - floors.softmax_mean(classes)) ** 2
    assert bool((F.mse_loss(outputs, target, reduction="none").mean(1) >= floor).all())
