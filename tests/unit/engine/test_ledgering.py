"""What the ledger says of losses that no rule finds fault with."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.diagnostics import Verdict
from headlint.engine.result import Request
from headlint.engine.run import run

HEAD = """import torch
import torch.nn.functional as F
from torch import nn

m, two = nn.Linear(4, 5), nn.Linear(4, 2)
x, y = torch.randn(3, 4), torch.tensor([0, 1, 1])
"""
SOUND = [
    "F.mse_loss(F.softmax(m(x), 1), F.softmax(torch.load('teacher'), 1))",
    "F.binary_cross_entropy(F.softmax(m(x), 1)[:, 1], torch.ones(3))",
    "F.binary_cross_entropy(torch.sigmoid(m(x)).max(1).values, torch.ones(3))",
    "F.cross_entropy(F.leaky_relu(m(x), 0.2), y)",
    "F.cross_entropy(nn.Sequential(m, nn.PReLU())(x), y)",
    "F.cross_entropy(m(x) / nn.Parameter(torch.ones(1)), y)",
    "w = F.softmax(two(x), -1)\nF.cross_entropy((w.unsqueeze(-1) * torch.stack([m(x), m(x)], dim=1)).sum(1), y)",
]
OPEN = [
    "F.mse_loss(F.softmax(m(x), 1), torch.load('target'))",
    "F.nll_loss(F.softmax(m(x), 1)[:, :2], y)",
    "F.cross_entropy(torch.sigmoid(m(x)) * m(x), y)",
    "F.cross_entropy((F.softmax(m(x), 1) * m(x)).sum(1), y)",
]


def _entries(folder: Path, text: str) -> list[tuple[Verdict, str]]:
    (folder / "train.py").write_text(HEAD + text)
    result = run(Request((folder,), cache=False))
    assert not [finding for finding in result.findings if finding.code not in ("HL109", "HL403")]
    return [(entry.verdict, entry.why) for entry in result.ledger]


@pytest.mark.parametrize("text", SOUND)
def test_nothing_is_said_against_it(tmp_path: Path, text: str) -> None:
    assert [verdict for verdict, _ in _entries(tmp_path, text)] == [Verdict.OK]


@pytest.mark.parametrize("text", OPEN)
def test_nobody_knows(tmp_path: Path, text: str) -> None:
    assert [verdict for verdict, _ in _entries(tmp_path, text)] == [Verdict.UNRESOLVED]


def test_what_is_advised_against_is_judged(tmp_path: Path) -> None:
    text = "F.binary_cross_entropy(F.softmax(two(x), 1), F.one_hot(y, 2).float())"
    assert _entries(tmp_path, text) == [(Verdict.OK, "HL109")]


def test_a_loop_that_was_called_is_not_looked_at_again(tmp_path: Path) -> None:
    text = """
class Loss(nn.Module):
    def forward(self, scores, labels):
        return F.cross_entropy(scores, labels, reduction="none").mean()

def fit(net, loss_fn, optimizer=None):
    loss = loss_fn(net(x), y)
    if optimizer is not None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

fit(m, Loss(), torch.optim.SGD(m.parameters(), 0.1))
fit(m, Loss())
"""
    assert _entries(tmp_path, text) == [(Verdict.OK, "")]
