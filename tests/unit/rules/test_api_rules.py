"""HL601, HL602, HL603, HL604 and HL606 on events made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from headlint.diagnostics import Applicability, Finding, Rename, Replace, Severity, Span
from headlint.events import ApiUse, NoneUse
from headlint.events.api import Keyword
from headlint_rules.api import hl601_none_from_add_module as hl601
from headlint_rules.api import hl602_unknown_torch_name as hl602
from headlint_rules.api import hl603_unknown_torch_keyword as hl603
from headlint_rules.api import hl604_deprecated_reduction_flag as hl604
from headlint_rules.api import hl606_unknown_reduction as hl606

HERE = Span("net.py", 3, 5, 3, 40)
F = "torch.nn.functional."
NN = "torch.nn."


def called(name: str, *values: Any, **keywords: Any) -> ApiUse:
    given = tuple(
        Keyword(key, value, Span("net.py", 4 + row, 9, 4 + row, 9 + len(f"{key}={value!r}")))
        for row, (key, value) in enumerate(keywords.items())
    )
    return ApiUse(HERE, name, called=True, keywords=given, positional=len(values), values=values)


def found(rule: Any, event: object) -> list[Finding]:
    return list(rule.check.judge(event))


def messages(rule: Any, event: object) -> list[str]:
    return [finding.message for finding in found(rule, event)]


# HL601


def test_none_that_is_kept_names_the_attribute() -> None:
    (finding,) = found(hl601, NoneUse(HERE, "add_module", "self.conv"))
    assert (
        finding.message
        == "self.conv becomes None: add_module registers the layer under its own name and returns nothing"
    )
    assert finding.span == HERE
    assert finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("use", "message"),
    [
        ("", "register_module returns None, which is used"),
        (".add_module", "register_module returns None, which has no add_module"),
        ("an argument", "register_module returns None, which is used as an argument"),
    ],
)
def test_none_that_is_used_at_once(use: str, message: str) -> None:
    (finding,) = found(hl601, NoneUse(HERE, "torch.nn.Module.register_module", use))
    assert (finding.message, finding.span) == (message, HERE)


def test_none_that_nobody_reads() -> None:
    assert found(hl601, NoneUse(HERE, "add_module", "_")) == []


# HL602


def test_unknown_name_with_its_slip_mended() -> None:
    use = ApiUse(Span("net.py", 7, 9, 7, 21), f"{NN}AvgPool1D")
    (finding,) = found(hl602, use)
    assert finding.message == "torch.nn has no AvgPool1D (did you mean AvgPool1d?)"
    assert finding.fix is not None and finding.fix.applicability is Applicability.SAFE
    assert finding.fix.changes == (Rename(use.span, "AvgPool1d"),)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (f"{F}crossentropy", "torch.nn.functional has no crossentropy (did you mean cross_entropy?)"),
        (f"{NN}cross_entropy", "torch.nn has no cross_entropy (did you mean torch.nn.functional.cross_entropy?)"),
        (f"{NN}CrossEntropy", "torch.nn has no CrossEntropy (did you mean CrossEntropyLoss?)"),
        (f"{NN}Xyzzy", "torch.nn has no Xyzzy"),
        ("torch.optim.ADAM", "torch.optim has no ADAM (did you mean Adam?)"),
    ],
)
def test_unknown_names(name: str, message: str) -> None:
    assert messages(hl602, ApiUse(HERE, name)) == [message]


def test_a_guess_that_is_no_slip_is_unsafe_and_one_from_another_module_shown_only() -> None:
    (finding,) = found(hl602, ApiUse(HERE, f"{NN}CrossEntropy"))
    assert finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE
    (finding,) = found(hl602, ApiUse(HERE, f"{NN}cross_entropy"))
    assert finding.fix is not None and finding.fix.applicability is Applicability.DISPLAY


@pytest.mark.parametrize(
    "use",
    [
        ApiUse(HERE, f"{NN}AvgPool1D", guarded=True),
        called(f"{NN}AvgPool1D", 4),  # reported where the name is read
        ApiUse(HERE, f"{NN}AvgPool1d"),
        ApiUse(HERE, f"{NN}_private"),
        ApiUse(HERE, f"{NN}modules.AvgPool1D"),
        ApiUse(HERE, "paddle.nn.AvgPool1D"),
    ],
)
def test_names_left_alone(use: ApiUse) -> None:
    assert found(hl602, use) == []


# HL603


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (
            called(f"{F}cross_entropy", logits=..., target=...),
            "keyword logits is unknown to F.cross_entropy (did you mean input?)",
        ),
        (called(f"{F}cross_entropy", ..., logits=...), "keyword logits is unknown to F.cross_entropy"),
        (called(f"{NN}Linear", 4, 3, activation="relu"), "keyword activation is unknown to Linear"),
        (called(f"{NN}Conv2d", 3, filters=8), "keyword filters is unknown to Conv2d (did you mean out_channels?)"),
        (called(f"{NN}Sigmoid", dim=1), "keyword dim is unknown to Sigmoid"),
        (
            called(f"{NN}CrossEntropyLoss.forward", logits=..., target=...),
            "keyword logits is unknown to the call of a CrossEntropyLoss (did you mean input?)",
        ),
        (
            called("torch.optim.Adam", ..., learning_rate=0.1),
            "keyword learning_rate is unknown to Adam (did you mean lr?)",
        ),
    ],
)
def test_unknown_keywords(use: ApiUse, message: str) -> None:
    (finding,) = found(hl603, use)
    assert finding.message == message
    assert finding.span in [keyword.span for keyword in use.keywords]


def test_every_unknown_keyword_is_reported_and_a_slip_mended() -> None:
    first, second = found(hl603, called(f"{NN}LSTM", InputSize=4, hidden_dim=8))
    assert first.fix is not None and first.fix.applicability is Applicability.SAFE
    (edit,) = first.fix.edits
    assert (edit.span, edit.content) == (Span("net.py", 4, 9, 4, 18), "input_size")
    assert second.fix is not None and second.fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    "use",
    [
        called(f"{NN}Identity", anything=1),
        called(f"{F}cosine_similarity", ..., ..., axis=1),
        called("torch.optim.lr_scheduler.StepLR", ..., 3, verbose=True),
        called(f"{NN}Xyzzy", anything=1),
        called(f"{NN}LinearCrossEntropyOptions", anything=1),
        called("torch.relu", anything=1),
        ApiUse(HERE, f"{NN}Linear", called=True, keywords=(Keyword("units", 1, HERE),), guarded=True),
    ],
)
def test_keywords_left_alone(use: ApiUse) -> None:
    assert found(hl603, use) == []


# HL604


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (called(f"{NN}NLLLoss", size_average=False), 'size_average= is deprecated: use reduction="sum"'),
        (called(f"{NN}NLLLoss", size_average=True), 'size_average= is deprecated: use reduction="mean"'),
        (called(f"{F}mse_loss", ..., ..., reduce=False), 'reduce= is deprecated: use reduction="none"'),
        (called(f"{F}mse_loss", ..., ..., reduce="mean"), 'reduce= is deprecated: use reduction="mean"'),
        (
            called(f"{F}l1_loss", size_average=False, reduce=True),
            'size_average= and reduce= are deprecated: use reduction="sum"',
        ),
        (
            called(f"{F}l1_loss", size_average=...),
            'size_average= is deprecated: use reduction="mean" where it is true, "sum" where it is false',
        ),
        (called(f"{F}l1_loss", reduce=...), "reduce= is deprecated: use reduction"),
        (called(f"{NN}CrossEntropyLoss", ..., False), 'size_average= is deprecated: use reduction="sum"'),
    ],
)
def test_deprecated_flags(use: ApiUse, message: str) -> None:
    (finding,) = found(hl604, use)
    assert (finding.message, finding.severity) == (message, Severity.ADVICE)


def test_a_single_known_flag_is_mended_in_place() -> None:
    use = called(f"{NN}NLLLoss", ..., size_average=False)
    (finding,) = found(hl604, use)
    assert finding.fix is not None and finding.fix.applicability is Applicability.SAFE
    assert finding.fix.changes == (Replace(use.keywords[0].span, 'reduction="sum"'),)


@pytest.mark.parametrize(
    "use",
    [
        called(f"{NN}NLLLoss", size_average=False, reduce=True),
        called(f"{NN}NLLLoss", size_average=..., ignore_index=0),
        called(f"{NN}NLLLoss", size_average=False, reduction="mean"),
        called(f"{NN}MSELoss", False),
    ],
)
def test_other_flags_are_for_a_person_to_mend(use: ApiUse) -> None:
    (finding,) = found(hl604, use)
    assert finding.fix is not None and finding.fix.changes == ()


@pytest.mark.parametrize(
    "use",
    [
        called(f"{NN}NLLLoss", reduction="sum"),
        called(f"{F}nll_loss", ..., ..., size_average=None, reduce=None, reduction="mean"),
        called(f"{F}nll_loss", ..., ..., None, ..., -100, ...),  # passed on by position, and perhaps None
        called(f"{F}mse_loss", ..., ..., reduce="none"),  # HL606
        called(f"{NN}HuberLoss", reduce=False),  # HL603
        called(f"{NN}EmbeddingBag", 3, 4, mode="sum"),
        ApiUse(HERE, f"{NN}NLLLoss"),
    ],
)
def test_no_deprecated_flag(use: ApiUse) -> None:
    assert found(hl604, use) == []


# HL606


@pytest.mark.parametrize(
    ("use", "message", "mended"),
    [
        (
            called(f"{F}binary_cross_entropy_with_logits", ..., ..., reduce="none"),
            'reduce="none" is a flag that is set, whatever the string says: it means reduction="mean"',
            'reduction="none"',
        ),
        (
            called(f"{F}mse_loss", ..., ..., reduce="sum"),
            'reduce="sum" is a flag that is set, whatever the string says: it means reduction="mean"',
            'reduction="sum"',
        ),
        (
            called(f"{NN}MSELoss", reduction="avg"),
            'reduction="avg" does not exist: MSELoss knows "none", "mean" and "sum"',
            'reduction="mean"',
        ),
        (
            called(f"{NN}CrossEntropyLoss", reduction=None),
            'reduction=None does not exist: CrossEntropyLoss knows "none", "mean" and "sum"',
            'reduction="none"',
        ),
        (
            called(f"{NN}KLDivLoss", reduction="batch_mean"),
            'reduction="batch_mean" does not exist: KLDivLoss knows "none", "mean", "sum" and "batchmean"',
            'reduction="batchmean"',
        ),
        (
            called(f"{NN}MSELoss", reduction="batchmean"),
            'reduction="batchmean" does not exist: MSELoss knows "none", "mean" and "sum"',
            None,
        ),
        (
            called(f"{NN}L1Loss", reduction=True),
            'reduction=True does not exist: L1Loss knows "none", "mean" and "sum"',
            None,
        ),
    ],
)
def test_unknown_reductions(use: ApiUse, message: str, mended: str | None) -> None:
    (finding,) = found(hl606, use)
    assert finding.message == message
    assert [each.text for each in finding.fix.changes] == [mended] if finding.fix else mended is None


def test_a_flag_in_words_beside_another_flag() -> None:
    use = called(f"{F}mse_loss", ..., ..., size_average=False, reduce="none")
    (finding,) = found(hl606, use)
    assert finding.message.endswith('it means reduction="sum"')
    assert finding.fix is not None and finding.fix.changes == ()


def test_a_flag_in_words_beside_an_unknown_one() -> None:
    assert messages(hl606, called(f"{F}mse_loss", size_average=..., reduce="none")) == [
        'reduce="none" is a flag that is set, whatever the string says'
    ]


@pytest.mark.parametrize(
    "use",
    [
        called(f"{NN}MSELoss", reduction="none"),
        called(f"{NN}MSELoss", reduction=...),
        called(f"{NN}MSELoss", reduction="elementwise_mean"),
        called(f"{F}kl_div", reduction="batchmean"),
        called(f"{NN}modules.loss.KLDivLoss", reduction="batchmean"),
        called(f"{NN}MSELoss", reduce=False, reduction="avg"),  # the flag overrides it
        called(f"{NN}MSELoss", reduce="mean"),  # HL604: right by accident
        called(f"{NN}MSELoss", reduce=...),
        called("torch.scatter", reduction="avg"),
        called(f"{NN}Linear", reduction="avg"),
        ApiUse(HERE, f"{NN}MSELoss"),
    ],
)
def test_reductions_left_alone(use: ApiUse) -> None:
    assert found(hl606, use) == []


# What ** brings


@pytest.mark.parametrize("rule", [hl603, hl604, hl606])
@pytest.mark.parametrize("keyword", [("depthwise", True), ("size_average", False), ("reduction", "avg")])
def test_what_two_stars_bring_is_left_alone(rule: Any, keyword: tuple[str, Any]) -> None:
    use = ApiUse(HERE, f"{NN}MSELoss", called=True, keywords=(Keyword(*keyword, HERE),))
    assert found(rule, use) == []


def test_nothing_is_edited_where_stars_may_bring_a_reduction() -> None:
    for rule, use in ((hl604, called(f"{NN}L1Loss", reduce=False)), (hl606, called(f"{NN}L1Loss", reduce="none"))):
        (finding,) = found(rule, replace(use, positional=None))
        assert finding.fix is not None and finding.fix.changes == ()
