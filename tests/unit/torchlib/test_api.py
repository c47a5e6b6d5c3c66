"""The table of torch's names and keywords, and the guesses that are made from it."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from headlint.torchlib import api, reductions
from headlint.torchlib.api import Parameter, Signature
from headlint.torchlib.api.table import MODULES, callables

F = "torch.nn.functional"


@pytest.mark.parametrize(
    "name",
    [
        "torch.nn.Linear",
        "torch.nn.functional.unfold",
        "torch.nn.functional.sigmoid",
        "torch.nn.Container",
        "torch.nn.RMSNorm",  # newer than 2.3
        "torch.optim.Muon",  # newer than 2.8
        "torch.optim.adam.Adam",
        "torch.nn.quantized.Linear",
        "torch.nn.Module.anything",
        "torch.nn._VF",
        "torch.nn.functional.np",
        "torch.nn.init.xavier_normal",
        "torch.nn",
        "torch.nn.functional",
        "torch.anything",
        "somewhere.nn.AvgPool1D",
    ],
)
def test_names_that_are_never_accused(name: str) -> None:
    assert api.known(name)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("torch.nn.AvgPool1D", "torch.nn.AvgPool1d"),
        ("torch.nn.functional.crossentropy", "torch.nn.functional.cross_entropy"),
        ("torch.nn.CrossEntropy", "torch.nn.CrossEntropyLoss"),
        ("torch.nn.Relu", "torch.nn.ReLU"),
        ("torch.nn.cross_entropy", "torch.nn.functional.cross_entropy"),
        ("torch.nn.functional.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("torch.nn.sigmoid", "torch.sigmoid"),
        ("torch.nn.Dense", "torch.nn.Linear"),
        ("torch.nn.functional.dense", "torch.nn.functional.linear"),
        ("torch.nn.functional.mse", "torch.nn.functional.mse_loss"),
        ("torch.nn.functional.cross_entropy_loss", "torch.nn.functional.cross_entropy"),
        ("torch.nn.BatchNorm", "torch.nn.BatchNorm2d"),
        ("torch.nn.Transfomer", "torch.nn.Transformer"),
        ("torch.optim.ADAM", "torch.optim.Adam"),
        ("torch.optim.StepLR", "torch.optim.lr_scheduler.StepLR"),
        ("torch.optim.lr_schedular", "torch.optim.lr_scheduler"),
        ("torch.nn.clip_grad_norm", "torch.nn.utils.clip_grad_norm_"),
        ("torch.nn.Xyzzy", None),
    ],
)
def test_did_you_mean_name(wrong: str, right: str | None) -> None:
    assert not api.known(wrong)
    assert api.suggest(wrong) == right


@pytest.mark.parametrize(
    ("callee", "wrong", "right"),
    [
        (f"{F}.cross_entropy", "logits", "input"),
        (f"{F}.cross_entropy", "labels", "target"),
        (f"{F}.softmax", "axis", "dim"),
        ("torch.nn.CrossEntropyLoss.forward", "logits", "input"),
        ("torch.nn.modules.linear.Linear", "in_feature", "in_features"),
        ("torch.nn.Conv2d", "filters", "out_channels"),
        ("torch.nn.Conv2d", "kernal_size", "kernel_size"),
        ("torch.nn.LSTM", "hidden_dim", "hidden_size"),
        ("torch.nn.Linear", "activation", None),
        ("torch.nn.Sigmoid", "dim", None),
        ("torch.optim.Adam", "learning_rate", "lr"),
        ("torch.nn.HuberLoss", "reduce", "reduction"),
    ],
)
def test_did_you_mean_keyword(callee: str, wrong: str, right: str | None) -> None:
    signature = api.parameters(callee)
    assert signature is not None
    assert not signature.accepts(wrong)
    assert api.suggest_keyword(callee, wrong) == right


def test_a_keyword_that_is_given_already_is_not_meant() -> None:
    assert api.suggest_keyword(f"{F}.cross_entropy", "logits", taken={"input"}) is None


def test_signature_of_the_table() -> None:
    read = Signature.parse("a, b>=1.9, *, c<=2.4, d>=1.7<=2.6, **kwargs")
    assert read.parameters == (
        Parameter("a"),
        Parameter("b", since="1.9"),
        Parameter("c", keyword_only=True, until="2.4"),
        Parameter("d", keyword_only=True, since="1.7", until="2.6"),
    )
    assert read.positional == ("a", "b")
    assert (read.args, read.kwargs) == (False, True)
    assert read.accepts("anything")
    assert Signature.parse("") == Signature()


def test_what_only_some_releases_take_is_accepted() -> None:
    scheduler = api.parameters("torch.optim.lr_scheduler.StepLR")
    loss = api.parameters("torch.nn.CrossEntropyLoss")
    assert scheduler is not None and scheduler.accepts("verbose")  # gone since 2.7
    assert loss is not None and loss.accepts("label_smoothing")  # new in 1.10


def test_functions_in_c_take_the_names_of_numpy() -> None:
    similarity = api.parameters(f"{F}.cosine_similarity")
    assert similarity is not None
    assert similarity.accepts("axis") and similarity.accepts("out") and not similarity.accepts("keepdims")


@pytest.mark.parametrize("name", ["torch.nn.Xyzzy", "torch.nn", "torch.relu", "torch.nn.Linear.weight", f"{F}.math"])
def test_signatures_that_are_not_known(name: str) -> None:
    assert api.parameters(name) is None


def test_the_table_is_small_enough_to_be_read_in_a_moment() -> None:
    assert Path(api.__file__).with_name("names.json").stat().st_size < 100_000


@pytest.mark.parametrize(
    ("flags", "reduction"),
    [
        ({}, "mean"),
        ({"size_average": True}, "mean"),
        ({"size_average": False}, "sum"),
        ({"reduce": True}, "mean"),
        ({"reduce": False}, "none"),
        ({"size_average": False, "reduce": False}, "none"),
        ({"size_average": None, "reduce": True}, "mean"),
        ({"reduce": "none"}, "mean"),
        ({"reduce": "sum", "size_average": False}, "sum"),
    ],
)
def test_flags_mean_a_reduction(flags: dict[str, Any], reduction: str) -> None:
    assert reductions.by_flags(**flags) == reduction
    if not flags:
        return
    torch_reduction = pytest.importorskip("torch.nn._reduction")
    given = {"size_average": None, "reduce": None} | flags
    assert torch_reduction.legacy_get_string(**given, emit_warning=False) == reduction


# What torch itself says


def _module(name: str) -> Any:
    pytest.importorskip("torch")
    return importlib.import_module(name)


def _release() -> tuple[int, ...]:
    torch = pytest.importorskip("torch")
    return tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])


def _within(parameter: Parameter) -> bool:
    since, until = (
        tuple(int(part) for part in text.split(".")) if text else None for text in (parameter.since, parameter.until)
    )
    return (since is None or since <= _release()) and (until is None or _release() <= until)


def _described(found: Any) -> Signature:
    """What ``inspect`` tells; a wrapper that torch puts around two functions of one signature is seen through."""
    if inspect.isfunction(found) and found.__code__.co_name == "fn" and inspect.getclosurevars(found).nonlocals:
        found = inspect.getclosurevars(found).nonlocals["if_true"]
    kinds = inspect.Parameter
    given = inspect.signature(found).parameters.values()
    named = tuple(
        Parameter(p.name, p.kind is kinds.KEYWORD_ONLY)
        for p in given
        if p.kind not in (kinds.VAR_POSITIONAL, kinds.VAR_KEYWORD)
    )
    return Signature(
        named, any(p.kind is kinds.VAR_POSITIONAL for p in given), any(p.kind is kinds.VAR_KEYWORD for p in given)
    )


def _callables() -> list[tuple[str, str]]:
    return [(m, n) for m in MODULES for n, row in callables(m).items() if row[2] is not None]


@pytest.mark.torch
@pytest.mark.parametrize("module", MODULES)
def test_torch_has_no_name_that_the_table_lacks(module: str) -> None:
    assert [name for name in dir(_module(module)) if not api.known(f"{module}.{name}")] == []


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize(("module", "name"), _callables())
def test_signature_is_the_one_that_torch_has(module: str, name: str) -> None:
    found = getattr(_module(module), name, None)
    table = api.parameters(f"{module}.{name}")
    assert table is not None
    if found is None:
        pytest.skip("not in this release")
    if inspect.isbuiltin(found) or type(found).__name__ == "builtin_function_or_method":
        listed, most = _refused_by_c(found)
        assert listed <= {*table.names, "out"} and most <= len(table.names)
        return
    described = _described(found)
    if described.kwargs and not table.kwargs:
        with pytest.raises(TypeError):  # takes keywords on paper and passes them to what refuses this one
            found(*["x"] * 2 if name in ("RNN", "LSTM", "GRU") else [], no_such_keyword=1)
        return
    assert [(p.name, p.keyword_only) for p in table.parameters if _within(p)] == [
        (p.name, p.keyword_only) for p in described.parameters
    ]
    assert table.kwargs >= described.kwargs


def _refused_by_c(function: Any) -> tuple[set[str], int]:
    """What a function written in C says of itself when it is called wrongly: the parameters of its several forms, or
    how many it takes by position where it has one form only."""
    with pytest.raises(TypeError) as refused:
        function(*[object()] * 8)
    lists = re.findall(r"\* \((.*)\)", str(refused.value))
    most = re.search(r"takes (?:from \d+ to )?(\d+) positional", str(refused.value))
    listed = {given.split(" = ")[0].split()[-1] for text in lists for given in text.split(", ") if given != "*"}
    return listed, int(most[1]) if most else 0


@pytest.mark.torch
@pytest.mark.parametrize(
    ("module", "name"), [(m, n) for m in ("torch.nn",) for n, row in callables(m).items() if len(row) > 3 and row[3]]
)
def test_forward_is_the_one_that_torch_has(module: str, name: str) -> None:
    torch_module = _module("torch.nn").Module
    layer = getattr(_module(module), name, None)
    table = api.parameters(f"{module}.{name}.forward")
    assert table is not None
    if layer is None or layer.forward is torch_module.forward:
        pytest.skip("not in this release")
    described = [p.name for p in _described(layer.forward).parameters if p.name != "self"]
    assert [p.name for p in table.parameters if _within(p)] == described


@pytest.mark.torch
@pytest.mark.parametrize("reduction", ["none", "mean", "sum", "batchmean", "elementwise_mean", "avg", None, True])
@pytest.mark.parametrize("name", ["cross_entropy", "mse_loss", "kl_div", "binary_cross_entropy", "smooth_l1_loss"])
@pytest.mark.filterwarnings("ignore")
def test_reduction_exists_where_torch_takes_it(name: str, reduction: Any) -> None:
    torch = pytest.importorskip("torch")
    values = torch.full((4, 3), 0.5)
    loss = getattr(torch.nn.functional, name)
    if reductions.exists(f"{F}.{name}", reduction):
        loss(values, values, reduction=reduction)
    else:
        with pytest.raises(ValueError):
            loss(values, values, reduction=reduction)
