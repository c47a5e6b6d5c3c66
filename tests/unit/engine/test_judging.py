"""What every world earns is certain; a world that is somebody's choice is named; a plain flag is not enough."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from headlint.engine.registry import catalogue
from headlint.engine.result import Request
from headlint.engine.run import run
from headlint.events import LossCall
from headlint.rulekit import Report

LOSS = """
x, y = torch.randn(4, 20), torch.randint(0, 5, (4,))
loss = nn.CrossEntropyLoss()(build()(x), y)
"""
HEADS = "import sys\nimport torch\nfrom torch import nn\n\n\n"


def messages(folder: Path, build: str, pedantic: bool = False) -> list[str]:
    """The messages for a program that puts what ``build`` returns in front of CrossEntropyLoss."""
    (folder / "train.py").write_text(HEADS + build + LOSS)
    return [f"{f.code} {f.message}" for f in run(Request((folder,), pedantic=pedantic)).findings]


FLAG = """
def build():
    if sys.stdin.isatty():
        return nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))
    return nn.Linear(20, 5)
"""

CHOICE = """
def build(arch=sys.argv[1]):
    if arch == "probabilities":
        return nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))
    return nn.Linear(20, 5)
"""

BOTH = """
def build():
    if sys.stdin.isatty():
        return nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))
    return nn.Sequential(nn.Linear(20, 5), nn.Sigmoid())
"""

REGISTRY = """
HEADS = {"plain": nn.Identity(), "squashed": nn.Sigmoid()}


def build():
    return nn.Sequential(nn.Linear(20, 5), HEADS[sys.argv[1]])
"""


def test_a_flag_that_nobody_knows_is_silent(tmp_path: Path) -> None:
    assert messages(tmp_path, FLAG) == []


def test_pedantic_shows_what_holds_on_some_path(tmp_path: Path) -> None:
    (message,) = messages(tmp_path, FLAG, pedantic=True)
    assert message.startswith("HL101") and message.endswith("on some paths")


def test_a_choice_by_name_is_reported_and_named(tmp_path: Path) -> None:
    (message,) = messages(tmp_path, CHOICE)
    assert message.startswith("HL101") and "arch == 'probabilities'" in message


def test_wrong_on_every_path_is_certain(tmp_path: Path) -> None:
    assert [message[:5] for message in messages(tmp_path, BOTH)] == ["HL101", "HL103"]


def test_an_entry_of_a_registry_is_named(tmp_path: Path) -> None:
    (message,) = messages(tmp_path, REGISTRY)
    assert message.startswith("HL103") and "squashed" in message


def test_a_head_and_a_loss_chosen_by_one_test_never_meet_crosswise(tmp_path: Path) -> None:
    program = """
flag = sys.stdin.isatty()
net = nn.Sequential(nn.Linear(20, 5), nn.LogSoftmax(1)) if flag else nn.Linear(20, 5)
criterion = nn.NLLLoss() if flag else nn.CrossEntropyLoss()
criterion(net(torch.randn(4, 20)), torch.randint(0, 5, (4,))).backward()
"""
    (tmp_path / "train.py").write_text(HEADS + program)
    assert run(Request((tmp_path,), pedantic=True)).findings == ()


@pytest.mark.parametrize("swapped", [False, True])
def test_the_same_swapped_is_found(tmp_path: Path, swapped: bool) -> None:
    losses = "nn.CrossEntropyLoss() if flag else nn.NLLLoss()" if swapped else "nn.NLLLoss()"
    program = f"""
flag = sys.stdin.isatty()
net = nn.Sequential(nn.Linear(20, 5), nn.Softmax(1)) if flag else nn.Linear(20, 5)
criterion = {losses}
criterion(net(torch.randn(4, 20)), torch.randint(0, 5, (4,))).backward()
"""
    (tmp_path / "train.py").write_text(HEADS + program)
    found = {f.code for f in run(Request((tmp_path,))).findings}
    assert found == ({"HL101", "HL105"} if swapped else {"HL104", "HL105"})


def test_a_rule_that_fails_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(event: object) -> Iterator[Report]:
        raise KeyError(f"what {event!r:.5} is")

    rules = catalogue()
    failing = dataclasses.replace(rules["HL207"], check=broken, events=(LossCall,))
    monkeypatch.setattr("headlint.engine.run.catalogue", lambda: rules | {"HL207": failing})
    monkeypatch.delenv("HEADLINT_DEBUG", raising=False)
    found = messages(tmp_path, "def build():\n    return nn.Sequential(nn.Linear(20, 5), nn.Softmax(dim=1))\n")
    assert [message[:5] for message in found] == ["HL002", "HL101"]
    assert "HL207 failed: KeyError" in found[0]


WIDTHS = """
def build(arch=sys.argv[1], data=sys.argv[2]):
    classes = 10 if data == "cifar10" else 100
    if arch == "probabilities":
        return nn.Sequential(nn.Linear(20, classes), nn.Softmax(dim=1))
    return nn.Linear(20, classes)
"""


def test_a_mistake_of_several_widths_is_told_without_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(HEADS + WIDTHS + LOSS)
    [found] = [f for f in run(Request((tmp_path,))).findings if f.code == "HL101"]
    assert found.message.endswith("when arch == 'probabilities'")
    assert found.effect is not None
    assert "with 2 classes" in found.effect
    assert "with 1000" in found.effect
