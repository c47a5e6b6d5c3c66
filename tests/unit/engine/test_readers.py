"""A fix takes no activation away from somebody who reads it and would read other things then."""

from pathlib import Path

import pytest
from headlint.diagnostics import Applicability
from headlint.engine.result import Request
from headlint.engine.run import run

PROGRAM = """
import numpy as np
import torch
import torch.nn.functional as F
import torchmetrics
from sklearn import metrics
from torch import nn
from torch.distributions import Bernoulli, Categorical
from torch.utils.tensorboard import SummaryWriter

net = nn.Sequential(nn.Linear(4, 3), {activation})
x, y = torch.randn(6, 4), {target}
loss = {loss}(net(x), y)
loss.backward()
{reader}
"""
SOFTMAX = ("nn.Softmax(dim=1)", "torch.randint(0, 3, (6,))", "nn.CrossEntropyLoss()")
SIGMOID = ("nn.Sigmoid()", "torch.rand(6, 3)", "nn.BCEWithLogitsLoss()")
TANH = ("nn.Tanh()", "torch.randint(0, 3, (6,))", "nn.CrossEntropyLoss()")

INDIFFERENT = [
    (SOFTMAX, ""),
    (SOFTMAX, "net(x).argmax(dim=1)"),
    (SOFTMAX, "_, best = torch.max(net(x), -1)"),
    (SOFTMAX, "best = net(x).topk(2)[1]"),
    (SOFTMAX, "Categorical(logits=net(x)).sample()"),
    (SOFTMAX, "torchmetrics.functional.accuracy(net(x), y, task='multiclass', num_classes=3)"),
    (SOFTMAX, "print(net(x).shape)"),
    (SOFTMAX, "F.cross_entropy(net(x), y).item()"),
    (SOFTMAX, "best = np.argmax(net(x).detach().numpy(), axis=1)"),
    (SIGMOID, "positive = net(x) > 0.5"),
    (SIGMOID, "metrics.roc_auc_score(y, net(x).detach())"),
    (TANH, "net(x).argmax(1)"),
]
RELYING = [
    (SOFTMAX, "Categorical(net(x)).sample()"),
    (SOFTMAX, "Categorical(probs=net(x)).sample()"),
    (SOFTMAX, "torch.multinomial(net(x), 1)"),
    (SOFTMAX, "np.random.choice(3, p=net(x)[0].detach().numpy())"),
    (SOFTMAX, "best = net(x).argmax(dim=0)"),
    (SOFTMAX, "sure, best = net(x).max(1)\nprint(sure)"),
    (SOFTMAX, "entropy = -(net(x) * net(x).log()).sum(1)"),
    (SOFTMAX, "surprise = net(x).log()"),
    (SOFTMAX, "other = 1 - net(x)"),
    (SOFTMAX, "sure = net(x) > 0.9"),
    (SOFTMAX, "sure = net(x).max() > y.max()"),
    (SOFTMAX, "metrics.roc_auc_score(y, net(x).detach(), multi_class='ovr')"),
    (SOFTMAX, "metrics.log_loss(y, net(x).detach())"),
    (SOFTMAX, "F.mse_loss(net(x), F.one_hot(y, 3).float())"),
    (SOFTMAX, "F.cross_entropy(nn.Linear(4, 3)(x), net(x).detach())"),
    (SOFTMAX, "torch.save(net(x), 'answers.pt')"),
    (SOFTMAX, "SummaryWriter().add_histogram('answers', net(x))"),
    (SOFTMAX, "print(f'{net(x)[0]}')"),
    (
        SOFTMAX,
        "kept = []\nfor _ in range(3):\n    kept.append(net(x).detach().numpy())\nnp.save('p', np.concatenate(kept))",
    ),
    (SOFTMAX, "def predict(x):\n    with torch.no_grad():\n        return net(x).cpu().numpy()"),
    (SOFTMAX, "best = np.argmax(net(x).detach().numpy(), axis=0)"),
    (SOFTMAX, "mean = (net(x) + net(x)) / 2"),
    (SIGMOID, "torch.bernoulli(net(x))"),
    (SIGMOID, "Bernoulli(net(x)).sample()"),
    (SIGMOID, "count = net(x).sum()"),
    (SIGMOID, "import os\npositive = net(x) > float(os.environ['LIMIT'])"),
    (SIGMOID, "F.mse_loss(net(x), y)"),
    (SIGMOID, "-torch.log(1 - net(x)).mean()"),
    (TANH, "control = 2 * net(x)"),
]


def _trust(folder: Path, case: tuple[str, str, str], reader: str) -> list[Applicability]:
    names = dict(zip(("activation", "target", "loss"), case, strict=True))
    (folder / "program.py").write_text(PROGRAM.format(reader=reader, **names), "utf-8")
    found = run(Request((folder,), root=folder, cache=False)).findings
    return [f.fix.applicability for f in found if f.fix and f.code in ("HL101", "HL107", "HL112")]


@pytest.mark.parametrize(("case", "reader"), INDIFFERENT)
def test_an_activation_goes_where_no_reader_minds(tmp_path: Path, case: tuple[str, str, str], reader: str) -> None:
    assert set(_trust(tmp_path, case, reader)) == {Applicability.UNSAFE}


@pytest.mark.parametrize(("case", "reader"), RELYING)
def test_an_activation_stays_where_a_reader_relies_on_it(
    tmp_path: Path, case: tuple[str, str, str], reader: str
) -> None:
    assert set(_trust(tmp_path, case, reader)) == {Applicability.DISPLAY}
