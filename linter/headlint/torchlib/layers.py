"""The layers of torch.nn as rows."""

from __future__ import annotations

from headlint.tensor import Kind
from headlint.torchlib.einops import PATTERN_LAYERS
from headlint.torchlib.functions import LOG_SIGMOID, LOG_SOFTMAX, RELU, RELU6, SELF_GATED, SIGMOID, SOFTMAX, TANH
from headlint.torchlib.graphs import GRAPH_LAYERS
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.metrics import METRICS
from headlint.torchlib.movements import MOVING_LAYERS
from headlint.torchlib.rows import (
    Activates,
    Affine,
    Computes,
    Embeds,
    Keeps,
    Layer,
    Mixes,
    Normalises,
    Pools,
    Recurs,
    Reshapes,
)
from headlint.torchlib.third_party import LOSS_LAYERS

_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias")
_TRANSPOSED = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias")
_PLAIN_CONV: dict[str, bool | int | float | str | None] = {"stride": 1, "padding": 0, "dilation": 1}
_LAZY_CONV = _CONV[1:]
_NORM = ("num_features", "eps", "momentum", "affine", "track_running_stats")
_POOL = ("kernel_size", "stride", "padding")
_LSTM = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional")
_RNN = (*_LSTM[:3], "nonlinearity", *_LSTM[3:])


def _families() -> dict[str, Layer]:
    found: dict[str, Layer] = {}
    for n in (1, 2, 3):
        conv = Affine(out="out_channels", spatial=n)
        slid = Affine(out="out_channels", spatial=n, slides=True)
        found[f"Conv{n}d"] = Layer(options=_CONV, acts=slid, defaults=_PLAIN_CONV)
        found[f"ConvTranspose{n}d"] = Layer(options=_TRANSPOSED, acts=conv)
        found[f"LazyConv{n}d"] = Layer(options=_LAZY_CONV, acts=conv)
        found[f"BatchNorm{n}d"] = Layer(options=_NORM, acts=Normalises())
        found[f"LazyBatchNorm{n}d"] = Layer(options=_NORM[1:], acts=Normalises())
        found[f"InstanceNorm{n}d"] = Layer(options=("num_features",), acts=Normalises())
        found[f"Dropout{n}d"] = Layer(options=("p", "inplace"), acts=Keeps())
        for pool in ("Max", "Avg"):
            found[f"{pool}Pool{n}d"] = Layer(options=_POOL, acts=Pools(spatial=n, window="kernel_size"))
            told = Pools(spatial=n, gives="output_size")
            found[f"Adaptive{pool}Pool{n}d"] = Layer(options=("output_size",), acts=told)
    return found


def _loss_layers() -> dict[str, Layer]:
    return {
        loss.name: Layer(
            options=loss.options,
            acts=Computes(params=(loss.input, loss.target, "input_lengths", "target_lengths"), loss=loss),
        )
        for loss in LOSSES
    }


_ONE = ("inplace",)

