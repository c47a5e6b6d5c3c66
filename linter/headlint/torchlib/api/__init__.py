"""Which names and keywords torch has, over all its releases.

The table, ``names.json``, is written by ``tools/torch_api.py`` from the sources of torch 1.0 to 2.15. What any of
them has is never called unknown. It is read when first asked for.
"""

from headlint.torchlib.api.guesses import is_slip, suggest, suggest_keyword
from headlint.torchlib.api.signature import Parameter, Signature
from headlint.torchlib.api.table import known, parameters

__all__ = ["Parameter", "Signature", "is_slip", "known", "parameters", "suggest", "suggest_keyword"]
