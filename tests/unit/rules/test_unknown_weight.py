"""A class weight that was given and not followed is one all the same: effects say that they leave it out."""

from pathlib import Path

from headlint.testing.answers import found

PROGRAM = """
import torch
from torch import nn


def step(weight, x, y):
    net = nn.Sequential(nn.Linear(3, 4), nn.Softmax(dim=1))
    return nn.CrossEntropyLoss({given}reduction="sum")(net(x), y)
"""


def test_a_weight_that_is_not_known(tmp_path: Path) -> None:
    for given, says in (("weight=weight, ", "the unweighted loss per sample"), ("", "the loss per sample")):
        (tmp_path / "train.py").write_text(PROGRAM.format(given=given))
        (finding,) = found(tmp_path)
        assert f"with 4 classes {says} cannot fall below 0.744" in str(finding.effect)
