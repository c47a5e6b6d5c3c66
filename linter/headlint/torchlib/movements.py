"""What moves, repeats or masks numbers without computing new ones, and layers that mix along an axis, as rows.

Semantics of https://docs.pytorch.org/docs/stable/torch.html and https://docs.pytorch.org/docs/stable/nn.html.
"""

from __future__ import annotations

from headlint.tensor import Kind
from headlint.torchlib.rows import Attends, Keeps, Layer, Mixes, Pools, Rearranges, Recurs, Row, Transforms

# Scores with some of them pushed to a constant are scores; probabilities so treated are no distribution any more.
_MASKED = tuple((kind, kind) for kind in (Kind.RAW, Kind.DATA, Kind.LOSS))

# As a function of torch and as a method of Tensor.
MOVES: dict[str, Row] = {
    "flip": Keeps(),
    "fliplr": Keeps(),
    "flipud": Keeps(),
    "roll": Keeps(),
    "masked_fill": Transforms(params=("input", "mask", "value"), kinds=_MASKED),
    "index_fill": Transforms(params=("input", "dim", "index", "value"), kinds=_MASKED),
    "neg": Transforms(kinds=_MASKED),
    "negative": Transforms(kinds=_MASKED),
    "repeat_interleave": Rearranges(params=("input", "repeats", "dim"), op="repeat_interleave"),
    "movedim": Rearranges(params=("input", "source", "destination"), op="movedim"),
    "moveaxis": Rearranges(params=("input", "source", "destination"), op="movedim"),
    "masked_select": Rearranges(params=("input", "mask"), op="picked"),
    "take": Rearranges(params=("input", "index"), op="picked"),
    "take_along_dim": Rearranges(params=("input", "indices", "dim"), op="picked"),
    "unflatten": Rearranges(params=("input", "dim", "sizes"), op="scattered"),
    "tile": Rearranges(params=("input", "dims"), op="repeated"),
    "cumsum": Mixes(params=("input", "dim")),
    "cumprod": Mixes(params=("input", "dim")),
    "tril": Mixes(params=("input", "diagonal")),
    "triu": Mixes(params=("input", "diagonal")),
}

METHOD_MOVES: dict[str, Row] = {
    **MOVES,
    "view_as": Rearranges(params=("input", "other"), op="like"),
    "reshape_as": Rearranges(params=("input", "other"), op="like"),
    "expand_as": Rearranges(params=("input", "other"), op="expand_as"),
    "expand": Rearranges(params=("input",), op="expand"),
    "repeat": Rearranges(params=("input",), op="repeated"),
}

_PAIR = Mixes(params=("x1", "x2"), layout=False)

FUNCTIONAL_MOVES: dict[str, Row] = {
    "pad": Rearranges(params=("input", "pad", "mode", "value"), op="padded"),
    "pixel_shuffle": Rearranges(params=("input", "upscale_factor"), op="pixel_shuffle"),
    "pixel_unshuffle": Rearranges(params=("input", "downscale_factor"), op="pixel_unshuffle"),
    "channel_shuffle": Rearranges(params=("input", "groups"), op="shuffled"),
    "cosine_similarity": _PAIR,
    "pairwise_distance": _PAIR,
    "fold": Mixes(layout=False),
    "unfold": Mixes(layout=False),
    **{f"lp_pool{n}d": Mixes(layout=False) for n in (1, 2, 3)},
}

_PADDING = ("padding",)


def _padding() -> dict[str, Layer]:
    kinds = ("ReflectionPad", "ReplicationPad", "ConstantPad", "ZeroPad", "CircularPad")
    return {f"{kind}{n}d": Layer(options=_PADDING, acts=Pools(spatial=n)) for kind in kinds for n in (1, 2, 3)}


_SOURCE = Attends(params=("src",))
_BLOCK = ("d_model", "nhead", "dim_feedforward", "dropout")

MOVING_LAYERS: dict[str, Layer] = {
    **_padding(),
    **{f"LPPool{n}d": Layer(options=(), acts=Mixes(layout=False)) for n in (1, 2, 3)},
    **{f"FractionalMaxPool{n}d": Layer(options=(), acts=Pools(spatial=n)) for n in (2, 3)},
    **{f"MaxUnpool{n}d": Layer(options=(), acts=Pools(spatial=n)) for n in (1, 2, 3)},
    "PixelShuffle": Layer(options=("upscale_factor",), acts=Rearranges(op="pixel_shuffle")),
    "PixelUnshuffle": Layer(options=("downscale_factor",), acts=Rearranges(op="pixel_unshuffle")),
    "ChannelShuffle": Layer(options=("groups",), acts=Rearranges(op="shuffled")),
    "Fold": Layer(options=(), acts=Mixes(layout=False)),
    "Unfold": Layer(options=(), acts=Mixes(layout=False)),
    "CosineSimilarity": Layer(options=("dim",), acts=_PAIR),
    "PairwiseDistance": Layer(options=("p",), acts=_PAIR),
    "Threshold": Layer(options=(), acts=Mixes()),
    "Hardshrink": Layer(options=(), acts=Mixes()),
    "Softshrink": Layer(options=(), acts=Mixes()),
    "LocalResponseNorm": Layer(options=(), acts=Mixes()),
    "RNNCell": Layer(options=("input_size", "hidden_size"), acts=Recurs(cell=True)),
    "MultiheadAttention": Layer(options=("embed_dim", "num_heads"), acts=Attends(params=("query",), weights=True)),
    "TransformerEncoderLayer": Layer(options=_BLOCK, acts=_SOURCE),
    "TransformerEncoder": Layer(options=("encoder_layer", "num_layers"), acts=_SOURCE),
    "TransformerDecoderLayer": Layer(options=_BLOCK, acts=Attends(params=("tgt", "memory"))),
    "TransformerDecoder": Layer(options=("decoder_layer", "num_layers"), acts=Attends(params=("tgt", "memory"))),
    "Transformer": Layer(options=("d_model", "nhead"), acts=Attends(params=("src", "tgt"), like="tgt")),
}
