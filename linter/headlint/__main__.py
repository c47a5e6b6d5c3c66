"""``python -m headlint``."""

import sys

from headlint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
