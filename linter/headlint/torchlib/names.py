"""One name for each thing of torch, however a program spells it."""

from __future__ import annotations

_NN_FILES = frozenset(
    {
        *("activation", "batchnorm", "container", "conv", "distance", "dropout", "flatten", "fold", "instancenorm"),
        *("linear", "loss", "module", "normalization", "padding", "pixelshuffle", "pooling", "rnn", "sparse"),
        *("transformer", "upsampling"),
    }
)
_ALIASES = {
    "torch.special.softmax": "torch.softmax",
    "torch.special.log_softmax": "torch.log_softmax",
    "torch.special.expit": "torch.sigmoid",
    "torch.nn.functional.tanh": "torch.tanh",
    **dict.fromkeys(("numpy.round", "numpy.around", "numpy.rint"), "torch.round"),
    "torch.nn.functional.sigmoid": "torch.sigmoid",
    "torch.nn.parallel.data_parallel.DataParallel": "torch.nn.DataParallel",
    "torch.nn.parallel.distributed.DistributedDataParallel": "torch.nn.parallel.DistributedDataParallel",
    "torch.nn.parallel.data_parallel.data_parallel": "torch.nn.parallel.data_parallel",
    "einops.einops.rearrange": "einops.rearrange",
    "einops.einops.repeat": "einops.repeat",
    "torch.autograd.variable.Variable": "torch.autograd.Variable",
    "torch.nn.NLLLoss2d": "torch.nn.NLLLoss",
}


# What stands in a file of one of these packages is offered by the package itself.
_PACKAGES = (
    *("segmentation_models_pytorch.losses", "monai.losses", "kornia.losses", "timm.loss", "torchvision.ops"),
    "pytorch_metric_learning.losses",
)
# fastai offers everything in modules to be imported with a star.
_FASTAI = ("fastai.vision.all.", "fastai.text.all.", "fastai.tabular.all.", "fastai.basics.", "fastai.layers.")


def canonical(name: str) -> str:
    """The name that the tables know a dotted name of a library by."""
    if name.startswith(_FASTAI) and name.endswith(("Loss", "Flat", "CrossEntropy")):
        return f"fastai.losses.{name.rpartition('.')[2]}"
    if name.startswith(_PACKAGES) and name.count(".") == 3:
        return ".".join([*name.split(".")[:2], name.rpartition(".")[2]])
    if name.startswith("torch.nn.modules."):
        parts = name.split(".")
        parts = parts[:2] + [p for p in parts[3:] if p not in _NN_FILES]
        name = ".".join(parts)
    return _ALIASES.get(name, name)
