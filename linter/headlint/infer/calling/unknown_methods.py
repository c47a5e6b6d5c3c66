"""Methods of something unknown that can be followed nevertheless, by what they are asked for.

``view`` and ``reshape`` with three sizes give three axes, whatever they are called on; what has been given sizes in
this way, or comes out of a loader, is known a little, and that knowledge goes through the methods that keep numbers.
"""

from __future__ import annotations

from headlint.infer.calling.external import apply_row
from headlint.infer.domain.packs import sequence
from headlint.infer.domain.values import Constant, Unknown, Value
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.state.parameters import bound_row
from headlint.tensor import Tensor
from headlint.torchlib.functions import METHODS
from headlint.torchlib.rows import Keeps, Rearranges, Reshapes

_BY_SIZES = frozenset({"view", "reshape", "permute"})
_BY_NAME = frozenset({"flatten", "ravel"})
_KEEPING = (Keeps, Reshapes, Rearranges)


def known_of_call(machine: Machine, func: Unknown, arguments: Arguments, site: Site) -> Tensor | None:
    """What holds of the value of calling ``func``, an attribute of something unknown, should it be a tensor."""
    key = func.key
    if not isinstance(key, tuple) or len(key) != 3 or key[1] != "attribute":
        return None
    name = key[2]
    row = METHODS.get(name)
    lays = (name in _BY_SIZES and _are_sizes(arguments)) or (name in _BY_NAME and _are_axes(arguments))
    if row is None or not (lays or (func.holder is not None and isinstance(row, _KEEPING))):
        return None
    receiver = func.holder or Tensor()
    bound = bound_row(row.params, arguments.with_first(receiver))
    found = apply_row(machine, row, f"Tensor.{name}", bound, site, arguments)
    if found is receiver:
        return receiver
    # No layer laid these axes: which of them holds the classes is nowhere said.
    return found.but(channel=None) if isinstance(found, Tensor) else None


def _are_sizes(arguments: Arguments) -> bool:
    """True for sizes of which one at least is a number: anything else may be a dtype, a shape or an order."""
    given = arguments.positional
    pack = sequence(given[0]) if len(given) == 1 else None
    sizes = given if pack is None else pack.items
    closed = not arguments.open and not arguments.keywords and (pack is None or not pack.open)
    return closed and all(map(_may_be_size, sizes)) and any(isinstance(size, Constant) for size in sizes)


def _may_be_size(value: Value) -> bool:
    return isinstance(value, Unknown) or _is_number(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, int)


def _are_axes(arguments: Arguments) -> bool:
    return not arguments.open and all(map(_is_number, (*arguments.positional, *arguments.keywords.values())))
