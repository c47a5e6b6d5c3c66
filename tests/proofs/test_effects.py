"""What effects say for every width, reduction and weight, held against torch: numbers are read from the text itself.

Where something is unknown an effect may name no number, and then says nothing that could be wrong; one that names
numbers has to keep them under just these options.
"""

import importlib.util
import itertools
import os
import re
from typing import Any

import pytest
from headlint.diagnostics import Span
from headlint.engine.registry import load_rules
from headlint.events import LossCall
from headlint.tensor import Axis, Kind, Shape, Tensor
from headlint.torchlib.losses import LOSSES

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

RULES = load_rules()
BY_NAME = {loss.functional: loss for loss in LOSSES}
HERE = Span("a.py", 1, 1, 1, 2)
CLOSE = {"abs": 1e-3}
FAR = 60.0
WIDTHS = (None, 2, 3, 10)
REDUCTIONS = ("mean", "sum", "none", None)
CASES = list(itertools.product(WIDTHS, REDUCTIONS, (False, True)))
each_case = pytest.mark.parametrize(("width", "reduction", "weighted"), CASES)
HEAD = {Kind.SOFTMAX: lambda z: z.softmax(1), Kind.SIGMOID: torch.sigmoid, Kind.TANH: torch.tanh}


def effect(
    code: str, loss: str, kind: Kind, width: int | None, reduction: str | None, weighted: bool, **more: Any
) -> str:
    """The effect of the one finding that the rule has on this call."""
    given = Tensor(kind, Shape((None, width), open=False), -1, over=Axis(1, -1) if kind is Kind.SOFTMAX else Axis())
    weight = Tensor() if weighted else None
    call = LossCall(
        HERE, BY_NAME[loss], given, more.pop("target", Tensor()), weight=weight, reduction=reduction, **more
    )
    (finding,) = RULES[code].judge(call)
    assert finding.effect is not None
    return finding.effect


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+\.\d+|-\d+|(?<= )\d+(?= |$)", text)]


def per_sample(
    loss: Any, scores: torch.Tensor, target: torch.Tensor, text: str, reduction: str | None, weight: Any
) -> float:
    """The loss in the terms of the effect: as torch gives it where it is averaged, else for one sample, and without its
    weight where the effect says so."""
    if reduction == "mean":
        return loss(scores, target, weight=weight).item()
    assert "per sample" in text
    assert weight is None or "unweighted" in text
    each = loss(scores, target, reduction="none")
    total = loss(scores, target, reduction="sum")
    assert total.item() == pytest.approx(each.sum().item())
    return each[0].item()


@each_case
@pytest.mark.parametrize(("code", "kind"), [("HL101", Kind.SOFTMAX), ("HL103", Kind.SIGMOID), ("HL112", Kind.TANH)])
def test_class_scores_between_bounds(
    code: str, kind: Kind, width: int | None, reduction: str | None, weighted: bool
) -> None:
    text = effect(code, "cross_entropy", kind, width, reduction, weighted)
    classes = width or 10
    weight = torch.rand(classes).double() + 0.1 if weighted else None
    best = HEAD[kind](FAR * (2 * torch.eye(classes).double() - 1))
    found = per_sample(F.cross_entropy, best, torch.arange(classes), text, reduction, weight)
    if width is None:
        assert f"{found:.3f} with 10" in text
        return
    start = per_sample(
        F.cross_entropy, torch.zeros(3, classes).double(), torch.zeros(3).long(), text, reduction, weight
    )
    assert numbers(text.partition(" cannot ")[2]) == pytest.approx([found, start], **CLOSE)


@each_case
@pytest.mark.parametrize(("code", "kind"), [("HL104", Kind.SOFTMAX), ("HL106", Kind.SIGMOID)])
def test_negative_log_likelihood_of_no_logs(
    code: str, kind: Kind, width: int | None, reduction: str | None, weighted: bool
) -> None:
    text = effect(code, "nll_loss", kind, width, reduction, weighted)
    classes = width or 3
    weight = torch.rand(classes).double() + 0.1 if weighted else None
    labels = torch.arange(classes)
    start = per_sample(F.nll_loss, HEAD[kind](torch.zeros(classes, classes).double()), labels, text, reduction, weight)
    best = HEAD[kind](FAR * (2 * torch.eye(classes).double() - 1))
    end = per_sample(F.nll_loss, best, labels, text, reduction, weight)
    assert end == pytest.approx(-1)
    if width is None and code == "HL104":
        assert "-1/K" in text and start == pytest.approx(-1 / classes)
    else:
        said = numbers(text.partition("starts at")[2])
        assert said[:2] == pytest.approx([start, end], **CLOSE)


