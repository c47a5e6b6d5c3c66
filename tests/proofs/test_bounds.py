"""The numbers of torchlib/bounds.py and the effects of the rules on widths and decoding, held against torch."""

from __future__ import annotations

import importlib.util
import math
import os
import warnings

import pytest
from headlint.torchlib import bounds
from headlint.torchlib.softmax import GUESSING_LAYERS, implicit_dim

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

CLASSES = (1, 2, 3, 10, 1000)
FAR = 60.0  # a score so far off that float64 squashes it to 1 against 0


def sure(classes: int) -> torch.Tensor:
    """Scores of one sample that speak for the first class alone."""
    scores = torch.full((1, classes), -FAR, dtype=torch.float64)
    scores[0, 0] = FAR
    return scores


def spread(classes: int) -> torch.Tensor:
    """Many samples of scores, small and large."""
    torch.manual_seed(0)
    return torch.randn(500, classes, dtype=torch.float64) * torch.logspace(-2, 2, 500, dtype=torch.float64)[:, None]


def squashed(scores: torch.Tensor, how: str) -> torch.Tensor:
    return scores.softmax(1) if how == "softmax" else scores.sigmoid()


@pytest.mark.parametrize("first", ["softmax", "sigmoid"])
@pytest.mark.parametrize("classes", CLASSES)
def test_a_second_softmax_reaches_its_highest_and_no_more(classes: int, first: str) -> None:
    highest = bounds.highest_after_softmax(classes)
    assert squashed(sure(classes), first).softmax(1).max().item() == pytest.approx(highest, abs=1e-12)
    assert squashed(spread(classes), first).softmax(1).max().item() <= highest + 1e-12


@pytest.mark.parametrize("first", ["softmax", "sigmoid"])
@pytest.mark.parametrize("classes", CLASSES)
def test_log_softmax_of_probabilities_reaches_its_highest_and_no_more(classes: int, first: str) -> None:
    highest = bounds.highest_after_log_softmax(classes)
    assert squashed(sure(classes), first).log_softmax(1).max().item() == pytest.approx(highest, abs=1e-12)
    assert squashed(spread(classes), first).log_softmax(1).max().item() <= highest + 1e-12


@pytest.mark.parametrize("first", ["softmax", "sigmoid"])
def test_a_sigmoid_of_probabilities_stays_between_a_half_and_0_731(first: str) -> None:
    low, high = bounds.SIGMOID_OF_PROBABILITY
    again = torch.cat([squashed(spread(3), first), squashed(sure(3), first)]).sigmoid()
    assert (again.min().item(), again.max().item()) == pytest.approx((low, high), abs=1e-12)
    assert (again >= 0.5).all()
    assert f"{high:.4f}" == "0.7311"


@pytest.mark.parametrize("first", ["softmax", "sigmoid"])
def test_a_log_sigmoid_of_probabilities(first: str) -> None:
    again = F.logsigmoid(torch.cat([squashed(spread(3), first), squashed(sure(3), first)]))
    assert (again.min().item(), again.max().item()) == pytest.approx(bounds.LOG_SIGMOID_OF_PROBABILITY, abs=1e-12)


@pytest.mark.parametrize("first", ["log_softmax", "logsigmoid"])
def test_a_sigmoid_of_log_probabilities_ends_at_a_half(first: str) -> None:
    scores = torch.cat([spread(3), sure(3)])
    logs = scores.log_softmax(1) if first == "log_softmax" else F.logsigmoid(scores)
    assert logs.sigmoid().max().item() == pytest.approx(bounds.SIGMOID_OF_LOG_PROBABILITY, abs=1e-12)
    assert F.logsigmoid(logs).max().item() == pytest.approx(bounds.LOG_SIGMOID_OF_LOG_PROBABILITY, abs=1e-12)


def test_what_is_not_squashed_twice() -> None:
    logs = spread(4).log_softmax(1)
    assert torch.allclose(logs.log_softmax(1), logs)
    assert torch.allclose(logs.softmax(1), logs.exp())


@pytest.mark.parametrize("logit", [-3.0, 0.0, 0.5, 1.0, 20.0])
def test_probability_and_logit_are_torch_s(logit: float) -> None:
    given = torch.tensor(logit, dtype=torch.float64)
    assert bounds.probability(logit) == pytest.approx(given.sigmoid().item(), abs=1e-15)
    assert bounds.logit(bounds.probability(logit)) == pytest.approx(given.sigmoid().logit().item(), abs=1e-9)


def test_a_threshold_of_a_half_on_logits_is_one_of_0_6225_on_probabilities() -> None:
    logits = torch.linspace(-4, 4, 8001, dtype=torch.float64)
    chosen = logits > 0.5
    assert torch.equal(chosen, logits.sigmoid() > bounds.probability(0.5))
    assert f"{bounds.probability(0.5):.4f}" == "0.6225"
    assert torch.equal(logits > bounds.logit(0.5), logits.sigmoid() > 0.5)


