"""Losses of other libraries as rows with a contract like torch's own, where their documentation states it.

Each row names the page that states it. Held against the sources of segmentation-models-pytorch 0.6, monai 1.6,
kornia 0.9 and timm 1.0; of pytorch-metric-learning against its documentation, since nothing but "embeddings" is said
there. What no case of a row names is left alone.
"""

from __future__ import annotations

from headlint.torchlib.losses import Loss
from headlint.torchlib.rows import Case, Computes, Layer, Row
from headlint.torchlib.wants import Wants

_CLASS, _BINARY, _EITHER = Wants.CLASS_LOGITS, Wants.BINARY_LOGITS, Wants.PROBABILITIES
Defaults = dict[str, bool | int | float | str | None]

_PAGES = {
    "segmentation_models_pytorch": "https://smp.readthedocs.io/en/latest/losses.html",
    "monai": "https://docs.monai.io/en/stable/losses.html",
    "kornia": "https://kornia.readthedocs.io/en/latest/losses.html",
    "timm": "https://github.com/huggingface/pytorch-image-models/tree/main/timm/loss",
    "torchvision": "https://docs.pytorch.org/vision/stable/generated/torchvision.ops.sigmoid_focal_loss.html",
    "fvcore": "https://github.com/facebookresearch/fvcore/blob/main/fvcore/nn/focal_loss.py",
    "fastai": "https://docs.fast.ai/losses.html",
    "pytorch_metric_learning": "https://kevinmusgrave.github.io/pytorch-metric-learning/losses/",
}

# What the options say of the input.
_LOGITS = ("from_logits", True)
_BY_MODE = (
    Case((_LOGITS, ("mode", "multiclass")), _CLASS),
    Case((_LOGITS, ("mode", "binary")), _BINARY),
    Case((_LOGITS, ("mode", "multilabel")), _BINARY),
    Case((("from_logits", False),), _EITHER),
)
_BY_FLAG = (Case((("sigmoid", True),), _BINARY), Case((("softmax", True),), _CLASS))
# "If passing logits as input, must set sigmoid=True or softmax=True, or specifying other_act."
_NO_FLAG = Case((("sigmoid", False), ("softmax", False), ("other_act", None)), _EITHER)
# "The input should be the original logits due to the restriction of FocalLoss", whatever the flags say.
_WITH_FOCAL = Case((), Wants.LOGITS)
_BY_USE = (Case((("use_softmax", False),), _BINARY), Case((("use_softmax", True),), _CLASS))

CONSTANTS = {
    f"segmentation_models_pytorch.losses.{mode.upper()}_MODE": mode for mode in ("binary", "multiclass", "multilabel")
}
"""Names of libraries that stand for the strings they hold."""


def _loss(dotted: str, wants: Wants, given: str, target: str, reduction: str = "mean", trains: bool = False) -> Loss:
    """A loss whose messages name it by its class, or by its full name where it is a function."""
    library, _, rest = dotted.partition(".")
    name = rest.rpartition(".")[2]
    source = _PAGES[library]
    return Loss(
        name, dotted, wants, (), (), input=given, target=target, reduction=reduction, trains=trains, source=source
    )


def _layer(
    dotted: str,
    options: tuple[str, ...],
    cases: tuple[Case, ...],
    names: tuple[str, str],
    defaults: Defaults | None = None,
    trains: bool = False,
) -> Layer:
    loss = _loss(dotted, Wants.ANYTHING, *names, trains=trains)
    return Layer(options=options, acts=Computes(params=names, loss=loss, cases=cases), defaults=defaults or {})


def _always(wants: Wants) -> tuple[Case, ...]:
    return (Case((), wants),)


def _smp() -> dict[str, Layer]:
    package, names = "segmentation_models_pytorch.losses.", ("y_pred", "y_true")
    from_logits: Defaults = {"from_logits": True}

    def row(name: str, options: tuple[str, ...], cases: tuple[Case, ...]) -> Layer:
        return _layer(package + name, options, cases, names, from_logits if "from_logits" in options else None)

    dice = ("mode", "classes", "log_loss", "from_logits")
    found = {name: row(name, dice, _BY_MODE) for name in ("DiceLoss", "JaccardLoss", "TverskyLoss")}
    # Several classes are scored by sigmoid in some releases and by softmax in others, so that case is left out.
    found["FocalLoss"] = row("FocalLoss", ("mode", "*", "from_logits"), _BY_MODE[1:3])
    # Of one class or label it is a hinge loss, for which a probability is a bad score and no double squashing.
    found["LovaszLoss"] = row("LovaszLoss", ("mode", "per_image", "ignore_index", "from_logits"), _BY_MODE[:1])
    found["SoftBCEWithLogitsLoss"] = row("SoftBCEWithLogitsLoss", (), _always(_BINARY))
    found["SoftCrossEntropyLoss"] = row("SoftCrossEntropyLoss", (), _always(_CLASS))
    return {package + name: layer for name, layer in found.items()}


