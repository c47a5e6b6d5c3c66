"""Ready-made networks of the libraries around torch, as rows: where the head sits, how wide it is by default.

Facts of the libraries' documentation and source: torchvision.models (https://docs.pytorch.org/vision/stable/models.html),
timm (https://huggingface.co/docs/timm/reference/models, the ``classifier`` of each default configuration in 1.0.31),
segmentation_models_pytorch 0.6 (https://smp.readthedocs.io/en/latest/models.html), transformers
(https://huggingface.co/docs/transformers/main_classes/output), efficientnet_pytorch and pretrainedmodels (their
READMEs).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

CLASSES: Final = "classes"

Units = int | Literal["classes"] | None


@dataclass(frozen=True, slots=True)
class Part:
    """A layer of a head by its class below ``torch.nn``, with the number of its units if it has any: a number, or
    the one that the program asks for."""

    layer: str
    units: Units = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One family of networks.

    ``head`` is the attribute path of the head (empty: it sits where no program is expected to reach it), ``parts``
    its layers; ``keys`` their names where ``head`` is a Sequential, which it is for more than one. ``rank`` is the
    number of axes of the features that the head is given, None where that differs. ``classes`` is the keyword that
    sets its width, ``default`` the width without it. ``gives`` says what a call returns. ``params`` are the parameters
    of a class, in order, up to the one that sets the width; factories take it by keyword alone.
    """

    head: str = ""
    parts: tuple[Part, ...] = (Part("Linear", CLASSES),)
    keys: tuple[str, ...] = ()
    rank: int | None = 2
    classes: str = "num_classes"
    default: int | None = 1000
    gives: Literal["scores", "dict", "auxiliary", "output", "masks"] = "scores"
    params: tuple[str, ...] = ()


_LINEAR, _DROPOUT, _RELU = Part("Linear", CLASSES), Part("Dropout"), Part("ReLU")
_FC = Model(head="fc")
_CLASSIFIER = Model(head="classifier")
_HEAD = Model(head="head")
_HEAD_FC = Model(head="head.fc")
_LAST = Model(head="last_linear")
_TWO = Model(head="classifier", parts=(_DROPOUT, _LINEAR), keys=("0", "1"))
_VGG = (Part("Linear", 4096), _RELU, _DROPOUT)
_ALEXNET = (_DROPOUT, Part("Linear", 4096), _RELU)
_CONV_HEAD = (Part("Conv2d", 256), Part("BatchNorm2d"), _RELU, _DROPOUT, Part("Conv2d", CLASSES))
_NUMBERS = tuple(str(number) for number in range(7))

# By the beginning of the factory's name; the longest that fits is meant.
_TORCHVISION: dict[str, Model] = {
    **dict.fromkeys(("resnet", "resnext", "wide_resnet", "shufflenet_v2", "regnet"), _FC),
    **dict.fromkeys(("r3d_", "mc3_", "r2plus1d_"), _FC),
    "vgg": Model(head="classifier", parts=(*_VGG, *_VGG, _LINEAR), keys=_NUMBERS),
    "alexnet": Model(head="classifier", parts=(*_ALEXNET, *_ALEXNET, _LINEAR), keys=_NUMBERS),
    "densenet": _CLASSIFIER,
    **dict.fromkeys(("mobilenet_v2", "efficientnet_", "mnasnet"), _TWO),
    "mobilenet_v3": Model(
        head="classifier", parts=(Part("Linear"), Part("Hardswish"), _DROPOUT, _LINEAR), keys=_NUMBERS[:4]
    ),
    "convnext_": Model(
        head="classifier", parts=(Part("LayerNorm"), Part("Flatten"), _LINEAR), keys=_NUMBERS[:3], rank=4
    ),
    "squeezenet": Model(
        head="classifier",
        parts=(_DROPOUT, Part("Conv2d", CLASSES), Part(""), Part("AdaptiveAvgPool2d")),  # its ReLU is meant to be there
        keys=_NUMBERS[:4],
        rank=4,
    ),
    "vit_": Model(head="heads", parts=(_LINEAR,), keys=("head",)),
    "swin": _HEAD,
    **dict.fromkeys(("inception_v3", "googlenet"), Model(head="fc", gives="auxiliary")),
}


