"""Every cell of the matrix, shown by torch's own losses: the floor that its effect claims, or that there is none.

The tests walk over the matrix and over the rows of torch's losses themselves, so a new cell or row without a proof
fails. Descent is on the scores below the head, which stand for whatever network computes them.
"""

import importlib.util
import math
import os
from collections.abc import Callable, Iterator

import pytest
from headlint.tensor import Kind
from headlint.torchlib import floors
from headlint.torchlib.losses import LOSSES, Loss
from headlint.torchlib.wants import HEADS, MATRIX, OK, Wants

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import Tensor, nn  # noqa: E402

N, K = 4, 3
CLOSE = {"abs": 2e-3}
SOLVED = 0.02  # a loss this near to 0 has no floor
ONE_HOT = F.one_hot(torch.arange(N) % K, K).double()

Scored = Callable[[Tensor], Tensor]
HEAD: dict[Kind, Scored] = {
    Kind.RAW: lambda z: z,
    Kind.SOFTMAX: lambda z: z.softmax(1),
    Kind.SIGMOID: torch.sigmoid,
    Kind.LOG_SOFTMAX: lambda z: z.log_softmax(1),
    Kind.LOG_SIGMOID: F.logsigmoid,
    Kind.RELU: F.softplus,
    Kind.TANH: torch.tanh,
}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tensors this small are slower on several threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(threads)


def descend(loss: Scored, shape: tuple[int, ...] = (N, K), steps: int = 250) -> float:
    """The least value that descent on the scores reaches, in large steps first and in small ones at the end."""
    scores = (0.1 * torch.randn(*shape, dtype=torch.float64)).requires_grad_()
    optimiser = torch.optim.Adam([scores], lr=0.5)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = 0.5 if step < 0.8 * steps else 0.02
        optimiser.zero_grad()
        loss(scores).backward()
        optimiser.step()
    return loss(scores.detach()).item()


def made(loss: Loss, **options: object) -> nn.Module:
    return getattr(nn, loss.name)(**options)


def of_classes(loss: Loss, kind: Kind) -> Scored:
    """A loss of class scores or log-probabilities over a head, as a function of the scores below."""
    module = made(loss)
    if loss.name == "CTCLoss":  # one step of time for each sample, and one label: the blank is class 0
        target, once = torch.ones(N, 1, dtype=torch.long), torch.ones(N, dtype=torch.long)
        return lambda z: module(HEAD[kind](z)[None], target, once, once)
    labels = torch.arange(N) % K
    return lambda z: module(HEAD[kind](z), labels)


def of_labels(loss: Loss, kind: Kind, target: Tensor) -> Scored:
    """A binary loss against targets of 0 and 1."""
    module = made(loss)
    own = 2 * target - 1 if loss.name == "SoftMarginLoss" else target
    return lambda z: module(HEAD[kind](z), own)


def learnable(loss: Loss, kind: Kind) -> None:
    assert 0 <= descend(of_classes(loss, kind)) < SOLVED


def class_floor(floor: float) -> Callable[[Loss, Kind], None]:
    def proof(loss: Loss, kind: Kind) -> None:
        assert descend(of_classes(loss, kind)) == pytest.approx(floor, **CLOSE)
        assert of_classes(loss, kind)(torch.zeros(N, K)).item() == pytest.approx(floors.cross_entropy_start(K), **CLOSE)

    return proof


def changes_nothing(loss: Loss, kind: Kind) -> None:
    once = torch.randn(N, K, dtype=torch.float64, requires_grad=True)
    plain, again = of_classes(loss, Kind.RAW)(once), of_classes(loss, kind)(once)
    assert plain.item() == pytest.approx(again.item())
    gradients = (torch.autograd.grad(value, once)[0] for value in (plain, again))
    assert torch.allclose(*gradients)
    learnable(loss, kind)


def clamped_classes(loss: Loss, kind: Kind) -> None:
    scores = torch.full((N, K), -1.0, requires_grad=True)
    value = made(loss)(F.relu(scores), torch.arange(N) % K)
    value.backward()
    assert value.item() == pytest.approx(floors.cross_entropy_start(K), **CLOSE)
    assert not scores.grad.any()


def no_slope(loss: Loss, kind: Kind) -> None:
    """The gradient that torch gives for CTC is the loss's slope over log-probabilities alone."""
    scores = torch.randn(N, K, dtype=torch.float64, requires_grad=True)
    for head, holds in ((kind, False), (Kind.LOG_SOFTMAX, True)):
        value = of_classes(loss, head)
        assert torch.autograd.gradcheck(value, scores, raise_exception=False) is holds


def minus_a_probability(loss: Loss, kind: Kind) -> None:
    if loss.name == "CTCLoss":
        no_slope(loss, kind)
    else:
        assert descend(of_classes(loss, kind)) == pytest.approx(floors.NLL_FLOOR_OVER_PROBABILITIES, **CLOSE)


