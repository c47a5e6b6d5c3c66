"""The rows of torch's layers and functions bind arguments as torch does, and leave out what torch leaves out."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from headlint.torchlib import api, reductions
from headlint.torchlib.functions import FUNCTIONS
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.losses import LOSSES, Loss

ROOT = Path(__file__).parents[3]
NN, F = "torch.nn.", "torch.nn.functional."
# What these do with their other arguments does not matter to any rule, so that one row serves them all.
SELF_GATED = ("leaky_relu", "elu", "gelu", "relu_")
FIXED = {"Softmax2d": {"dim"}}  # no option of torch: always the channels


def _layers() -> list[str]:
    return [name for name in LAYERS if name.startswith(NN)]


def _plain(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != "*")


@pytest.mark.parametrize("name", _layers())
def test_options_are_those_of_torch_in_order(name: str) -> None:
    signature = api.parameters(name)
    assert signature is not None
    options = _plain(LAYERS[name].options)
    assert options == signature.names[: len(options)]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name.startswith(F)])
def test_parameters_are_those_of_torch_in_order(name: str) -> None:
    signature = api.parameters(name)
    assert signature is not None
    params = _plain(FUNCTIONS[name].params)[: 1 if name.removeprefix(F) in SELF_GATED else None]
    assert params == signature.names[: len(params)]


@pytest.mark.torch
@pytest.mark.parametrize("name", [name for name in _layers() if LAYERS[name].defaults])
def test_defaults_are_those_of_torch(name: str) -> None:
    layer = getattr(pytest.importorskip("torch.nn"), name.removeprefix(NN))
    own = LAYERS[name].defaults.keys() - FIXED.get(name.removeprefix(NN), set())
    parameters = inspect.signature(layer).parameters
    assert {key: LAYERS[name].defaults[key] for key in own} == {key: parameters[key].default for key in own}


def _forms(loss: Loss) -> list[Any]:
    nn = importlib.import_module("torch.nn")
    functional = [getattr(nn.functional, loss.functional)] if loss.functional else []
    return [getattr(nn, loss.name), *functional]


@pytest.mark.torch
@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.name)
def test_a_loss_is_reduced_as_its_row_says(loss: Loss) -> None:
    pytest.importorskip("torch")
    for form in _forms(loss):
        parameters = inspect.signature(form).parameters
        defaults = {key: parameters[key].default for key in ("reduction", *reductions.FLAGS) if key in parameters}
        assert defaults.get("reduction", "mean") == loss.reduction
        assert {defaults[flag] for flag in reductions.FLAGS if flag in defaults} <= {None}


@pytest.mark.torch
@pytest.mark.parametrize("flag", reductions.FLAGS)
@pytest.mark.parametrize("loss", [loss for loss in LOSSES if "reduce" in loss.options], ids=lambda loss: loss.name)
def test_the_old_flags_are_deprecated(loss: Loss, flag: str) -> None:
    nn = pytest.importorskip("torch.nn")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(nn, loss.name)(**{flag: False})
    assert any("size_average and reduce args will be deprecated" in str(each.message) for each in caught)


@pytest.mark.torch
def test_the_table_of_names_lacks_nothing_of_the_installed_release(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    release = tmp_path / ".".join(torch.__version__.split(".")[:2])
    release.mkdir()
    (release / "torch").symlink_to(Path(torch.__file__).parent)
    command = [sys.executable, str(ROOT / "tools" / "torch_api.py"), "--check", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("nothing is missing\n", 0)
