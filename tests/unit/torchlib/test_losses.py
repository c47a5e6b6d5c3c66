"""The rows of torch's losses, held against torch: none is missing, and each is called as its row says."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest
from headlint.torchlib import api
from headlint.torchlib.functions import FUNCTIONS
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.losses import LOSSES, Loss
from headlint.torchlib.names import canonical
from headlint.torchlib.rows import Computes
from headlint.torchlib.third_party import LOSS_FUNCTIONS, LOSS_LAYERS

F = "torch.nn.functional."

each_loss = pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)


def _row(dotted: str) -> Computes:
    found: Any = LAYERS[dotted].acts if dotted in LAYERS else FUNCTIONS[dotted]
    assert isinstance(found, Computes)
    return found


def _plain(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name != "*"]


def _public(module: ModuleType, pattern: str) -> list[str]:
    return [name for name in dir(module) if re.search(pattern, name) and not name.startswith("_")]


@pytest.mark.torch
def test_every_loss_that_torch_has_is_a_row() -> None:
    nn = pytest.importorskip("torch.nn")
    loss = pytest.importorskip("torch.nn.modules.loss")
    found = {canonical(f"torch.nn.{name}") for name in (*_public(nn, r"Loss$"), *loss.__all__)}
    assert "torch.nn.CrossEntropyLoss" in found
    assert found == {f"torch.nn.{row.name}" for row in LOSSES}


@pytest.mark.torch
def test_every_loss_function_that_torch_has_is_a_row() -> None:
    functional = pytest.importorskip("torch.nn.functional")
    found = set(_public(functional, r"(_loss|cross_entropy|kl_div|_with_logits)$"))
    assert "cross_entropy" in found
    assert found == {row.functional for row in LOSSES if row.functional}


@each_loss
def test_a_loss_is_built_and_called_as_its_row_says(loss: Loss) -> None:
    built, called = (api.parameters(f"torch.nn.{loss.name}{suffix}") for suffix in ("", ".forward"))
    assert built is not None and called is not None
    assert _plain(loss.options) == list(built.names)
    assert _row(f"torch.nn.{loss.name}").params[:2] == (loss.input, loss.target)
    assert called.names[:2] == (loss.input, loss.target)


@pytest.mark.parametrize("loss", [loss for loss in LOSSES if loss.functional], ids=lambda loss: loss.functional)
def test_a_function_takes_what_its_row_says(loss: Loss) -> None:
    signature = api.parameters(F + loss.functional)
    assert signature is not None
    params = _row(F + loss.functional).params
    assert _plain(params) == list(signature.names)
    in_order = params[: params.index("*")] if "*" in params else params
    assert list(in_order) == list(signature.positional)
    assert loss.target in params


@each_loss
def test_a_row_names_the_page_that_states_the_contract(loss: Loss) -> None:
    assert loss.page == f"https://docs.pytorch.org/docs/stable/generated/torch.nn.{loss.name}.html"


def test_a_row_of_another_library_names_its_page() -> None:
    for row in (*(layer.acts for layer in LOSS_LAYERS.values()), *LOSS_FUNCTIONS.values()):
        assert isinstance(row, Computes)
        assert row.loss.page.startswith("https://")
