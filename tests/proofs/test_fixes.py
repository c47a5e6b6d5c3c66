"""Fixes keep their promise under torch. The program is each rule's own example, before and after its fix.

A safe fix leaves every number as it was, but for those that only ran without it. An unsafe one mends what its rule
says is broken: the program runs, trains or decides where the bad one does not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from headlint.engine.registry import load_rules
from headlint.testing.answers import fixed

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

Run = Callable[[str], Any]
RULES = load_rules()
STEPS = 150
LEARNT = 0.1  # a loss that a network reaches on eight samples, if its loss is the right one


def _mended(code: str) -> tuple[str, str] | None:
    """The example of a rule and what its fix makes of it; None where it has no fix with edits."""
    (program,) = RULES[code].page.programs("Example")
    with TemporaryDirectory() as folder:
        Path(folder, "program.py").write_text(program, "utf-8")
        made, _ = fixed(Path(folder).resolve())
    return (program, made["program.py"].decode()) if made else None


def _run_apart(run: Run, program: str) -> Any:
    """A program's run, with its own calls alone."""
    made = run(program)
    made.calls, calls = list(made.calls), made.calls
    calls.clear()
    return made


def _same(bad: Any, good: Any) -> None:
    """What the program comes to is the same."""
    torch.testing.assert_close(good.names["loss"], bad.names["loss"])


def _runs(bad: Any, good: Any) -> None:
    """The bad program stops with an error, the mended one does not."""
    assert bad.error is not None
    assert good.error is None


def _learns(bad: Any, good: Any) -> None:
    """The mended program reaches a loss that the bad one cannot."""
    assert bad.trained(STEPS, 0.05).loss > 2 * LEARNT
    assert 0 <= good.trained(STEPS, 0.05).loss < LEARNT


def _is_a_likelihood(bad: Any, good: Any) -> None:
    """The bad loss is negative however the network is trained; the mended one is not, and can be learnt."""
    assert bad.loss < 0 and bad.trained(20).loss < 0
    assert good.loss > 0
    assert good.trained(STEPS, 0.05).loss < LEARNT


def _agrees(bad: Any, good: Any) -> None:
    """The same loss as before, from other ends."""
    assert good.loss == pytest.approx(bad.loss, rel=1e-4)


def _is_fit_for_scores(bad: Any, good: Any) -> None:
    """torch refused the scores, and no longer does."""
    refused = [call.error for call in bad.calls if call.error is not None]
    assert refused
    assert good.calls and not [call for call in good.calls if call.error is not None]


def _gets_a_gradient(bad: Any, good: Any) -> None:
    """Nothing in front of the softmax over one unit moves; in front of the sigmoid it does."""
    for program, moves in ((bad, False), (good, True)):
        program.names["survival"].sum().backward()
        assert any(bool(gradient.abs().max() > 0) for gradient in program.gradients) == moves


def _decides_both_ways(bad: Any, good: Any) -> None:
    assert set(bad.names["ill"].tolist()) == {0}
    assert set(good.names["ill"].tolist()) == {0, 1}
    assert good.names["ill"].shape == bad.names["ill"].shape and good.names["ill"].dtype == bad.names["ill"].dtype


def _decides_at_one_half(bad: Any, good: Any) -> None:
    probabilities = torch.sigmoid(good.names["net"](good.names["patients"]))
    assert torch.equal(good.names["found"], probabilities > 0.5)
    assert not torch.equal(bad.names["found"], probabilities > 0.5)


def _weighs_every_number(bad: Any, good: Any) -> None:
    """The reduction that was asked for: one number for each element, so that weights can be multiplied on."""
    assert bad.names["loss"].shape == ()
    assert good.names["loss"].shape == good.names["weights"].shape


def _answers_the_same_twice(bad: Any, good: Any) -> None:
    """In evaluation, what the example prints is how far two answers to one input differ."""
    assert float(bad.names["loss"].detach()) > 0
    assert float(good.names["loss"].detach()) == 0


def _settles(bad: Any, good: Any) -> None:
    """After the steps of the example the mended program has learnt, and the bad one swings."""
    assert good.loss < 1e-3 < bad.loss


def _sums_both(bad: Any, good: Any) -> None:
    """Every number of the reconstruction counts as much as every number of the divergence."""
    numbers = good.names["digits"].numel()
    torch.testing.assert_close(good.names["reconstruction"], bad.names["reconstruction"] * numbers)
    torch.testing.assert_close(good.names["kl"], bad.names["kl"])


CLAIMS: dict[str, Callable[[Any, Any], None]] = {
    "HL101": _learns,
    "HL102": _same,
    "HL103": _learns,
    "HL104": _is_a_likelihood,
    "HL105": _is_a_likelihood,
    "HL106": _is_a_likelihood,
    "HL107": _learns,
    "HL108": _is_fit_for_scores,
    "HL110": _learns,
    "HL111": _is_a_likelihood,
    "HL112": _learns,
    "HL201": _gets_a_gradient,
    "HL202": _decides_both_ways,
    "HL207": _same,
    "HL208": _learns,
    "HL302": _decides_at_one_half,
    "HL401": _same,
    "HL402": _same,
    "HL403": _agrees,
    "HL501": _runs,
    "HL601": _runs,
    "HL602": _runs,
    "HL603": _runs,
    "HL604": _same,
    "HL605": _sums_both,
    "HL606": _weighs_every_number,
    "HL607": _runs,
    "HL702": _answers_the_same_twice,
    "HL703": _settles,
}


@pytest.mark.parametrize("code", CLAIMS)
def test_a_fix_keeps_its_promise(code: str, run: Run) -> None:
    found = _mended(code)
    assert found is not None
    # What an example prints is what it comes to.
    bad, good = (_run_apart(run, text if "loss =" in text else text.replace("print(", "loss = (")) for text in found)
    CLAIMS[code](bad, good)


@pytest.mark.parametrize("code", sorted(RULES.keys() - CLAIMS.keys()))
def test_every_fix_makes_a_promise(code: str) -> None:
    assert _mended(code) is None