def _class(factory: str, params: str) -> Model:
    """The class that a factory of torchvision builds: the same head, with parameters of its own."""
    return replace(_TORCHVISION[factory], params=(*params.split(), "num_classes"))


_TORCHVISION_CLASSES: dict[str, Model] = {
    "ResNet": _class("resnet", "block layers"),
    "VideoResNet": _class("r3d_", "block conv_makers layers stem"),
    "VGG": _class("vgg", "features"),
    "AlexNet": _class("alexnet", ""),
    "DenseNet": _class("densenet", "growth_rate block_config num_init_features bn_size drop_rate"),
    "SqueezeNet": _class("squeezenet", "version"),
    "MobileNetV2": _class("mobilenet_v2", ""),
    "MobileNetV3": _class("mobilenet_v3", "inverted_residual_setting last_channel"),
    "MNASNet": _class("mnasnet", "alpha"),
    "ShuffleNetV2": _class("shufflenet_v2", "stages_repeats stages_out_channels"),
    "EfficientNet": _class("efficientnet_", "inverted_residual_setting dropout stochastic_depth_prob"),
    "RegNet": _class("regnet", "block_params"),
    "ConvNeXt": _class("convnext_", "block_setting stochastic_depth_prob layer_scale"),
    "VisionTransformer": _class(
        "vit_", "image_size patch_size num_layers num_heads hidden_dim mlp_dim dropout attention_dropout"
    ),
    "SwinTransformer": _class(
        "swin",
        "patch_size embed_dim depths num_heads window_size mlp_ratio dropout attention_dropout stochastic_depth_prob",
    ),
}

# Heads of torchvision's networks for segmentation: their classes, by parameters and layers.
_ASPP = (Part(""), Part("Conv2d", 256), Part("BatchNorm2d"), _RELU, Part("Conv2d", CLASSES))
HEADS: dict[str, Model] = {
    "torchvision.models.segmentation.deeplabv3.DeepLabHead": Model(
        parts=_ASPP, keys=_NUMBERS[:5], default=None, params=("in_channels", "num_classes")
    ),
    "torchvision.models.segmentation.fcn.FCNHead": Model(
        parts=_CONV_HEAD, keys=_NUMBERS[:5], default=None, classes="channels", params=("in_channels", "channels")
    ),
}

_SEGMENTATION = Model(head="classifier", parts=_CONV_HEAD, keys=_NUMBERS[:5], rank=4, default=21, gives="dict")

# By the beginning of the model's name.
_TIMM: dict[str, Model] = {
    **dict.fromkeys(("resnet", "resnext", "wide_resnet", "seresnet", "seresnext", "resnest", "res2n"), _FC),
    **dict.fromkeys(("ecaresnet", "skresne", "dla", "selecsls", "inception_v3", "legacy_xception"), _FC),
    **dict.fromkeys(("efficientnet", "tf_efficientnet", "mobilenetv", "tf_mobilenetv", "mnasnet"), _CLASSIFIER),
    **dict.fromkeys(("mixnet", "densenet", "dpn", "ghostnet", "hrnet", "tinynet", "lcnet", "hardcorenas"), _CLASSIFIER),
    **dict.fromkeys(("vit_", "deit_", "deit3_", "beit", "mixer_", "xcit_", "cait_", "eva"), _HEAD),
    **dict.fromkeys(("convnext", "swin", "regnet", "vgg", "maxvit", "coatnet", "mobilevit", "resnetv2"), _HEAD_FC),
    **dict.fromkeys(("cspresne", "cspdarknet", "davit", "focalnet", "nfnet", "rexnet"), _HEAD_FC),
    **dict.fromkeys(("inception_v4", "nasnet", "pnasnet", "legacy_se"), _LAST),
}
# Distilled models have a second head, and give both outputs while they train.
_TIMM_UNLIKE = ("distilled", "resnet51q", "resnet61q", "resnet50_mlp", "_clip", "regnetz", "efficientnet_x")
_TIMM_ENDS = ("ts",)

