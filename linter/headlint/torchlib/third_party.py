"""Losses of other libraries as rows with a contract like torch's own, where their documentation states it.

Sources: torchvision.ops.sigmoid_focal_loss
(https://docs.pytorch.org/vision/stable/generated/torchvision.ops.sigmoid_focal_loss.html; fvcore.nn has the same),
segmentation_models_pytorch.losses (https://smp.readthedocs.io/en/latest/losses.html), monai.losses
(https://docs.monai.io/en/stable/losses.html), kornia.losses (https://kornia.readthedocs.io/en/latest/losses.html),
timm.loss (https://github.com/huggingface/pytorch-image-models/tree/main/timm/loss).
"""

from __future__ import annotations

from headlint.torchlib.losses import Loss
from headlint.torchlib.rows import Case, Computes, Layer, Row
from headlint.torchlib.wants import Wants

_CLASS, _BINARY = Wants.CLASS_LOGITS, Wants.BINARY_LOGITS

# What the options say of the input; what no case names is left alone.
_BY_MODE = (
    Case((("from_logits", True), ("mode", "multiclass")), _CLASS),
    Case((("from_logits", True), ("mode", "binary")), _BINARY),
    Case((("from_logits", True), ("mode", "multilabel")), _BINARY),
)
_BINARY_MODES = (Case((("mode", "binary"),), _BINARY), Case((("mode", "multilabel"),), _BINARY))
_BY_FLAG = (Case((("sigmoid", True),), _BINARY), Case((("softmax", True),), _CLASS))
_BY_USE = (Case((("use_softmax", False),), _BINARY), Case((("use_softmax", True),), _CLASS))

_SMP = "segmentation_models_pytorch.losses."
_SMP_OPTIONS = ("mode", "classes", "log_loss", "from_logits")
_SMP_DEFAULTS: dict[str, bool | int | float | str | None] = {"from_logits": True}
_MONAI_OPTIONS = ("include_background", "to_onehot_y", "sigmoid", "softmax")
_MONAI_FOCAL = ("include_background", "to_onehot_y", "gamma", "alpha", "weight", "reduction", "use_softmax")

CONSTANTS = {f"{_SMP}{mode.upper()}_MODE": mode for mode in ("binary", "multiclass", "multilabel")}
"""Names of libraries that stand for the strings they hold."""


def _loss(dotted: str, wants: Wants, given: str, target: str, reduction: str = "mean") -> Loss:
    """A loss whose messages name it by its class, or by its full name where it is a function."""
    name = dotted.rpartition(".")[2]
    return Loss(name, dotted, wants, (), (), input=given, target=target, reduction=reduction)


def _layer(
    dotted: str,
    options: tuple[str, ...],
    cases: tuple[Case, ...],
    names: tuple[str, str],
    defaults: dict[str, bool | int | float | str | None] | None = None,
) -> Layer:
    loss = _loss(dotted, Wants.ANYTHING, *names)
    return Layer(options=options, acts=Computes(params=names, loss=loss, cases=cases), defaults=defaults or {})


def _always(wants: Wants) -> tuple[Case, ...]:
    return (Case((), wants),)


def _smp() -> dict[str, Layer]:
    names = ("y_pred", "y_true")
    found = {
        name: _layer(_SMP + name, _SMP_OPTIONS, _BY_MODE, names, _SMP_DEFAULTS)
        for name in ("DiceLoss", "JaccardLoss", "TverskyLoss")
    }
    # Several classes are scored by sigmoid in some releases and by softmax in others, so that case is left out.
    found["FocalLoss"] = _layer(_SMP + "FocalLoss", ("mode",), _BINARY_MODES, names)
    found["LovaszLoss"] = _layer(
        _SMP + "LovaszLoss", ("mode", "per_image", "ignore_index", "from_logits"), _BY_MODE[:1], names, _SMP_DEFAULTS
    )
    found["SoftBCEWithLogitsLoss"] = _layer(_SMP + "SoftBCEWithLogitsLoss", (), _always(_BINARY), names)
    found["SoftCrossEntropyLoss"] = _layer(_SMP + "SoftCrossEntropyLoss", (), _always(_CLASS), names)
    return {_SMP + name: layer for name, layer in found.items()}


def _monai() -> dict[str, Layer]:
    off: dict[str, bool | int | float | str | None] = {"sigmoid": False, "softmax": False, "use_softmax": False}
    names = ("input", "target")
    flagged = ("DiceLoss", "DiceCELoss", "DiceFocalLoss", "GeneralizedDiceLoss", "TverskyLoss")
    found = {name: _layer(f"monai.losses.{name}", _MONAI_OPTIONS, _BY_FLAG, names, off) for name in flagged}
    found["FocalLoss"] = _layer("monai.losses.FocalLoss", _MONAI_FOCAL, _BY_USE, names, off)
    return {f"monai.losses.{name}": layer for name, layer in found.items()}


def _kornia() -> dict[str, Layer]:
    wants = {"FocalLoss": _CLASS, "DiceLoss": _CLASS, "TverskyLoss": _CLASS, "BinaryFocalLossWithLogits": _BINARY}
    return {
        f"kornia.losses.{name}": _layer(f"kornia.losses.{name}", (), _always(want), ("pred", "target"))
        for name, want in wants.items()
    }


def _timm() -> dict[str, Layer]:
    wants = {"LabelSmoothingCrossEntropy": _CLASS, "SoftTargetCrossEntropy": _CLASS, "BinaryCrossEntropy": _BINARY}
    return {
        f"timm.loss.{name}": _layer(f"timm.loss.{name}", (), _always(want), ("x", "target"))
        for name, want in wants.items()
    }


LOSS_LAYERS: dict[str, Layer] = {**_smp(), **_monai(), **_kornia(), **_timm()}

_FOCAL = ("inputs", "targets")
_PRED = ("pred", "target")


def _function(dotted: str, wants: Wants, names: tuple[str, str], rest: tuple[str, ...]) -> Row:
    return Computes(params=(*names, *rest), loss=_loss(dotted, wants, *names, reduction="none"))


_ALPHA = ("alpha", "gamma", "reduction")

LOSS_FUNCTIONS: dict[str, Row] = {
    name: _function(name, wants, names, rest)
    for name, wants, names, rest in (
        ("torchvision.ops.sigmoid_focal_loss", _BINARY, _FOCAL, _ALPHA),
        ("fvcore.nn.sigmoid_focal_loss", _BINARY, _FOCAL, _ALPHA),
        ("fvcore.nn.sigmoid_focal_loss_jit", _BINARY, _FOCAL, _ALPHA),
        ("kornia.losses.focal_loss", _CLASS, _PRED, _ALPHA),
        ("kornia.losses.binary_focal_loss_with_logits", _BINARY, _PRED, _ALPHA),
        ("kornia.losses.dice_loss", _CLASS, _PRED, ()),
        ("kornia.losses.tversky_loss", _CLASS, _PRED, ("alpha", "beta")),
    )
}

NAMES = frozenset(name.rpartition(".")[2] for name in (*LOSS_LAYERS, *LOSS_FUNCTIONS))
"""The losses by the last part of their names."""
