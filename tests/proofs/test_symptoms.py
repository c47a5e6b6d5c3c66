"""Every rule's Example shows the symptom that its page speaks of, and its Use instead does not.

A symptom is a function of a program that was run: it says whether the program shows it. A rule is proven here, or by
another module of this folder that names its code in a tuple ``PROVES``.
"""

from __future__ import annotations

import ast
import importlib.util
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from headlint.engine.registry import load_rules
from headlint.torchlib import bounds, floors

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

import torch  # noqa: E402

Program = Any  # of conftest.py
Symptom = Callable[[Program], bool]
BROADCAST = "This will likely lead to incorrect results due to broadcasting"
OLD_FLAGS = "size_average and reduce args will be deprecated"


def stuck(floor: Callable[[int], float]) -> Symptom:
    """Trained on one batch, cross entropy stays above its floor for the number of classes."""

    def shows(program: Program) -> bool:
        classes = program.calls[-1].input.shape[1]
        return program.trained().loss >= floor(classes) - 0.01

    return shows


def normalised_already(program: Program) -> bool:
    """Cross entropy is given what log-softmax would not change any more."""
    (call,) = program.calls
    return call.name == "cross_entropy" and bool(torch.allclose(call.input.log_softmax(1), call.input, atol=1e-6))


def negative(least: float) -> Symptom:
    """A negative log-likelihood, or a divergence, falls below 0 and ends at ``least`` or above."""
    return lambda program: least - 1e-4 <= program.trained().loss < -0.1


def endless(program: Program) -> bool:
    """The loss falls without end."""
    first, second = program.trained(100).loss, program.trained(100).loss
    return second < first - 5 < -5


def _mean_binary_floor(target: torch.Tensor) -> float:
    positive, negative = floors.POSITIVE_FLOOR_OVER_PROBABILITIES, floors.NEGATIVE_FLOOR_OVER_PROBABILITIES
    return (target * positive + (1 - target) * negative).mean().item()


def stuck_labels(program: Program) -> bool:
    return program.trained().loss >= _mean_binary_floor(program.calls[-1].target) - 0.01


def refused(program: Program) -> bool:
    """BCELoss raises."""
    return any("between 0 and 1" in str(call.error) for call in program.calls)


def shares(program: Program) -> bool:
    """The floor that the number of true labels of each sample sets."""
    target = program.calls[-1].target
    floor = sum(floors.bce_over_softmax(target.shape[1], int(row.sum())) for row in target) / len(target)
    return program.trained().loss >= floor - 0.01


def dead_units(program: Program) -> bool:
    """With every score below 0 the loss is ln K, and nothing gets a gradient."""
    with torch.no_grad():
        for name, weight in program.names["net"].named_parameters():
            weight.fill_(-1.0 if name.endswith("bias") else 0.0)
    program.again()
    assert program.loss == pytest.approx(floors.cross_entropy_start(10), abs=1e-3)
    return not any(gradient.any() for gradient in program.gradients)


def average_of_a_softmax(program: Program) -> bool:
    """Whatever is learnt, the mean of the outputs is 1 / K."""
    wanted = program.calls[-1].target
    floor = ((wanted.mean(1) - floors.softmax_mean(wanted.shape[1])) ** 2).mean().item()
    return program.trained().loss >= floor


def constant(name: str, value: float) -> Symptom:
    """A variable holds this value alone, whatever the weights are."""
    return lambda program: all(bool((program.scaled(-1.5).names[name] == value).all()) for _ in range(4))


def nothing_to_learn(program: Program) -> bool:
    return program.loss == 0 and not any(gradient.any() for gradient in program.gradients)


def on_both_or_neither(program: Program) -> bool:
    """Probability lies on two classes at once, or on none."""
    (call,) = program.calls
    if call.name == "cross_entropy":
        return bool((call.input.softmax(1).sum(1) - 1).abs().max() > 1e-5)
    one, two = call.input.sigmoid().unbind(1)
    return bool((one * two + (1 - one) * (1 - two)).mean() > 0.1)


def raises(*kinds: type[Exception]) -> Symptom:
    return lambda program: isinstance(program.error, kinds)


def warns(message: str) -> Symptom:
    return lambda program: any(message in warned for warned in program.warned)


def flat(program: Program) -> bool:
    """However sure the network is, the confidence stays below the bound."""
    surest = program.scaled(1e4).names["confidence"].max().item()
    return surest <= bounds.highest_after_softmax(10) + 1e-6


def other_decisions(program: Program) -> bool:
    """Some decision is not the one that the probability asks for."""
    net, patients, found = (program.names[name] for name in ("net", "patients", "found"))
    return bool((found != (net(patients).sigmoid() > 0.5)).any())


