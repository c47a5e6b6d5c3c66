"""The ``**kwargs`` of a function that nothing in the project calls."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.infer.domain.values import DictValue


@dataclass(slots=True, eq=False, init=False)
class Spare(DictValue):
    """What a caller may give beyond the parameters. Nobody does so in the project, and as with defaults it counts what
    a caller gets who gives nothing (decision 0007): it replaces nothing, though what is asked of it is not known."""
