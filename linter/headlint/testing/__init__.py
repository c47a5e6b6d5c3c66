"""Fixture programs that say what must be found in them, and the harness that holds them to it.

Shipped so that other rule packs test the same way: ``fixtures(folder)`` lists the programs, ``check(fixture)`` says
what is wrong with one, ``check_fixes(fixture, code)`` what is wrong with its fixes where it is written down what they
make of it.
"""

from headlint.testing.comparison import check
from headlint.testing.fixture import Fixture, fixtures
from headlint.testing.golden import check_fixes, write_golden
from headlint.testing.marks import Claim, Marked, MarkError, Reveal, Verb, parse

__all__ = [
    "Claim",
    "Fixture",
    "MarkError",
    "Marked",
    "Reveal",
    "Verb",
    "check",
    "check_fixes",
    "fixtures",
    "parse",
    "write_golden",
]
