"""How a finding can be mended."""

from dataclasses import dataclass
from enum import StrEnum

from headlint.diagnostics.change import Change
from headlint.diagnostics.span import Span


class Applicability(StrEnum):
    """How far a fix may be trusted."""

    SAFE = "safe"  # the program means the same, or what it plainly meant
    UNSAFE = "unsafe"  # the program's behaviour changes somewhere else too, for example at inference
    DISPLAY = "display"  # a person has to finish it


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the source of ``span`` (empty for an insertion) by ``content``."""

    span: Span
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all are applied or none. They may touch other files than the finding's.

    A rule says in ``changes`` what has to happen. The engine joins those of all contexts of a finding (a context that
    needs none has an applicability without changes) and turns them into ``edits`` of the files at hand; where one of
    them is not sure, the fix becomes one to be shown only.
    """

    message: str
    applicability: Applicability
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
