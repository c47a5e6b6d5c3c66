"""Which layers do something else in training than in evaluation.

Facts: https://docs.pytorch.org/docs/stable/nn.html (Dropout, BatchNorm, LSTM, Transformer), and for ready-made networks
the source of torchvision.models and timm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NN = "torch.nn."
_DROPOUTS = frozenset(
    {
        f"{_NN}{name}"
        for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
    }
)
_NORMS = frozenset({f"{_NN}{lazy}BatchNorm{n}d" for n in (1, 2, 3) for lazy in ("", "Lazy")} | {f"{_NN}SyncBatchNorm"})
_RECURRENT = frozenset({f"{_NN}{name}" for name in ("RNN", "LSTM", "GRU")})
_TRANSFORMERS = frozenset(
    {f"{_NN}{name}" for name in ("Transformer", "TransformerEncoderLayer", "TransformerDecoderLayer")}
)
# By the beginning of the factory's name: networks with batch normalisation, however they are made.
_NORMALISED = (
    *("resnet", "resnext", "wide_resnet", "shufflenet_v2", "densenet", "mobilenet_v", "efficientnet_b", "mnasnet"),
    *("inception_v3", "googlenet", "r3d_", "mc3_", "r2plus1d_", "seresnet", "mobilenetv2", "mobilenetv3"),
)


def differs(name: str, options: Mapping[str, Any]) -> bool:
    """True where a layer, or a ready-made network, by its dotted name with these options (``...`` for one that is not
    known) certainly answers otherwise in training than in evaluation."""
    if name in _DROPOUTS:
        return _positive(options.get("p", 0.5))
    if name in _NORMS:
        return options.get("track_running_stats", True) is True
    if name in _RECURRENT:
        return _positive(options.get("dropout", 0)) and _positive(options.get("num_layers", 1), 1)
    if name in _TRANSFORMERS:
        return _positive(options.get("dropout", 0.1))
    library, _, last = name.partition(".")[0], ".", name.rpartition(".")[2]
    return library in ("torchvision", "timm") and last.startswith(_NORMALISED)


def _positive(value: Any, least: float = 0) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > least


ALWAYS_ON = frozenset({f"torch.nn.functional.{name}" for name in ("dropout", "dropout1d", "dropout2d", "dropout3d")})
"""Functionals whose ``training`` is True where it is left out."""

ALWAYS_OFF = frozenset({f"torch.nn.functional.{name}" for name in ("alpha_dropout", "feature_alpha_dropout")})
"""Functionals whose ``training`` is False where it is left out."""

DROPOUTS = ALWAYS_ON | ALWAYS_OFF
