"""Ready-made networks: which names are known, and where their heads sit."""

import pytest
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.models import known


@pytest.mark.parametrize(
    ("name", "head", "default"),
    [
        ("torchvision.models.resnet18", "fc", 1000),
        ("torchvision.models.resnet.wide_resnet50_2", "fc", 1000),
        ("torchvision.models.vgg16_bn", "classifier", 1000),
        ("torchvision.models.mobilenet_v3_large", "classifier", 1000),
        ("torchvision.models.vit_b_16", "heads", 1000),
        ("torchvision.models.segmentation.fcn_resnet50", "classifier", 21),
        ("torchvision.models.video.r3d_18", "fc", 1000),
        ("timm.models.resnet50d", "fc", 1000),
        ("timm.models.resnetv2_50x1_bit", "head.fc", 1000),
        ("timm.models.seresnet33ts", "", 1000),
        ("timm.models.deit_base_distilled_patch16_224", "", 1000),
        ("timm.models.nobody_knows", "", 1000),
        ("segmentation_models_pytorch.Unet", "segmentation_head", 1),
        ("transformers.BertForSequenceClassification", "classifier", None),
        ("transformers.models.roberta.modeling_roberta.RobertaForTokenClassification", "classifier", None),
        ("transformers.RobertaForSequenceClassification", "classifier.out_proj", None),
        ("efficientnet_pytorch.EfficientNet", "_fc", 1000),
        ("pretrainedmodels.se_resnext50_32x4d", "last_linear", 1000),
    ],
)
def test_head_of_a_known_network(name: str, head: str, default: int | None) -> None:
    model = known(name)
    assert model is not None
    assert (model.head, model.default) == (head, default)


@pytest.mark.parametrize(
    "name",
    [
        "torchvision.models.ResNet18_Weights",
        "torchvision.models.detection.fasterrcnn_resnet50_fpn",
        "torchvision.transforms.Resize",
        "timm.data.Mixup",
        "timm.models.layers.DropPath",
        "timm.list_models",
        "segmentation_models_pytorch.losses.DiceLoss",
        "transformers.BertTokenizer",
        "transformers.AutoModel",
        "pretrainedmodels.utils.TransformImage",
        "pretrainedmodels.__dict__",
        "torch.nn.Linear",
        "mylib.resnet18",
    ],
)
def test_what_is_no_known_network(name: str) -> None:
    assert known(name) is None


def test_heads_are_made_of_layers_that_are_known() -> None:
    for name in ("alexnet", "vgg11", "squeezenet1_0", "convnext_base", "mobilenet_v3_small", "mnasnet1_0"):
        model = known(f"torchvision.models.{name}")
        assert model is not None
        assert len(model.keys) == len(model.parts)
        assert all(part.layer == "" or f"torch.nn.{part.layer}" in LAYERS for part in model.parts)
