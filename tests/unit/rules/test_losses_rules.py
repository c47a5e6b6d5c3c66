"""The rules on losses and stability, on events made by hand."""

import importlib
import pkgutil

import headlint_rules.losses
import headlint_rules.stability
import pytest
from headlint.diagnostics import Finding, Severity, Span
from headlint.events import Log, LossCall
from headlint.rulekit import Rule
from headlint.rulekit.page import HEADINGS
from headlint.tensor import Axis, Kind, Shape, Step, Tensor, Trail
from headlint.torchlib.losses import LOSSES, Loss
from headlint.torchlib.wants import MATRIX, Wants

CALL = Span("train.py", 48, 16, 48, 38)
MADE = Span("train.py", 21, 13, 21, 34)
HEAD = Span("net.py", 33, 16, 33, 45)
BY_NAME = {loss.name: loss for loss in LOSSES}
SEVERITIES = {
    "HL102": Severity.ADVICE,
    "HL403": Severity.ADVICE,
    **dict.fromkeys(("HL109", "HL110", "HL112", "HL113", "HL401", "HL402"), Severity.WARNING),
}


def _load() -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for package in (headlint_rules.losses, headlint_rules.stability):
        for module in pkgutil.iter_modules(package.__path__):
            rule = importlib.import_module(f"{package.__name__}.{module.name}").check
            assert isinstance(rule, Rule)
            assert module.name == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
            rules[rule.code] = rule
    return rules


RULES = _load()
ON_LOSSES = {code: rule for code, rule in RULES.items() if rule.events == (LossCall,)}


def drawn(by: str, **facts: object) -> Tensor:
    return Tensor(Kind.DATA, trail=Trail(Step(by, HEAD)), **facts)  # type: ignore[arg-type]


def tensor(kind: Kind, width: int | None = 10, **facts: object) -> Tensor:
    shape = Shape() if width is None else Shape((None, width), open=False)
    given = {"channel": -1, "over": Axis(1, -1), "trail": Trail(Step(str(kind), HEAD)), **facts}
    return Tensor(kind=kind, shape=shape, **given)  # type: ignore[arg-type]


def call(loss: str | Loss, kind: Kind, width: int | None = 10, **facts: object) -> LossCall:
    row = BY_NAME[loss] if isinstance(loss, str) else loss
    given: dict[str, object] = {"target": drawn("rand"), "made_at": MADE, "reduction": "mean", **facts}
    return LossCall(span=CALL, loss=row, input=tensor(kind, width), **given)  # type: ignore[arg-type]


def judge(event: LossCall | Log, *codes: str) -> list[Finding]:
    rules = [RULES[code] for code in codes or RULES]
    return [finding for rule in rules if type(event) in rule.events for finding in rule.judge(event)]


def the_finding(event: LossCall | Log) -> Finding:
    (finding,) = judge(event)
    return finding


