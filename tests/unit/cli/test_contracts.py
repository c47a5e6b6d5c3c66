"""``headlint contracts``: the matrix, the list of losses, one loss."""

import json
from typing import Any

import pytest
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.wants import HEADS, MATRIX, MILD, Wants


def test_the_table_has_a_row_for_each_head_and_fits(headlint: Any) -> None:
    lines = headlint("contracts").out.splitlines()
    assert max(map(len, lines)) <= 100
    rows = {line.split("  ")[0]: " ".join(line.split()) for line in lines}
    assert rows["softmax"] == "softmax HL101 HL104 HL107 HL109 HL111 HL107 ok HL113"
    assert rows["sigmoid"] == "sigmoid HL103 HL106 HL107 unstable HL111 HL107 ok ok"
    assert rows["log-softmax"] == "log-softmax redundant ok - HL108 ok - HL108 ok"


def test_the_table_names_the_losses_behind_its_columns(headlint: Any) -> None:
    text = headlint("contracts").out
    assert "class log-probabilities              NLLLoss, CTCLoss\n" in text
    assert "class logits                         CrossEntropyLoss, " in text


def test_every_loss_is_listed_under_what_it_wants(headlint: Any) -> None:
    text = headlint("contracts", "--losses").out
    assert max(map(len, text.splitlines())) <= 100
    assert text.startswith("class logits\n  torch.nn: CrossEntropyLoss\n")
    for loss in LOSSES:
        assert loss.name in text
    for wants in Wants:
        assert f"\n{wants}\n" in f"\n{text}"


@pytest.mark.parametrize("name", ["CrossEntropyLoss", "nn.CrossEntropyLoss", "F.cross_entropy", "crossentropyloss"])
def test_a_loss_is_looked_up(headlint: Any, name: str) -> None:
    text = headlint("contracts", name).out
    assert text.startswith("torch.nn.CrossEntropyLoss (F.cross_entropy)\n  wants class logits\n    raw (logits)  ok\n")
    assert "\n    log-softmax   redundant: HL102 log-softmax-into-cross-entropy\n" in text
    assert text.endswith("  https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html\n")


def test_a_name_that_several_libraries_have_shows_each(headlint: Any) -> None:
    text = headlint("contracts", "DiceLoss").out
    heads = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert heads == ["segmentation_models_pytorch.losses.DiceLoss", "monai.losses.DiceLoss", "kornia.losses.DiceLoss"]
    assert "wants class logits with softmax=True" in text
    assert headlint("contracts", "monai.losses.DiceLoss").out.startswith("monai.losses.DiceLoss\n")


def test_an_unknown_loss(headlint: Any) -> None:
    outcome = headlint("contracts", "CrosEntropyLoss")
    assert outcome.code == 2
    assert outcome.err == "headlint: unknown loss: 'CrosEntropyLoss' (did you mean 'CrossEntropyLoss'?)\n"


def test_as_data(headlint: Any) -> None:
    data = json.loads(headlint("contracts", "--format", "json").out)
    cells = {(row["wants"], head): cell for row in data["matrix"] for head, cell in row["heads"].items()}
    assert cells == {(str(wants), str(head)): MATRIX[wants].get(head) for wants in MATRIX for head in HEADS}
    (nll,) = json.loads(headlint("contracts", "NLLLoss", "--format", "json").out)["losses"]
    assert nll == {
        "name": "torch.nn.NLLLoss",
        "function": "torch.nn.functional.nll_loss",
        "contracts": [{"options": {}, "wants": "class log-probabilities"}],
        "reference": "https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html",
    }


def test_as_markdown(headlint: Any) -> None:
    text = headlint("contracts", "--format", "markdown").out
    assert text.startswith("| head | class logits | class log-probabilities | ")
    assert "| softmax | HL101 | HL104 | HL107 | HL109 | HL111 | HL107 | ok | HL113 |\n" in text


def test_mild_codes_are_those_of_advice() -> None:
    from headlint.diagnostics import Severity
    from headlint.engine.registry import catalogue

    codes = {cell for cells in MATRIX.values() for cell in cells.values() if cell.startswith("HL")}
    assert {code for code in codes if catalogue()[code].severity is Severity.ADVICE} == set(MILD)