def unnormalised(loss: Loss, kind: Kind) -> None:
    if kind is Kind.TANH or loss.name == "CTCLoss":
        minus_a_probability(loss, kind)
    else:
        short, long = (descend(of_classes(loss, kind), steps=steps) for steps in (100, 300))
        assert long < short - 10 < -10


def learnable_labels(loss: Loss, kind: Kind) -> None:
    assert 0 <= descend(of_labels(loss, kind, ONE_HOT)) < SOLVED


def label_floors(positive: float, negative: float) -> Callable[[Loss, Kind], None]:
    def proof(loss: Loss, kind: Kind) -> None:
        if kind is not Kind.SOFTMAX:
            for target, floor in ((1.0, positive), (0.0, negative)):
                found = descend(of_labels(loss, kind, torch.full((N, K), target, dtype=torch.float64)))
                assert found == pytest.approx(floor, **CLOSE)
        mixed = (positive + (K - 1) * negative) / K
        assert descend(of_labels(loss, kind, ONE_HOT)) == pytest.approx(mixed, **CLOSE)

    return proof


def saturates(loss: Loss, kind: Kind) -> None:
    """Right, and learnable from where float32 still tells the outputs apart; further off there is no gradient."""
    learnable_labels(loss, kind)
    score = torch.tensor([[floors.SIGMOID_IS_ONE + 1]], requires_grad=True)
    value = made(loss)(HEAD[kind](score), torch.zeros(1, 1))
    value.backward()
    assert (value.item(), score.grad.item()) == (floors.BCE_LOG_CAP, 0.0)
    steady = nn.BCEWithLogitsLoss()(score, torch.zeros(1, 1))
    assert torch.autograd.grad(steady, score)[0].item() == pytest.approx(1.0)


def refused(loss: Loss, kind: Kind) -> None:
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        descend(of_labels(loss, kind, ONE_HOT))


def shares(loss: Loss, kind: Kind) -> None:
    for positives in (0, 2):
        target = torch.zeros(N, K, dtype=torch.float64)
        target[:, :positives] = 1.0
        found = descend(of_labels(loss, kind, target))
        assert found == pytest.approx(floors.bce_over_softmax(K, positives), **CLOSE)


SOFT = torch.tensor([[0.5, 0.3, 0.2]] * N, dtype=torch.float64)


def divergence(loss: Loss, kind: Kind) -> None:
    """A distribution over classes, or over yes and no: 0 where both agree, and nowhere below."""
    module = made(loss, reduction="batchmean")
    if kind is Kind.LOG_SOFTMAX:
        found = descend(lambda z: module(HEAD[kind](z), SOFT))
    else:
        found = descend(lambda z: module(HEAD[kind](z), SOFT) + module(HEAD[kind](-z), 1 - SOFT))
    assert found == pytest.approx(0.0, abs=1e-6)


def no_divergence(loss: Loss, kind: Kind) -> None:
    module = made(loss, reduction="batchmean")
    assert descend(lambda z: module(HEAD[kind](z), SOFT)) < -0.1
    if kind is Kind.SOFTMAX:
        both = descend(lambda z: module(z[:1].softmax(1), z[1:].softmax(1)), (2, K))
        assert both == pytest.approx(floors.kl_over_probabilities(K), **CLOSE)


def reachable(loss: Loss, kind: Kind) -> None:
    """Whatever the head can say can be learnt."""
    module, wanted = made(loss), HEAD[kind](torch.randn(N, K, dtype=torch.float64))
    assert 0 <= descend(lambda z: module(HEAD[kind](z), wanted), steps=600) < SOLVED


def unreachable(loss: Loss, kind: Kind) -> None:
    module, wanted = made(loss), 5 * torch.rand(N, K, dtype=torch.float64)
    convex = module(torch.full((N,), floors.softmax_mean(K)).double(), wanted.mean(1))
    assert descend(lambda z: module(HEAD[kind](z), wanted)) >= convex.item() - 1e-6 > SOLVED
    assert descend(lambda z: module(z, wanted), steps=600) < SOLVED


def own_weights_learn(loss: Loss, kind: Kind) -> None:
    """The features are cut off, and still the loss is learnt: by the weights that it has itself."""
    module = made(loss, in_features=K, **({"num_classes": K} if loss.name.startswith("Linear") else ADAPTIVE))
    features = HEAD[kind](3 * ONE_HOT[:K]).float().detach()
    optimiser = torch.optim.Adam(module.parameters(), lr=0.3)
    for _ in range(100):
        optimiser.zero_grad()
        value = _value(module(features, torch.arange(K)))
        value.backward()
        optimiser.step()
    assert _value(module(features, torch.arange(K))).item() < 0.1


ADAPTIVE = {"n_classes": K, "cutoffs": [2], "div_value": 1.0, "head_bias": True}


def _value(returned: Tensor | tuple[Tensor, ...]) -> Tensor:
    return returned if isinstance(returned, Tensor) else returned.loss  # type: ignore[attr-defined]


