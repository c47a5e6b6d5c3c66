"""Losses of other libraries: what they want, by their options."""

import pytest
from headlint.torchlib.names import canonical
from headlint.torchlib.rows import Case, Computes
from headlint.torchlib.third_party import LOSS_FUNCTIONS, LOSS_LAYERS
from headlint.torchlib.wants import Wants


def _cases(name: str) -> tuple[Case, ...]:
    acts = LOSS_LAYERS[name].acts
    assert isinstance(acts, Computes)
    return acts.cases


def test_a_function_states_its_contract_at_once() -> None:
    row = LOSS_FUNCTIONS["torchvision.ops.sigmoid_focal_loss"]
    assert isinstance(row, Computes)
    assert row.loss.wants is Wants.BINARY_LOGITS
    assert row.loss.reduction == "none"
    assert row.params[:2] == ("inputs", "targets")


def test_a_class_says_nothing_without_its_options() -> None:
    for name, layer in LOSS_LAYERS.items():
        assert isinstance(layer.acts, Computes)
        assert layer.acts.loss.wants is Wants.ANYTHING, name
        assert layer.acts.cases, name


def test_dice_by_mode() -> None:
    cases = {case.options: case.wants for case in _cases("segmentation_models_pytorch.losses.DiceLoss")}
    assert cases == {
        (("from_logits", True), ("mode", "multiclass")): Wants.CLASS_LOGITS,
        (("from_logits", True), ("mode", "binary")): Wants.BINARY_LOGITS,
        (("from_logits", True), ("mode", "multilabel")): Wants.BINARY_LOGITS,
        (("from_logits", False),): Wants.PROBABILITIES,
    }


def test_every_option_of_a_case_is_one_that_is_kept() -> None:
    for name, layer in LOSS_LAYERS.items():
        assert {option for case in _cases(name) for option, _ in case.options} <= {*layer.options}, name


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("segmentation_models_pytorch.losses.dice.DiceLoss", "segmentation_models_pytorch.losses.DiceLoss"),
        ("monai.losses.focal_loss.FocalLoss", "monai.losses.FocalLoss"),
        ("torchvision.ops.focal_loss.sigmoid_focal_loss", "torchvision.ops.sigmoid_focal_loss"),
        ("timm.loss.LabelSmoothingCrossEntropy", "timm.loss.LabelSmoothingCrossEntropy"),
    ],
)
def test_one_name_for_each_loss(spelt: str, name: str) -> None:
    assert canonical(spelt) == name
