"""The rules on logarithms of a softmax and of a sigmoid, on events made by hand."""

import importlib

import pytest
from headlint.diagnostics import Finding, Span
from headlint.events import Log
from headlint.rulekit import Rule
from headlint.tensor import Kind, Step, Tensor, Trail

CALL = Span("train.py", 48, 16, 48, 38)
HEAD = Span("net.py", 33, 16, 33, 45)
RULES: list[Rule] = [
    importlib.import_module(f"headlint_rules.stability.{name}").check
    for name in ("hl401_log_of_softmax", "hl402_log_of_sigmoid")
]


def tensor(kind: Kind, picked: bool = False, complement: bool = False) -> Tensor:
    return Tensor(kind, picked=picked, complement=complement, trail=Trail(Step(str(kind), HEAD)))


def judge(event: Log) -> list[Finding]:
    return [finding for rule in RULES for finding in rule.judge(event)]


def the_finding(event: Log) -> Finding:
    (finding,) = judge(event)
    return finding


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("eps", [False, True])
@pytest.mark.parametrize("complement", [False, True])
def test_logarithms(kind: Kind, eps: bool, complement: bool) -> None:
    expected = {Kind.SOFTMAX: ["HL401"], Kind.SIGMOID: ["HL402"]}.get(kind, [])
    findings = judge(Log(CALL, tensor(kind, complement=complement), eps))
    assert [finding.code for finding in findings] == expected
    for finding in findings:
        assert ("nan" in (finding.effect or "")) is not eps
        assert [related.span for related in finding.related] == [HEAD]


def test_the_saturation_of_a_sigmoid_is_told_for_the_side_that_is_logged() -> None:
    plain = the_finding(Log(CALL, tensor(Kind.SIGMOID)))
    other = the_finding(Log(CALL, tensor(Kind.SIGMOID, complement=True)))
    assert "below -88.7" in (plain.effect or "") and "one minus" not in plain.message
    assert "above 16.6" in (other.effect or "") and "one minus" in other.message


@pytest.mark.parametrize("kind", [Kind.SOFTMAX, Kind.SIGMOID])
def test_the_log_of_one_entry_is_no_steadier(kind: Kind) -> None:
    assert judge(Log(CALL, tensor(kind, picked=True)))
