"""How long something runs: most of it has to be earned, and nobody takes what others need."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.engine.result import Request, Result
from headlint.engine.run import run
from headlint.infer.state.budget import EARNED_STEPS, Budget, Exhausted

IDLE = """
def status(n, unit, rate):
    text = ""
    for part in ("k", "M", "G", "T"):
        if n > 1000:
            text = text + part
        elif rate is not None and unit in text:
            text = part + unit
    return text

def chatter(n, unit, rate):
    for word in range(60):
        {body}
"""
TALK = "print(status(word, unit, rate), status(n, unit, word))"
DOUBLE_SOFTMAX = "F.cross_entropy(torch.softmax(torch.nn.Linear(4, 3)(x), dim=1), y)"
LIBRARY = """
import torch
if __name__ == "__main__":
    HEAD = torch.sigmoid
else:
    HEAD = torch.tanh
"""
USER = """
import torch.nn.functional as F
def train(x, y):
    from library import HEAD
    return F.binary_cross_entropy_with_logits(HEAD(x), y)
"""
ENDLESS = """
def endless_{n}(x, y, rate):
    while rate:
        for a in range(40):
            for b in range(40):
                for c in range(40):
                    rate = F.mse_loss(torch.randn(a, b), torch.randn(b, c))
"""


def checked(root: Path, **files: str) -> Result:
    for name, text in files.items():
        (root / f"{name}.py").write_text("import torch\nimport torch.nn.functional as F\n" + text)
    return run(Request((root,), root=root, cache=False))


def test_steps_are_earned_up_to_the_whole() -> None:
    budget = Budget(1_000, idle=300)
    budget.take(200)
    assert (budget.steps, budget.left, budget.taken) == (100, 800, 200)
    budget.earn()
    assert (budget.steps, budget.left, budget.taken) == (100 + EARNED_STEPS, 800, 200)
    for _ in range(20):
        budget.earn()
    assert (budget.steps, budget.reserve, budget.taken) == (800, 0, 200)


def test_what_is_not_earned_cannot_be_taken() -> None:
    budget = Budget(1_000, idle=300)
    with pytest.raises(Exhausted):
        budget.take(301)
    assert budget.used_up


def test_without_idle_steps_all_may_be_taken() -> None:
    budget = Budget(1_000)
    budget.take(1_000)
    assert (budget.taken, budget.used_up) == (1_000, False)


def test_a_script_that_only_talks_is_given_up(tmp_path: Path) -> None:
    text = (
        IDLE.format(body=TALK) + f"\nimport sys\nfor i in range(6):\n    chatter(i, sys.argv[1], i)\n{DOUBLE_SOFTMAX}\n"
    )
    result = checked(tmp_path, talk=text)
    assert result.findings == ()
    assert [entry.why for entry in result.ledger if "steps would be needed" in entry.why]


def test_a_script_that_works_on_tensors_is_run_to_its_end(tmp_path: Path) -> None:
    work = f"{TALK}\n        x = torch.relu(torch.nn.Linear(4, 4)(torch.randn(2, 4)))"
    text = (
        IDLE.format(body=work)
        + f"\nfor i in range(6):\n    chatter(i, 'B', None)\nx, y = torch.randn(2, 4), 0\n{DOUBLE_SOFTMAX}\n"
    )
    assert [finding.code for finding in checked(tmp_path, work=text).findings] == ["HL101"]


def test_an_import_inside_of_a_function_runs_no_script(tmp_path: Path) -> None:
    (tmp_path / "library.py").write_text(LIBRARY)
    (tmp_path / "user.py").write_text(USER)
    found = run(Request((tmp_path / "user.py",), root=tmp_path, cache=False)).findings
    assert [finding.code for finding in found if "sigmoid" in finding.message] == []


def test_a_function_that_never_ends_leaves_the_others_their_share(tmp_path: Path) -> None:
    work = "    x = torch.relu(torch.nn.Linear(4, 4)(x))\n" * 150
    last = f"def zz_last(x, y):\n{work}    return {DOUBLE_SOFTMAX}\n"
    endless = "".join(ENDLESS.format(n=n) for n in range(30))
    assert "HL101" in [finding.code for finding in checked(tmp_path, shares=endless + last).findings]