_NN: dict[str, Layer] = {
    **_families(),
    **_loss_layers(),
    "Softmax": Layer(options=("dim",), acts=SOFTMAX),
    "Softmax2d": Layer(options=(), acts=SOFTMAX, defaults={"dim": -3}),
    "LogSoftmax": Layer(options=("dim",), acts=LOG_SOFTMAX),
    "Softmin": Layer(options=("dim",), acts=Mixes()),
    "Sigmoid": Layer(options=(), acts=SIGMOID),
    "LogSigmoid": Layer(options=(), acts=LOG_SIGMOID),
    "ReLU": Layer(options=_ONE, acts=RELU),
    "ReLU6": Layer(options=_ONE, acts=RELU6),
    "Softplus": Layer(options=("beta", "threshold"), acts=Activates(kind=Kind.RELU)),
    "Tanh": Layer(options=(), acts=TANH),
    **{
        name: Layer(options=(), acts=SELF_GATED)
        for name in ("LeakyReLU", "PReLU", "RReLU", "ELU", "CELU", "SELU", "GELU", "SiLU", "Mish", "Hardswish")
    },
    "GLU": Layer(options=("dim",), acts=Mixes(layout=False)),
    **{name: Layer(options=(), acts=Mixes()) for name in ("Hardtanh", "Hardsigmoid", "Softsign", "Tanhshrink")},
    "Linear": Layer(options=("in_features", "out_features", "bias"), acts=Affine(out="out_features")),
    "LazyLinear": Layer(options=("out_features", "bias"), acts=Affine(out="out_features")),
    "Bilinear": Layer(
        options=("in1_features", "in2_features", "out_features", "bias"), acts=Affine(out="out_features")
    ),
    "Identity": Layer(options=(), acts=Keeps()),
    "Dropout": Layer(options=("p", "inplace"), acts=Keeps()),
    "AlphaDropout": Layer(options=("p", "inplace"), acts=Keeps()),
    "FeatureAlphaDropout": Layer(options=("p", "inplace"), acts=Keeps()),
    "LayerNorm": Layer(options=("normalized_shape",), acts=Normalises()),
    "RMSNorm": Layer(options=("normalized_shape",), acts=Normalises()),
    "GroupNorm": Layer(options=("num_groups", "num_channels"), acts=Normalises()),
    "SyncBatchNorm": Layer(options=_NORM, acts=Normalises()),
    "Flatten": Layer(
        options=("start_dim", "end_dim"),
        acts=Reshapes(params=("input",), op="flatten"),
        defaults={"start_dim": 1, "end_dim": -1},
    ),
    "Unflatten": Layer(options=("dim", "unflattened_size"), acts=Mixes(layout=False)),
    "Upsample": Layer(options=("size", "scale_factor"), acts=Pools(spatial=2)),
    "UpsamplingBilinear2d": Layer(options=("size", "scale_factor"), acts=Pools(spatial=2)),
    "UpsamplingNearest2d": Layer(options=("size", "scale_factor"), acts=Pools(spatial=2)),
    "Embedding": Layer(options=("num_embeddings", "embedding_dim"), acts=Embeds()),
    "EmbeddingBag": Layer(options=("num_embeddings", "embedding_dim"), acts=Embeds(bag=True)),
    "RNN": Layer(options=_RNN, acts=Recurs()),
    "LSTM": Layer(options=_LSTM, acts=Recurs()),
    "GRU": Layer(options=_LSTM, acts=Recurs()),
    "LSTMCell": Layer(options=("input_size", "hidden_size"), acts=Recurs(cell=True)),
    "GRUCell": Layer(options=("input_size", "hidden_size"), acts=Recurs(cell=True)),
}

LAYERS: dict[str, Layer] = {**{f"torch.nn.{name}": layer for name, layer in _NN.items()}, **METRICS}

LAYERS.update({f"torch.nn.{name}": layer for name, layer in MOVING_LAYERS.items()})
LAYERS.update(LOSS_LAYERS)
LAYERS.update(PATTERN_LAYERS)
LAYERS.update(GRAPH_LAYERS)

_PLAIN = ("Sigmoid", "Tanh", "LogSigmoid", "Softsign", "Tanhshrink", "Softmax2d", "Softmax", "LogSoftmax", "Softmin")
_IN_PLACE = ("ReLU", "ReLU6", "SELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid")
_TUNED = (
    *("LeakyReLU", "ELU", "CELU", "GELU", "GLU", "PReLU", "RReLU", "Softplus", "Hardtanh", "Hardshrink"),
    "Softshrink",
)

# Activations whose constructors take nothing, a dim or a flag; and those that take a number.
ACTIVATIONS = frozenset(f"torch.nn.{name}" for name in (*_PLAIN, *_IN_PLACE))
TUNED_ACTIVATIONS = frozenset(f"torch.nn.{name}" for name in _TUNED)

# What is built around a module and behaves like it.
WRAPPERS: dict[str, str] = {
    "torch.nn.DataParallel": "module",
    "torch.nn.parallel.DataParallel": "module",
    "torch.nn.parallel.DistributedDataParallel": "module",
    "torch.distributed.fsdp.FullyShardedDataParallel": "module",
    "apex.parallel.DistributedDataParallel": "module",
}
