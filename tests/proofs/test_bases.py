"""Which layer of torch is a layer of which class, against torch."""

import importlib.util
import inspect
import os

import pytest
from headlint.torchlib.bases import derives

pytestmark = pytest.mark.torch

if importlib.util.find_spec("torch") is None and os.environ.get("HEADLINT_REQUIRE_TORCH") != "1":
    pytest.skip("torch is not installed", allow_module_level=True)

from torch import nn  # noqa: E402

RENAMED = {"NLLLoss2d"}  # an old name of NLLLoss, which is what the tables know it as
LAYERS = {name: cls for name, cls in vars(nn).items() if inspect.isclass(cls) and issubclass(cls, nn.Module)}


@pytest.mark.parametrize("name", sorted(LAYERS.keys() - RENAMED))
def test_a_class_derives_from_what_the_table_says_and_nothing_else(name: str) -> None:
    for base, cls in LAYERS.items():
        if base not in RENAMED:
            assert derives(f"torch.nn.{name}", f"torch.nn.{base}") is issubclass(LAYERS[name], cls), base