def _monai() -> dict[str, Layer]:
    names = ("input", "target")
    options = ("include_background", "to_onehot_y", "sigmoid", "softmax", "other_act")
    off: Defaults = {"sigmoid": False, "softmax": False, "other_act": None}
    flagged = {
        **dict.fromkeys(("DiceLoss", "MaskedDiceLoss", "GeneralizedDiceLoss", "TverskyLoss"), (*_BY_FLAG, _NO_FLAG)),
        "DiceCELoss": _BY_FLAG,
        **dict.fromkeys(("DiceFocalLoss", "GeneralizedDiceFocalLoss"), (*_BY_FLAG, _WITH_FOCAL)),
    }
    found = {name: _layer(f"monai.losses.{name}", options, cases, names, off) for name, cases in flagged.items()}
    found["HausdorffDTLoss"] = _layer(
        "monai.losses.HausdorffDTLoss", ("alpha", *options), (*_BY_FLAG, _NO_FLAG), names, off
    )
    focal = ("include_background", "to_onehot_y", "gamma", "alpha", "weight", "reduction", "use_softmax")
    found["FocalLoss"] = _layer("monai.losses.FocalLoss", focal, _BY_USE, names, {"use_softmax": False})
    wasserstein = "GeneralizedWassersteinDiceLoss"
    found[wasserstein] = _layer(f"monai.losses.{wasserstein}", (), _always(_CLASS), names)
    return {f"monai.losses.{name}": layer for name, layer in found.items()}


def _kornia() -> dict[str, Layer]:
    wants = {
        **dict.fromkeys(("FocalLoss", "DiceLoss", "TverskyLoss", "LovaszSoftmaxLoss"), _CLASS),
        "BinaryFocalLossWithLogits": _BINARY,
    }
    return {
        f"kornia.losses.{name}": _layer(f"kornia.losses.{name}", (), _always(want), ("pred", "target"))
        for name, want in wants.items()
    }


def _timm() -> dict[str, Layer]:
    wants = {
        **dict.fromkeys(("LabelSmoothingCrossEntropy", "SoftTargetCrossEntropy", "PolyCrossEntropy"), _CLASS),
        **dict.fromkeys(("BinaryCrossEntropy", "PolyBinaryCrossEntropy"), _BINARY),
    }
    found = {name: _layer(f"timm.loss.{name}", (), _always(want), ("x", "target")) for name, want in wants.items()}
    single, several = "AsymmetricLossSingleLabel", "AsymmetricLossMultiLabel"
    found[single] = _layer(f"timm.loss.{single}", (), _always(_CLASS), ("inputs", "target"))
    found[several] = _layer(f"timm.loss.{several}", (), _always(_BINARY), ("x", "y"))
    return {f"timm.loss.{name}": layer for name, layer in found.items()}


def _fastai() -> dict[str, Layer]:
    wants = {
        **dict.fromkeys(("CrossEntropyLossFlat", "FocalLoss", "FocalLossFlat"), _CLASS),
        **dict.fromkeys(("LabelSmoothingCrossEntropy", "LabelSmoothingCrossEntropyFlat"), _CLASS),
        "BCEWithLogitsLossFlat": _BINARY,
        "BCELossFlat": Wants.BINARY_PROBABILITIES,
        **dict.fromkeys(("MSELossFlat", "L1LossFlat"), Wants.VALUES),
    }
    return {
        f"fastai.losses.{name}": _layer(f"fastai.losses.{name}", (), _always(want), ("inp", "targ"))
        for name, want in wants.items()
    }


# Those with one vector for each class learn it, whatever becomes of the gradient of the embeddings.
_PROXIES = (
    *("ArcFaceLoss", "CosFaceLoss", "LargeMarginSoftmaxLoss", "NormalizedSoftmaxLoss", "ProxyAnchorLoss"),
    *("ProxyNCALoss", "SoftTripleLoss", "SphereFaceLoss", "SubCenterArcFaceLoss"),
)
_PAIRS = (
    *("AngularLoss", "CircleLoss", "ContrastiveLoss", "FastAPLoss", "GeneralizedLiftedStructureLoss"),
    *("IntraPairVarianceLoss", "LiftedStructureLoss", "MarginLoss", "MultiSimilarityLoss", "NCALoss", "NPairsLoss"),
    *("NTXentLoss", "SignalToNoiseRatioContrastiveLoss", "SupConLoss", "TripletMarginLoss", "TupletMarginLoss"),
)


def _metric_learning() -> dict[str, Layer]:
    package, trained = "pytorch_metric_learning.losses.", (*_PROXIES, "MarginLoss")  # which may learn its margin
    return {
        package + name: _layer(
            package + name, (), _always(Wants.FEATURES), ("embeddings", "labels"), trains=name in trained
        )
        for name in (*_PROXIES, *_PAIRS)
    }


LOSS_LAYERS: dict[str, Layer] = {**_smp(), **_monai(), **_kornia(), **_timm(), **_fastai(), **_metric_learning()}

_FOCAL = ("inputs", "targets")
_PRED = ("pred", "target")


def _function(dotted: str, wants: Wants, names: tuple[str, str], rest: tuple[str, ...]) -> Row:
    reduction = "none" if "reduction" in rest else "mean"
    return Computes(params=(*names, *rest), loss=_loss(dotted, wants, *names, reduction=reduction))


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
        ("kornia.losses.lovasz_softmax_loss", _CLASS, _PRED, ("weight",)),
    )
}

NAMES = frozenset(name.rpartition(".")[2] for name in (*LOSS_LAYERS, *LOSS_FUNCTIONS))
"""The losses by the last part of their names."""
