"""No loss that a text calls is missing from the ledger, whether or not the run came that far."""

from __future__ import annotations

from pathlib import Path

from headlint.diagnostics import Entry, Verdict
from headlint.engine.result import Request
from headlint.engine.run import run

HEAD = """import torch
import torch.nn.functional as F
from torch import nn

TEN = range(10)
net = nn.Linear(8, 10)
x, y = torch.randn(4, 8), torch.randint(10, (4,))
"""
ENDLESS = """
for a in TEN:
    for b in TEN:
        for c in TEN:
            for d in TEN:
                for e in TEN:
                    total = a * b + c * d + e
"""


def entries(folder: Path, text: str) -> dict[int, Entry]:
    """The ledger of one file by row."""
    (folder / "train.py").write_text(HEAD + text)
    return {entry.span.row: entry for entry in run(Request((folder,), cache=False)).ledger}


def row(text: str, wanted: str) -> int:
    return (HEAD + text)[: (HEAD + text).index(wanted)].count("\n") + 1


def test_behind_a_body_that_is_never_done(tmp_path: Path) -> None:
    text = ENDLESS + "loss = F.cross_entropy(net(x), y)\n"
    found = entries(tmp_path, text)[row(text, "loss =")]
    assert (found.loss, found.verdict) == ("CrossEntropyLoss", Verdict.UNRESOLVED)
    assert "no path" in found.why


def test_behind_a_body_that_is_never_done_and_has_a_name_for_its_loss(tmp_path: Path) -> None:
    text = "criterion = nn.CrossEntropyLoss()\n" + ENDLESS + "criterion(net(x), y).backward()\n"
    assert [entry.verdict for entry in entries(tmp_path, text).values()] == [Verdict.UNRESOLVED]


def test_on_a_path_that_is_never_taken(tmp_path: Path) -> None:
    text = "if 1 > 2:\n    loss = F.nll_loss(net(x), y)\n"
    found = entries(tmp_path, text)[row(text, "    loss =")]
    assert (found.loss, found.verdict) == ("NLLLoss", Verdict.UNRESOLVED)


def test_of_another_library_is_none(tmp_path: Path) -> None:
    assert entries(tmp_path, "from paddle.nn import functional as F\nif 1 > 2:\n    F.nll_loss(x, y)\n") == {}


def test_a_small_function_behind_large_ones_is_still_run(tmp_path: Path) -> None:
    large = "".join(
        f"def large_{number}(x, y):\n    loss = F.cross_entropy(x, y)\n" + ENDLESS.replace("\n", "\n    ") + "\n"
        for number in range(8)
    )
    text = (
        large
        + "class Own(nn.Module):\n    def forward(self, z, y):\n        return F.cross_entropy(F.softmax(z, 1), y)\n"
    )
    found = entries(tmp_path, text)[row(text, "        return F")]
    assert found.verdict is Verdict.WRONG


def test_given_to_code_that_nobody_reads(tmp_path: Path) -> None:
    text = "import fitting\nfitting.fit(net, nn.CrossEntropyLoss())\nfitting.fit(net, {'loss': F.mse_loss})\n"
    found = entries(tmp_path, text)
    module, function = found[row(text, "fitting.fit(net, nn")], found[row(text, "fitting.fit(net, {")]
    assert (module.loss, module.verdict) == ("CrossEntropyLoss", Verdict.UNRESOLVED)
    assert "fitting.fit()" in module.why
    assert (function.loss, function.verdict) == ("MSELoss", Verdict.UNRESOLVED)


def test_given_away_and_called_as_well(tmp_path: Path) -> None:
    text = "import watching\nloss = nn.CrossEntropyLoss()\nwatching.watch(net, loss)\nloss(net(x), y)\n"
    assert list(entries(tmp_path, text)) == [row(text, "loss(net")]


def test_printed_or_put_into_a_table_is_not_given_away(tmp_path: Path) -> None:
    text = "losses = {'ce': nn.CrossEntropyLoss()}\nprint(losses['ce'])\nlen(losses)\n"
    assert entries(tmp_path, text) == {}