@each_case
@pytest.mark.parametrize(("code", "kind"), [("HL107", Kind.SIGMOID), ("HL107", Kind.SOFTMAX), ("HL112", Kind.TANH)])
@pytest.mark.parametrize(
    "loss", ["binary_cross_entropy_with_logits", "multilabel_soft_margin_loss", "soft_margin_loss"]
)
def test_binary_scores_between_bounds(
    loss: str, code: str, kind: Kind, width: int | None, reduction: str | None, weighted: bool
) -> None:
    text = effect(code, loss, kind, width, reduction, weighted)
    assert "unweighted" in text  # so that neither reduction nor weights matter
    probabilities, _, costs = text.partition(": unweighted, ")
    reach = torch.tensor([-1.0, 1.0]) if kind is Kind.TANH else torch.tensor([0.0, 1.0])
    assert numbers(probabilities) == pytest.approx(reach.sigmoid().tolist(), **CLOSE)
    negative = F.binary_cross_entropy_with_logits(reach[:1], torch.zeros(1)).item()
    positive = F.binary_cross_entropy_with_logits(reach[1:], torch.ones(1)).item()
    middle = HEAD[kind](torch.zeros(1, 1))
    starts = [F.binary_cross_entropy_with_logits(middle, torch.full((1, 1), t)).item() for t in (0.0, 1.0)]
    wanted = {Kind.SIGMOID: [negative, positive, *starts], Kind.SOFTMAX: [negative, positive]}
    assert numbers(costs) == pytest.approx(wanted.get(kind, [positive, starts[0]]), **CLOSE)


@each_case
def test_exclusive_outputs_scored_as_independent_ones(width: int | None, reduction: str | None, weighted: bool) -> None:
    text = effect("HL109", "binary_cross_entropy", Kind.SOFTMAX, width, reduction, weighted)
    if reduction != "mean" or weighted:
        assert text == "the outputs add up to 1, so no two labels can both be likely"
        return
    if width is None:
        assert "m ln(m) / K" in text
        return
    two, none = torch.zeros(1, width).double(), torch.zeros(1, width).double()
    two[0, :2] = 1
    halves, even = two / 2, torch.full((1, width), 1 / width).double()
    floors = [F.binary_cross_entropy(halves, two).item(), F.binary_cross_entropy(even, none).item()]
    assert numbers(text.partition("cannot fall below")[2]) == pytest.approx(floors, **CLOSE)


@pytest.mark.parametrize(("reduction", "weighted"), [("mean", False), ("sum", False), ("mean", True)])
def test_two_exclusive_outputs_are_cross_entropy_but_for_a_factor(reduction: str, weighted: bool) -> None:
    target = Tensor(Kind.ONE_HOT, Shape((None, 2), open=False), -1)
    text = effect("HL109", "binary_cross_entropy", Kind.SOFTMAX, 2, reduction, weighted, target=target)
    scores, labels = torch.randn(6, 2), torch.arange(6) % 2
    weight = torch.tensor([0.5, 3.0]) if weighted else None
    binary = F.binary_cross_entropy(scores.softmax(1), F.one_hot(labels, 2).float(), weight, reduction=reduction)
    ratio = binary.item() / F.cross_entropy(scores, labels).item()
    assert ("equals" in text) == (ratio == pytest.approx(1))
    assert ratio == pytest.approx({("mean", False): 1, ("sum", False): 12, ("mean", True): 1.75}[reduction, weighted])


@pytest.mark.filterwarnings("ignore:Using a target size")
@pytest.mark.parametrize("size", [None, 16])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_least_over_all_pairs(size: int | None, reduction: str) -> None:
    column, row = (Tensor(shape=Shape(dims, open=False)) for dims in ((size, 1), (size,)))
    (finding,) = RULES["HL208"].judge(LossCall(HERE, BY_NAME["mse_loss"], column, row, reduction=reduction))
    wanted = torch.randn(16, dtype=torch.float64)
    least = F.mse_loss(wanted.mean().expand(16, 1), wanted, reduction=reduction).item()
    times = 1 if reduction == "mean" else 256
    assert least == pytest.approx(times * wanted.var(unbiased=False).item())
    said = {("mean", 16): "", ("mean", None): "", ("sum", 16): "256 times ", ("sum", None): "N^2 times "}
    assert str(finding.effect).endswith(f"the mean of the targets: {said[reduction, size]}their variance")
