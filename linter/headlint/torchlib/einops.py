"""einops as rows: https://einops.rocks/api/rearrange/, .../api/repeat/, .../api/reduce/, and its layers."""

from __future__ import annotations

from headlint.torchlib.rows import Layer, Rearranges, Row

_BY_PATTERN = Rearranges(params=("tensor", "pattern"), op="by pattern")

PATTERNS: dict[str, Row] = {
    "einops.rearrange": _BY_PATTERN,
    "einops.repeat": _BY_PATTERN,
    "einops.reduce": Rearranges(params=("tensor", "pattern", "reduction"), op="reduced by pattern"),
}

PATTERN_LAYERS: dict[str, Layer] = {
    "einops.layers.torch.Rearrange": Layer(options=("pattern",), acts=Rearranges(params=("tensor",), op="by pattern")),
    "einops.layers.torch.Reduce": Layer(
        options=("pattern", "reduction"), acts=Rearranges(params=("tensor",), op="reduced by pattern")
    ),
}
