"""Fixes in memory: which are tried together, what follows from them, and which are taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.diagnostics import Applicability
from headlint.engine.fixing import Mended, mend
from headlint.engine.result import Request
from headlint.engine.run import run

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
NET = HEAD + (
    "net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\nx, y = torch.randn(8, 4), torch.randint(0, 3, (8,))\n"
)
BINARY = HEAD + (
    "net = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())\n"
    "x, y = torch.randn(8, 4), torch.rand(8, 1)\n"
    "loss = nn.BCEWithLogitsLoss()(net(x), y)\n"
)


@pytest.fixture
def mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Lays a project out and mends it."""
    monkeypatch.chdir(tmp_path)

    def lay(*paths: str, unsafe: bool = True, select: tuple[str, ...] = (), **files: str) -> Mended:
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text, "utf-8")
        asked = tuple(Path(path) for path in paths) or (Path("."),)
        return mend(Request(asked, select=select, cache=False), unsafe=unsafe)

    return lay


def text(outcome: Mended, name: str = "a") -> str:
    return {file.stem: new for file, (_, new) in outcome.files.items()}[name].decode()


def codes(outcome: Mended) -> list[str]:
    return [finding.code for finding in outcome.after.findings]


def test_safe_fixes_are_applied_and_unsafe_ones_on_demand(mended) -> None:  # type: ignore[no-untyped-def]
    program = NET + "print(torch.log(torch.softmax(x, 1)))\nF.cross_entropy(net(x), y)\n"
    program = program.replace("print(torch.log(torch.softmax(x, 1)))", "print(torch.log(torch.softmax(net[0](x), 1)))")
    outcome = mended(a=program, unsafe=False)
    assert dict(outcome.fixed) == {"HL401": 1}
    assert "torch.log_softmax(net[0](x), 1)" in text(outcome)
    assert codes(outcome) == ["HL101"]
    assert codes(mended()) == []