def test_rounded_logits_are_no_labels() -> None:
    logits = torch.tensor([-3.2, -0.2, 0.2, 0.5, 0.6, 1.7, 4.0])
    assert logits.round().tolist() == [-3, 0, 0, 0, 1, 2, 4]


@pytest.mark.parametrize("shape", [(4, 1), (4, 1, 3, 3)])
def test_softmax_over_one_unit_is_constant_and_has_no_gradient(shape: tuple[int, ...]) -> None:
    scores = torch.randn(shape, requires_grad=True)
    assert (scores.softmax(1) == 1).all()
    assert (scores.log_softmax(1) == 0).all()
    assert scores.argmax(1).eq(0).all()
    (gradient,) = torch.autograd.grad((scores.softmax(1) * torch.randn(shape)).sum(), scores)
    assert (gradient == 0).all()


def test_cross_entropy_on_one_unit_is_zero_and_has_no_gradient() -> None:
    scores = torch.randn(5, 1, requires_grad=True)
    for target in (torch.zeros(5, dtype=torch.long), torch.rand(5, 1)):
        loss = F.cross_entropy(scores, target)
        (gradient,) = torch.autograd.grad(loss, scores)
        assert loss.item() == 0
        assert (gradient == 0).all()
    with pytest.raises(IndexError):
        F.cross_entropy(scores, torch.ones(5, dtype=torch.long))


def test_nll_loss_on_one_unit_is_minus_the_output() -> None:
    scores = torch.randn(5, 1)
    assert F.nll_loss(scores, torch.zeros(5, dtype=torch.long)).item() == pytest.approx(-scores.mean().item(), abs=1e-6)


@pytest.mark.parametrize("entries", [1, 4, 11])
@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss])
def test_a_class_weight_of_another_length_raises(loss, entries: int) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RuntimeError, match="weight tensor should be defined either for all 10 classes"):
        loss(torch.randn(3, 10), torch.zeros(3, dtype=torch.long), weight=torch.ones(entries))


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", sorted(GUESSING_LAYERS))
def test_the_axis_torch_guesses(rank: int, name: str) -> None:
    x = torch.randn((2, 3, 4, 5, 6)[:rank])
    layer = getattr(nn, name.rpartition(".")[2])
    with pytest.warns(UserWarning, match="Implicit dimension choice"):
        guessed = layer()(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert torch.equal(guessed, layer(dim=implicit_dim(rank))(x))


def test_a_softmax_over_the_batch_makes_samples_depend_on_each_other() -> None:
    scores = torch.randn(6, 3)
    assert torch.allclose(scores.softmax(0).sum(0), torch.ones(3))
    assert not torch.allclose(scores.softmax(0)[:2], scores[:2].softmax(0))
    assert (scores[:1].softmax(0) == 1).all()
    assert math.isclose(F.nll_loss(scores[:1].log_softmax(0), torch.tensor([2])).item(), 0.0)


CUTS = {
    "detach()": lambda out: out.detach(),
    ".data": lambda out: out.data,
    ".item()": lambda out: torch.tensor([row.item() for row in out.sum(1)]),
    ".tolist()": lambda out: torch.tensor(out.tolist()),
    "argmax": lambda out: out.argmax(1).float(),
    "a comparison": lambda out: (out > 0.5).float(),
}
STEPS = {"round": torch.round, "floor": torch.floor, "ceil": torch.ceil, "trunc": torch.trunc, "sign": torch.sign}


@pytest.mark.parametrize("how", CUTS)
def test_a_cut_makes_backward_raise_or_train_nothing(how: str) -> None:
    net = nn.Linear(3, 2)
    loss = CUTS[how](net(torch.randn(4, 3))).pow(2).mean()
    with pytest.raises(RuntimeError, match="does not require grad"):
        loss.backward()
    loss.requires_grad_(True).backward()
    assert net.weight.grad is None


@pytest.mark.parametrize("how", STEPS)
def test_a_step_function_gives_zeros(how: str) -> None:
    net = nn.Linear(3, 2)
    (STEPS[how](net(torch.randn(4, 3))) - 0.3).pow(2).mean().backward()
    assert net.weight.grad is not None
    assert (net.weight.grad == 0).all()


@pytest.mark.parametrize("wrap", [torch.tensor, torch.autograd.Variable])
@pytest.mark.filterwarnings("ignore:To copy construct")
def test_a_loss_wrapped_anew_trains_nothing(wrap) -> None:  # type: ignore[no-untyped-def]
    net = nn.Linear(3, 2)
    loss = net(torch.randn(4, 3)).pow(2).mean()
    wrap(loss.data, requires_grad=True).backward()
    assert net.weight.grad is None
