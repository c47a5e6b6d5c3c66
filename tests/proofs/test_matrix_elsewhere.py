"""The cells of the matrix that no loss of torch's own fills: what losses of other libraries, or of a project, want.

Of these it is not known whether they mean classes or single questions, so each cell is shown for both.
"""

import importlib.util
import math
import os
from collections.abc import Callable

import pytest
from headlint.tensor import Kind
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.wants import HEADS, MATRIX, OK, Wants

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import Tensor  # noqa: E402

FAR = 60.0  # a score so far off that float64 squashes it to 1 against 0
ONE_HOT = torch.eye(3, dtype=torch.float64)
SURE = FAR * (2 * ONE_HOT - 1)
SPREAD = torch.randn(500, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) * 20

HEAD: dict[Kind, Callable[[Tensor], Tensor]] = {
    Kind.RAW: lambda z: z,
    Kind.SOFTMAX: lambda z: z.softmax(1),
    Kind.SIGMOID: torch.sigmoid,
    Kind.LOG_SOFTMAX: lambda z: z.log_softmax(1),
    Kind.LOG_SIGMOID: F.logsigmoid,
    Kind.RELU: F.softplus,
    Kind.TANH: torch.tanh,
}


def odds(most: float) -> Callable[[Kind], None]:
    """No outcome is ever thought more likely than another by more than e to the power of ``most``."""

    def proof(kind: Kind) -> None:
        for given in map(HEAD[kind], (SURE, SPREAD)):
            by_class, binary = given.softmax(1), given.sigmoid()
            assert (by_class.amax(1) / by_class.amin(1)).max().item() <= math.exp(most) + 1e-9
            assert torch.maximum(binary / (1 - binary), (1 - binary) / binary).max().item() <= math.exp(most) + 1e-9
        surest = HEAD[kind](SURE).softmax(1)
        assert (surest.amax(1) / surest.amin(1)).max().item() == pytest.approx(math.exp(most))

    return proof


def no_negative_score(kind: Kind) -> None:
    """So no single question is ever answered with no."""
    for scores in (SURE, SPREAD):
        assert HEAD[kind](scores).min().item() >= 0
        assert HEAD[kind](scores).sigmoid().min().item() >= 0.5


def no_floor(kind: Kind) -> None:
    given = HEAD[kind](SURE)
    assert F.cross_entropy(given, torch.arange(3)).item() == pytest.approx(0.0, abs=1e-9)
    assert F.binary_cross_entropy_with_logits(given, ONE_HOT).item() == pytest.approx(0.0, abs=1e-9)


def probabilities(kind: Kind) -> None:
    for scores in (SURE, SPREAD):
        assert 0 <= HEAD[kind](scores).min().item() <= HEAD[kind](scores).max().item() <= 1


def no_probabilities(kind: Kind) -> None:
    given = HEAD[kind](SPREAD)
    assert given.min().item() < 0 or given.max().item() > 1


PROOFS: dict[tuple[Wants, str], Callable[[Kind], None]] = {
    (Wants.LOGITS, OK): no_floor,
    (Wants.LOGITS, "HL107"): odds(1.0),
    (Wants.LOGITS, "HL110"): no_negative_score,
    (Wants.LOGITS, "HL112"): odds(2.0),
    (Wants.PROBABILITIES, OK): probabilities,
    (Wants.PROBABILITIES, "HL108"): no_probabilities,
}
ELSEWHERE = MATRIX.keys() - {loss.wants for loss in LOSSES}
CELLS = [(wants, kind) for wants in sorted(ELSEWHERE) for kind in HEADS if kind in MATRIX[wants]]


@pytest.mark.parametrize(("wants", "kind"), CELLS)
def test_a_cell_says_what_happens(wants: Wants, kind: Kind) -> None:
    PROOFS[wants, MATRIX[wants][kind]](kind)


def test_every_proof_is_of_a_cell() -> None:
    assert set(PROOFS) == {(wants, MATRIX[wants][kind]) for wants, kind in CELLS}
