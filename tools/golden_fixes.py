"""Write down what fixes make of fixtures: ``python tools/golden_fixes.py fixtures/hl101/bad_x.py ...``.

Read each of them before it is committed: the test only holds the fixes to what this wrote.
"""

import sys
from pathlib import Path

from headlint.testing import Fixture, write_golden

if __name__ == "__main__":
    for argument in sys.argv[1:]:
        write_golden(Fixture(Path(argument)))