def test_the_families_are_complete() -> None:
    assert sorted(RULES) == [f"HL{n}" for n in (*range(101, 114), 401, 402, 403)]
    assert {code: RULES[code].severity for code in SEVERITIES} == SEVERITIES
    assert all(rule.severity is Severity.ERROR for code, rule in RULES.items() if code not in SEVERITIES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_page_has_every_heading(code: str) -> None:
    page = RULES[code].page
    assert tuple(page.sections) == HEADINGS
    assert "\n" not in page.summary
    assert len(page.programs("Example")) == len(page.programs("Use instead")) == 1
    for heading in ("Example", "Use instead"):
        compile(page.programs(heading)[0], code, "exec")
    assert "https://docs.pytorch.org/" in page.sections["References"]


CELLS = [(loss, kind, MATRIX[loss.wants].get(kind)) for loss in LOSSES for kind in Kind]


@pytest.mark.parametrize(("loss", "kind", "word"), CELLS, ids=lambda value: str(getattr(value, "name", value)))
def test_each_cell_of_the_matrix_fires_its_own_rule(loss: Loss, kind: Kind, word: str | None) -> None:
    expected = [word] if word in RULES else []
    assert [finding.code for finding in judge(call(loss, kind))] == expected


@pytest.mark.parametrize(("loss", "kind", "word"), CELLS, ids=lambda value: str(getattr(value, "name", value)))
def test_a_finding_is_worded_for_people(loss: Loss, kind: Kind, word: str | None) -> None:
    for width in (None, 1, 2, 10):
        for reduction in (None, "mean", "sum", "none"):
            for finding in judge(call(loss, kind, width, reduction=reduction)):
                assert finding.message[0].islower()
                assert not finding.message.endswith(".")
                assert loss.name in finding.message
                assert finding.effect and not finding.effect.endswith(".")
                assert " inf" not in finding.effect
                assert [related.span for related in finding.related] == [HEAD, MADE]
                assert finding.span == CALL
                assert finding.fix is not None and not finding.fix.edits


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
@pytest.mark.parametrize("kind", Kind)
def test_single_entries_of_a_distribution_are_left_alone(loss: Loss, kind: Kind) -> None:
    picked = LossCall(CALL, loss, tensor(kind, picked=True), Tensor(Kind.DATA), made_at=MADE, log_target=False)
    assert not judge(picked)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_the_unknown_is_silent(loss: Loss) -> None:
    assert not judge(call(loss, Kind.UNKNOWN, target=Tensor(), log_target=None))


def test_a_functional_is_named_as_one() -> None:
    finding = the_finding(call("CrossEntropyLoss", Kind.SOFTMAX, made_at=None))
    assert (
        finding.message == "softmax output reaches F.cross_entropy, which expects logits: it applies log-softmax itself"
    )
    assert [related.span for related in finding.related] == [HEAD]


@pytest.mark.parametrize(
    ("loss", "kind", "effect"),
    [
        ("CrossEntropyLoss", Kind.SOFTMAX, "with 10 classes the loss cannot fall below 1.461 (it starts at 2.303)"),
        ("CrossEntropyLoss", Kind.SIGMOID, "cannot fall below 1.461 (it starts at 2.303)"),
        ("CrossEntropyLoss", Kind.TANH, "cannot fall below 0.797 (it starts at 2.303)"),
        ("CrossEntropyLoss", Kind.RELU, "the loss is ln K = 2.303 and a ReLU passes no gradient"),
        ("NLLLoss", Kind.SOFTMAX, "with 10 classes the loss starts at -0.100 and ends at -1"),
        ("NLLLoss", Kind.SIGMOID, "starts at -0.500 and ends at -1.000"),
        ("BCEWithLogitsLoss", Kind.SIGMOID, "at least 0.693 and a positive one 0.313 (they start at 0.974 and 0.474)"),
        ("BCEWithLogitsLoss", Kind.SOFTMAX, "from 0.5 to 0.731 only: unweighted, a negative target"),
        ("BCEWithLogitsLoss", Kind.TANH, "from 0.269 to 0.731 only: unweighted, each target costs at least 0.313"),
        ("BCEWithLogitsLoss", Kind.RELU, "a negative target costs at least 0.693"),
        ("BCELoss", Kind.SOFTMAX, "cannot fall below 0.139 for a sample with two true labels or below 0.105"),
        ("BCELoss", Kind.RELU, "costs 100 and gets no gradient"),
        ("BCELoss", Kind.SIGMOID, "a score above 16.6 costs 100"),
        ("KLDivLoss", Kind.SOFTMAX, "lies between -2.461 and 0"),
        ("MSELoss", Kind.SOFTMAX, "their mean is 0.100, whatever the input"),
    ],
)
def test_the_effect_has_its_number_where_the_width_is_known(loss: str, kind: Kind, effect: str) -> None:
    assert effect in (the_finding(call(loss, kind)).effect or "")


def test_an_unknown_width_gives_a_small_table() -> None:
    effect = the_finding(call("CrossEntropyLoss", Kind.SOFTMAX, None)).effect
    assert effect == (
        "the loss cannot fall below 0.313 with 2 classes, 1.461 with 10, 5.909 with 1000, however well the model learns"
    )


@pytest.mark.parametrize("reduction", ["sum", "none", None])
def test_what_is_not_averaged_is_told_per_sample(reduction: str | None) -> None:
    event = call("CrossEntropyLoss", Kind.SOFTMAX, reduction=reduction)
    assert "the loss per sample cannot fall below 1.461" in (the_finding(event).effect or "")
    weighted = call("CrossEntropyLoss", Kind.SOFTMAX, reduction=reduction, weight=Tensor(Kind.DATA))
    assert "the unweighted loss per sample cannot fall below 1.461" in (the_finding(weighted).effect or "")


def test_one_class_is_said_to_be_always_zero() -> None:
    event = call("CrossEntropyLoss", Kind.SOFTMAX, 1)
    assert the_finding(event).effect == "over a single class the loss is always 0"


FOCAL = Loss("SoftmaxFocal", "mylib.softmax_focal", Wants.CLASS_LOGITS, (), ())
BINARY_FOCAL = Loss("Focal", "torchvision.ops.sigmoid_focal_loss", Wants.BINARY_LOGITS, (), ())


def test_another_loss_with_the_same_contract_gets_no_cross_entropy_number() -> None:
    finding = the_finding(call(FOCAL, Kind.SOFTMAX, made_at=None))
    assert finding.message.startswith("softmax output reaches mylib.softmax_focal, which expects logits")
    assert finding.effect == "with 10 classes the loss can never see a class probability above 0.232"
    table = the_finding(call(FOCAL, Kind.TANH, None)).effect
    assert (
        table == "the loss can never see a class probability above 0.881 with 2 classes, 0.451 with 10, 0.007 with 1000"
    )
    for kind, effect in (
        (Kind.SIGMOID, "the loss sees probabilities from 0.5 to 0.731 only"),
        (Kind.TANH, "the loss sees probabilities from 0.269 to 0.731 only"),
        (Kind.RELU, "the probability never falls below 0.5"),
    ):
        assert the_finding(call(BINARY_FOCAL, kind)).effect == effect


def test_a_softmax_over_the_batch_is_not_credited_with_the_classes() -> None:
    over_batch = LossCall(
        CALL, BY_NAME["NLLLoss"], tensor(Kind.SOFTMAX, over=Axis(0, -2)), Tensor(), made_at=MADE, reduction="mean"
    )
    assert "starts at -1/K" in (the_finding(over_batch).effect or "")


@pytest.mark.parametrize(
    ("kind", "width", "severity"),
    [
        (Kind.ONE_HOT, 2, Severity.ADVICE),
        (Kind.ONE_HOT, 3, Severity.WARNING),
        (Kind.DATA, 2, Severity.WARNING),
        (Kind.UNKNOWN, 2, Severity.WARNING),
    ],
)
def test_a_softmax_of_two_on_one_hot_targets_is_advice(kind: Kind, width: int, severity: Severity) -> None:
    finding = the_finding(call("BCELoss", Kind.SOFTMAX, width, target=Tensor(kind)))
    assert (finding.code, finding.severity) == ("HL109", severity)


def test_a_softmax_on_one_hot_targets_is_told_its_gradient() -> None:
    finding = the_finding(call("BCELoss", Kind.SOFTMAX, 4, target=Tensor(Kind.ONE_HOT)))
    assert finding.effect == "it starts at 0.562, with a gradient 3 times smaller than that of cross entropy"


@pytest.mark.parametrize(
    ("kind", "width", "says"),
    [
        (Kind.SOFTMAX, 10, ", over 10 classes"),
        (Kind.SIGMOID, 784, ", over 784 units"),
        (Kind.SIGMOID, 1, ", over 1 unit"),
        (Kind.SOFTMAX, None, "here"),
    ],
)
def test_the_origin_tells_how_many(kind: Kind, width: int | None, says: str) -> None:
    loss = "BCEWithLogitsLoss"
    assert the_finding(call(loss, kind, width)).related[0].message.endswith(says)


def test_bce_behind_a_sigmoid_is_an_error_inside_autocast_alone() -> None:
    assert the_finding(call("BCELoss", Kind.SIGMOID)).severity is Severity.ADVICE
    inside = the_finding(call("BCELoss", Kind.SIGMOID, autocast=True))
    assert inside.severity is Severity.ERROR
    assert "inside autocast, where torch raises" in inside.message


def test_a_loss_of_ones_own_that_wants_probabilities_has_no_twin() -> None:
    dice = Loss("DiceLoss", "mylib.dice", Wants.BINARY_PROBABILITIES, (), ())
    assert not judge(call(dice, Kind.SIGMOID))


@pytest.mark.parametrize(
    ("target", "log_target", "fires"),
    [
        (Kind.LOG_SOFTMAX, False, True),
        (Kind.LOG_SIGMOID, False, True),
        (Kind.RAW, False, True),
        (Kind.SOFTMAX, False, False),
        (Kind.DATA, False, False),
        (Kind.UNKNOWN, False, False),
        (Kind.SOFTMAX, True, True),
        (Kind.SIGMOID, True, True),
        (Kind.LOG_SOFTMAX, True, False),
        (Kind.RAW, True, False),
        (Kind.DATA, True, False),
        (Kind.LOG_SOFTMAX, None, False),
        (Kind.SOFTMAX, None, False),
    ],
)
def test_kl_div_judges_its_target(target: Kind, log_target: bool | None, fires: bool) -> None:
    event = call("KLDivLoss", Kind.LOG_SOFTMAX, target=tensor(target), log_target=log_target)
    assert [finding.code for finding in judge(event)] == ["HL111"] * fires
    picked = call("KLDivLoss", Kind.LOG_SOFTMAX, target=tensor(target, picked=True), log_target=log_target)
    assert not judge(picked)


def test_kl_div_names_one_end_at_a_time() -> None:
    event = call("KLDivLoss", Kind.SOFTMAX, target=tensor(Kind.LOG_SOFTMAX), log_target=False)
    assert "as its input" in the_finding(event).message


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DATA])
def test_regression_onto_what_may_be_a_distribution_is_left_alone(kind: Kind) -> None:
    for loss in ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"):
        assert not judge(call(loss, Kind.SOFTMAX, target=tensor(kind, trail=Trail(Step("rand", HEAD)))))


@pytest.mark.parametrize("factory", ["zeros", "ones", "full", "eye", "tensor", "one_hot", "as_tensor"])
def test_constants_may_be_filled_to_a_distribution(factory: str) -> None:
    assert not judge(call("MSELoss", Kind.SOFTMAX, target=drawn(factory)))
    assert not judge(call("MSELoss", Kind.SOFTMAX, target=Tensor(Kind.DATA)))
    assert not judge(call("MSELoss", Kind.SOFTMAX, target=drawn("rand", picked=True)))


@pytest.mark.parametrize("loss", ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"])
@pytest.mark.parametrize("factory", ["rand", "randn", "rand_like", "randn_like"])
def test_regression_onto_drawn_numbers_is_reported(loss: str, factory: str) -> None:
    assert the_finding(call(loss, Kind.SOFTMAX, target=drawn(factory))).code == "HL113"