TAKES: dict[str, Callable[[nn.Module, Tensor], Tensor]] = {
    "MultiMarginLoss": lambda loss, x: loss(x, torch.arange(N) % K),
    "MultiLabelMarginLoss": lambda loss, x: loss(x, torch.tensor([[0, -1, -1]] * N)),
    "HingeEmbeddingLoss": lambda loss, x: loss(x, 2 * ONE_HOT - 1),
    "PoissonNLLLoss": lambda loss, x: loss(x, ONE_HOT),
    "GaussianNLLLoss": lambda loss, x: loss(x, ONE_HOT, torch.ones(N, K)),
    "CosineEmbeddingLoss": lambda loss, x: loss(x, ONE_HOT, torch.ones(N)),
    "MarginRankingLoss": lambda loss, x: loss(x, ONE_HOT, torch.ones(N, K)),
    "TripletMarginLoss": lambda loss, x: loss(x, ONE_HOT, 1 - ONE_HOT),
    "TripletMarginWithDistanceLoss": lambda loss, x: loss(x, ONE_HOT, 1 - ONE_HOT),
}


def takes_it(loss: Loss, kind: Kind) -> None:
    """Nothing is claimed but that the loss can be called and descended."""
    assert math.isfinite(descend(lambda z: TAKES[loss.name](made(loss), HEAD[kind](z)), steps=5))


OVER_PROBABILITIES = floors.cross_entropy_over_probabilities(K)
POSITIVE, NEGATIVE = floors.POSITIVE_FLOOR_OVER_PROBABILITIES, floors.NEGATIVE_FLOOR_OVER_PROBABILITIES
TANH = floors.BINARY_FLOOR_OVER_TANH

PROOFS: dict[tuple[Wants, str], Callable[[Loss, Kind], None]] = {
    (Wants.CLASS_LOGITS, OK): learnable,
    (Wants.CLASS_LOGITS, "HL101"): class_floor(OVER_PROBABILITIES),
    (Wants.CLASS_LOGITS, "HL102"): changes_nothing,
    (Wants.CLASS_LOGITS, "HL103"): class_floor(OVER_PROBABILITIES),
    (Wants.CLASS_LOGITS, "HL110"): clamped_classes,
    (Wants.CLASS_LOGITS, "HL112"): class_floor(floors.cross_entropy_over_tanh(K)),
    (Wants.CLASS_LOG_PROBABILITIES, OK): learnable,
    (Wants.CLASS_LOG_PROBABILITIES, "HL104"): minus_a_probability,
    (Wants.CLASS_LOG_PROBABILITIES, "HL105"): unnormalised,
    (Wants.CLASS_LOG_PROBABILITIES, "HL106"): minus_a_probability,
    (Wants.BINARY_LOGITS, OK): learnable_labels,
    (Wants.BINARY_LOGITS, "HL107"): label_floors(POSITIVE, NEGATIVE),
    (Wants.BINARY_LOGITS, "HL110"): label_floors(0.0, NEGATIVE),
    (Wants.BINARY_LOGITS, "HL112"): label_floors(TANH, TANH),
    (Wants.BINARY_PROBABILITIES, "HL403"): saturates,
    (Wants.BINARY_PROBABILITIES, "HL108"): refused,
    (Wants.BINARY_PROBABILITIES, "HL109"): shares,
    (Wants.LOG_DISTRIBUTION, OK): divergence,
    (Wants.LOG_DISTRIBUTION, "HL111"): no_divergence,
    (Wants.VALUES, OK): reachable,
    (Wants.VALUES, "HL113"): unreachable,
    (Wants.FEATURES, OK): own_weights_learn,
    (Wants.ANYTHING, OK): takes_it,
}

ELSEWHERE = {Wants.LOGITS, Wants.PROBABILITIES}  # no loss of torch's: see test_matrix_elsewhere.py
CELLS = [(row, kind, MATRIX[row.wants][kind]) for row in LOSSES for kind in HEADS if kind in MATRIX[row.wants]]


@pytest.mark.parametrize(("loss", "kind", "cell"), CELLS, ids=lambda value: getattr(value, "name", value))
def test_a_cell_says_what_happens(loss: Loss, kind: Kind, cell: str) -> None:
    PROOFS[loss.wants, cell](loss, kind)


def test_every_cell_has_a_loss_that_proves_it() -> None:
    cells = {(wants, kind) for wants in MATRIX.keys() - ELSEWHERE for kind in MATRIX[wants] if kind in HEADS}
    assert cells == {(loss.wants, kind) for loss, kind, _ in CELLS}
    assert set(PROOFS) == {(loss.wants, cell) for loss, _, cell in CELLS}


def test_a_soft_margin_is_a_cross_entropy() -> None:
    scores, target = torch.randn(N, K), ONE_HOT.float()
    by_margin = F.soft_margin_loss(scores, 2 * target - 1)
    assert by_margin.item() == pytest.approx(F.binary_cross_entropy_with_logits(scores, target).item())
    assert F.soft_margin_loss(2 * target - 1, scores).item() == pytest.approx(by_margin.item())