def no_gradient(program: Program) -> bool:
    return program.error is not None or program.gradients == []


def answers_for_classes(program: Program) -> bool:
    return len(program.names["guess"]) != len(program.names["spectra"])


def infinite(program: Program) -> bool:
    """Far from right the loss is infinite and the gradient no number."""
    program.scaled(1e5)
    return math.isinf(program.loss) and any(bool(gradient.isnan().any()) for gradient in program.gradients)


def saturated(program: Program) -> bool:
    """Far from right no gradient is left."""
    program.scaled(1e5)
    return not any(gradient.any() for gradient in program.gradients)


def none_kept(program: Program) -> bool:
    return isinstance(program.error, TypeError | AttributeError) and "NoneType" in str(program.error)


def collapsed(program: Program) -> bool:
    """The code says nothing: the divergence is nearly 0 for every sample."""
    return program.trained(200, rate=1e-3).names["kl"].item() / len(program.names["digits"]) < 0.05


def reduced(program: Program) -> bool:
    """A loss of one number where one for each pixel was asked for."""
    return program.names["loss"].ndim == 0


def undecided(program: Program) -> bool:
    """Two answers to one question differ."""
    net, x = program.names["net"], program.names["x"]
    return not torch.equal(net(x), net(x))


def restless(program: Program) -> bool:
    """After 200 steps down a bowl the loss is still far from its end."""
    return program.loss > 0.01


SYMPTOMS: dict[str, Symptom] = {
    "HL101": stuck(floors.cross_entropy_over_probabilities),
    "HL102": normalised_already,
    "HL103": stuck(floors.cross_entropy_over_probabilities),
    "HL104": negative(floors.NLL_FLOOR_OVER_PROBABILITIES),
    "HL105": endless,
    "HL106": negative(floors.NLL_FLOOR_OVER_PROBABILITIES),
    "HL107": stuck_labels,
    "HL108": refused,
    "HL109": shares,
    "HL110": dead_units,
    "HL111": negative(floors.kl_over_probabilities(5)),
    "HL112": stuck(floors.cross_entropy_over_tanh),
    "HL113": average_of_a_softmax,
    "HL201": constant("survival", 1),
    "HL202": constant("ill", 0),
    "HL203": nothing_to_learn,
    "HL204": on_both_or_neither,
    "HL205": raises(ValueError),
    "HL206": raises(RuntimeError),
    "HL207": warns("Implicit dimension choice"),
    "HL208": warns(BROADCAST),
    "HL301": flat,
    "HL302": other_decisions,
    "HL303": no_gradient,
    "HL304": answers_for_classes,
    "HL401": infinite,
    "HL402": infinite,
    "HL403": saturated,
    "HL501": raises(RuntimeError, NotImplementedError),
    "HL601": none_kept,
    "HL602": raises(AttributeError),
    "HL603": raises(TypeError),
    "HL604": warns(OLD_FLAGS),
    "HL605": collapsed,
    "HL606": reduced,
    "HL607": raises(TypeError),
    "HL701": undecided,
    "HL702": undecided,
    "HL703": restless,
}
RULES = load_rules()
NEEDS = {"HL205": "torchmetrics"}


def _programs(heading: str) -> list[Any]:
    return [
        pytest.param(code, text, id=f"{code}-{at}")
        for code in SYMPTOMS
        if code in RULES
        for at, text in enumerate(RULES[code].page.programs(heading))
    ]


def _proven_elsewhere() -> set[str]:
    """The codes that the other modules of this folder name in ``PROVES``."""
    found: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Name) and target.id == "PROVES":
                found.update(ast.literal_eval(node.value))  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize(("code", "text"), _programs("Example"))
def test_an_example_shows_the_symptom(code: str, text: str, run: Callable[[str], Program]) -> None:
    pytest.importorskip(NEEDS.get(code, "torch"))
    assert SYMPTOMS[code](run(text))


@pytest.mark.parametrize(("code", "text"), _programs("Use instead"))
def test_what_to_use_instead_does_not(code: str, text: str, run: Callable[[str], Program]) -> None:
    pytest.importorskip(NEEDS.get(code, "torch"))
    program = run(text)
    assert program.error is None
    assert not SYMPTOMS[code](program)


def test_every_rule_has_a_symptom() -> None:
    unproven = RULES.keys() - SYMPTOMS.keys() - _proven_elsewhere()
    assert unproven == set(), "add a symptom here, or name the code in PROVES of the module that proves it"


def test_every_symptom_is_of_a_rule() -> None:
    assert SYMPTOMS.keys() <= RULES.keys()
