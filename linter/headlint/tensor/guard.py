"""Under which choices of a program a value is what it is.

A branch on something unknown makes two worlds. What they disagree on is kept as alternatives, each with the
tests that lead to it, so that a criterion and a model that are chosen by the same test never meet crosswise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Test:
    """An outcome of a test: ``subject`` identifies what was tested (equal subjects are the same unknown value),
    ``equals`` the constant it was compared with, if any, and ``holds`` which way it went.

    ``text`` says it as a person would, for example ``arch == "unet3"``. ``selects`` tells a selection by name or
    number (a factory's entry, certainly somebody's choice) from a plain flag.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    subject: object
    equals: object
    holds: bool
    text: str = ""
    selects: bool = False

    def contradicts(self, other: Test) -> bool:
        """True where the two outcomes cannot both be."""
        if self.subject != other.subject:
            return False
        if _same(self.equals, other.equals):
            return self.holds != other.holds
        return self.holds and other.holds and self.selects and other.selects


Guards = frozenset[Test]
ALWAYS: Guards = frozenset()


def compatible(left: Guards, right: Guards) -> bool:
    """True where some run of the program can meet both sets of outcomes."""
    if not left or not right:
        return True
    return not any(a.contradicts(b) for a in left for b in right)


def _same(left: object, right: object) -> bool:
    return type(left) is type(right) and left == right