def test_nothing_is_written(mended, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    program = NET + "F.cross_entropy(net(x), y)\n"
    outcome = mended(a=program)
    assert (tmp_path / "a.py").read_text("utf-8") == program
    assert outcome.files[tmp_path / "a.py"][0].decode() == program


def test_findings_of_one_cause_are_mended_together(mended) -> None:  # type: ignore[no-untyped-def]
    outcome = mended(a=NET + "F.cross_entropy(net(x), y)\nF.cross_entropy(net(x), y)\n")
    assert dict(outcome.fixed) == {"HL101": 2}


def test_what_follows_from_a_fix_is_mended_too(mended) -> None:  # type: ignore[no-untyped-def]
    outcome = mended(a=BINARY + "found = net(x) > 0.5\n")
    assert dict(outcome.fixed) == {"HL107": 1}
    assert "nn.Sequential(nn.Linear(4, 1))" in text(outcome)
    assert "found = net(x) > 0\n" in text(outcome)
    assert not outcome.after.findings


def test_a_fix_whose_consequences_nobody_asked_to_mend_is_taken_back(mended) -> None:  # type: ignore[no-untyped-def]
    outcome = mended(a=BINARY + "found = net(x) > 0.5\n", select=("HL107",))
    assert not outcome.files
    ((finding, why),) = outcome.refused
    assert (finding.code, why) == ("HL107", "it would bring HL302 in a.py")


def test_a_fix_that_makes_another_loss_wrong_is_taken_back(mended) -> None:  # type: ignore[no-untyped-def]
    outcome = mended(a=NET + "F.cross_entropy(net(x), y)\n-F.nll_loss(net(x), y)\nF.mse_loss(net(x), F.one_hot(y))\n")
    assert not outcome.fixed or codes(outcome) == []


def test_one_fix_that_is_taken_back_does_not_hold_up_others(mended) -> None:  # type: ignore[no-untyped-def]
    other = NET.replace("net =", "other =").replace("x, y", "u, v")
    program = BINARY + "found = net(x) > 0.5\n" + other + "F.cross_entropy(other(u), v)\n"
    outcome = mended(a=program, select=("HL1",))
    assert dict(outcome.fixed) == {"HL101": 1}
    assert [finding.code for finding, _ in outcome.refused] == ["HL107"]


def test_files_that_were_not_asked_about_are_never_changed(mended) -> None:  # type: ignore[no-untyped-def]
    model = HEAD + "net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n"
    train = HEAD + "from model import net\nF.cross_entropy(net(torch.randn(8, 4)), torch.randint(0, 3, (8,)))\n"
    outcome = mended("train.py", model=model, train=train)
    (finding,) = outcome.after.findings
    assert not outcome.files
    assert finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE
    assert not outcome.after.fixable(finding, unsafe=True)
    assert [file.name for file in mended(".").files] == ["model.py"]


def test_a_second_run_changes_nothing(mended, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    outcome = mended(a=BINARY + "found = net(x) > 0.5\n")
    assert not mended(a=text(outcome)).files


def test_an_activation_between_layers_stays(mended) -> None:  # type: ignore[no-untyped-def]
    program = HEAD + (
        "layers = [nn.Linear(4, 4), nn.Linear(4, 3)]\nh = torch.randn(8, 4)\n"
        "for layer in layers:\n    h = torch.sigmoid(layer(h))\n"
        "F.cross_entropy(h, torch.randint(0, 3, (8,)))\n"
    )
    outcome = mended(a=program)
    assert not outcome.files and codes(outcome) == ["HL103"]


def test_who_reads_probabilities_on_purpose_keeps_them(mended) -> None:  # type: ignore[no-untyped-def]
    program = HEAD + (
        "x, y = torch.randn(8, 4), torch.randint(0, 3, (8,))\nscores = nn.Linear(4, 3)(x)\n"
        "p = F.softmax(scores, dim=1)\nloss = F.cross_entropy(p, y)\n"
    )
    alone, shared = mended(a=program), mended(a=program + "print(p.max())\n")
    assert text(alone) == program.replace("F.softmax(scores, dim=1)", "scores")
    assert text(shared) == program.replace("cross_entropy(p, y)", "cross_entropy(scores, y)") + "print(p.max())\n"


def test_bounds_of_probabilities_are_none_of_logits(mended) -> None:  # type: ignore[no-untyped-def]
    outcome = mended(a=NET + "F.cross_entropy(net(x).clamp(1e-7, 1 - 1e-7), y)\n")
    assert not outcome.files and codes(outcome) == ["HL101"]


def test_a_network_that_nobody_knows_may_stand_in_front(mended) -> None:  # type: ignore[no-untyped-def]
    program = HEAD + "from somewhere import backbone\nx, y = torch.randn(8, 4), torch.randint(0, 3, (8,))\n"
    outcome = mended(a=program + "F.cross_entropy(F.softmax(backbone(x), dim=1), y)\n")
    assert text(outcome) == program + "F.cross_entropy(backbone(x), y)\n"


def test_a_fix_that_mends_one_path_of_two_is_taken_back(mended) -> None:  # type: ignore[no-untyped-def]
    program = HEAD + (
        "import sys\nx, y = torch.randn(8, 4), torch.randint(0, 3, (8,))\nfc = nn.Linear(4, 3)\n"
        "acts = [nn.Softmax(dim=1)]\n"
        "if len(sys.argv) > 1:\n    out = F.softmax(fc(x), dim=1)\nelse:\n    out = acts[0](fc(x))\n"
        "F.cross_entropy(out, y)\n"
    )
    outcome = mended(a=program)
    assert not outcome.files and codes(outcome) == ["HL101"]


def test_unsaved_text_counts_instead_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    unsaved = {tmp_path / "a.py": (NET + "F.cross_entropy(net(x), y)\n").encode()}
    assert [f.code for f in run(Request((Path("."),), cache=False, unsaved=unsaved)).findings] == ["HL101"]
