"""Which classes of ``torch.nn`` derive from which.

Facts: https://docs.pytorch.org/docs/stable/nn.html, the "Bases" line of each class, such as
``LazyLinear``: "Bases: LazyModuleMixin, Linear".
"""

from __future__ import annotations

import re

from headlint.torchlib.names import canonical

# Public classes that derive from another public one than Module, without the common beginning.
_BASES = {
    **{f"Lazy{name}{rank}d": f"{name}{rank}d" for name in ("Conv", "ConvTranspose") for rank in (1, 2, 3)},
    **{f"ZeroPad{rank}d": f"ConstantPad{rank}d" for rank in (1, 2, 3)},
    **dict.fromkeys(("RNN", "GRU", "LSTM"), "RNNBase"),
    **dict.fromkeys(("RNNCell", "GRUCell", "LSTMCell"), "RNNCellBase"),
    **dict.fromkeys(("UpsamplingBilinear2d", "UpsamplingNearest2d"), "Upsample"),
    "LazyLinear": "Linear",
    "ReLU6": "Hardtanh",
}
_PUBLIC = re.compile(r"torch\.nn\.([A-Z]\w*)")


def derives(name: str, base: str) -> bool | None:
    """Whether a class is, or derives from, another one, by full dotted names; None where that is not known, as for
    classes of other libraries and private ones."""
    if canonical(name) == canonical(base) or base == "builtins.object":
        return True
    own, wanted = _PUBLIC.fullmatch(canonical(name)), _PUBLIC.fullmatch(canonical(base))
    if own is None or wanted is None:
        return False if name == "builtins.object" else None
    return wanted[1] == "Module" or _BASES.get(own[1]) == wanted[1]