_SMP = Model(head="segmentation_head", rank=4, classes="classes", default=1, gives="masks")
MASK_NAMES = (
    *("Unet", "UnetPlusPlus", "FPN", "DeepLabV3", "DeepLabV3Plus", "PSPNet", "Linknet", "MAnet", "PAN", "UPerNet"),
    *("Segformer", "DPT"),
)

# The number of labels is the checkpoint's where the program does not say it.
_LABELS = Model(classes="num_labels", default=None, gives="output")
_OUTPUTS: dict[str, Model] = {
    "ForSequenceClassification": _LABELS,
    "ForImageClassification": _LABELS,
    "ForAudioClassification": _LABELS,
    "ForTokenClassification": Model(rank=3, classes="num_labels", default=None, gives="output"),
}
_TRANSFORMERS_HEADS = {
    **dict.fromkeys(("Bert", "DistilBert", "Albert", "Deberta", "DebertaV2", "ViT"), "classifier"),
    **dict.fromkeys(("Roberta", "XLMRoberta", "Camembert", "Electra"), "classifier.out_proj"),
}

_OPAQUE = Model()
ANY = "*"  # ends a name of which no more is known: ``getattr(models, "resnet" + depth)`` is ``models.resnet*``
SHELVES = frozenset({"torchvision.models", "timm.models"})  # modules that hold factories by name
HEADS_BY_NAME = ("fc", "classifier", "head", "heads", "last_linear")  # where networks have theirs

LIBRARIES = frozenset(
    {
        *("torchvision", "timm", "segmentation_models_pytorch", "transformers"),
        *("efficientnet_pytorch", "pretrainedmodels"),
    }
)


def known(name: str) -> Model | None:
    """The row of a network by the dotted name of its class or factory, None where there is none."""
    library, _, rest = name.partition(".")
    if library not in LIBRARIES:
        return None
    short = name.rpartition(".")[2]
    if library == "torchvision":
        return _torchvision(rest, short)
    if library == "timm":
        return _timm(short) if rest == f"models.{short}" and short == short.lower() else None
    if library == "segmentation_models_pytorch":
        return _SMP if short in MASK_NAMES else None
    if library == "transformers":
        return _transformers(short)
    if name == "efficientnet_pytorch.EfficientNet":
        return Model(head="_fc")
    return _LAST if name == f"pretrainedmodels.{short}" and short == short.lower().lstrip("_") else None


def _torchvision(rest: str, short: str) -> Model | None:
    if not rest.startswith("models.") or ".detection." in rest:
        return None
    if short != short.lower():
        return (
            _TORCHVISION_CLASSES.get(short) if ".segmentation." not in rest and ".quantization." not in rest else None
        )
    if ".segmentation." in rest:
        return _SEGMENTATION if short.startswith(("fcn_", "deeplabv3_")) else None
    return _longest(_TORCHVISION, short) or (_OPAQUE if short.endswith(ANY) else None)


def _timm(short: str) -> Model:
    """A name that is not known is a network all the same, whose head nobody can tell."""
    unlike = any(part in short for part in _TIMM_UNLIKE) or short.endswith(_TIMM_ENDS)
    return _OPAQUE if unlike else _longest(_TIMM, short) or _OPAQUE


def _transformers(short: str) -> Model | None:
    for ending, model in _OUTPUTS.items():
        if short.endswith(ending):
            head = _TRANSFORMERS_HEADS.get(short.removesuffix(ending), "")
            tokens = ending == "ForTokenClassification" and head.endswith("out_proj")
            at = "classifier" if tokens else head
            return Model(head=at, rank=model.rank, classes=model.classes, default=model.default, gives=model.gives)
    return None


def _longest(table: dict[str, Model], name: str) -> Model | None:
    found = [begin for begin in table if name.startswith(begin)]
    return table[max(found, key=len)] if found else None
