"""Writes the tables of docs/contracts.md from the rows of torchlib: ``python tools/contracts_page.py``."""

from __future__ import annotations

from pathlib import Path

from headlint.report.contracts import markdown
from headlint.torchlib.contracts import contracts

PAGE = Path(__file__).parent.parent / "docs" / "contracts.md"
BEGIN = "<!-- contracts: written by tools/contracts_page.py -->\n"
END = "<!-- end of contracts -->"


def rewritten(text: str) -> str:
    """The page with the tables as they have to be. Raises ValueError where it has no place for them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("docs/contracts.md lacks the comments that the tables stand between")
    return before + begin + markdown(contracts()) + end + after


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
