"""Writes the table of rules in README.md from the rules' own docstrings: ``python tools/readme_rules.py``."""

from __future__ import annotations

from pathlib import Path

from headlint.engine.registry import catalogue

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- rules: written by tools/readme_rules.py -->\n"
END = "<!-- end of rules -->"


def table() -> str:
    """One row a rule: code, name, severity, summary."""
    cells = (
        (rule.code, rule.name, rule.severity.label, " ".join(rule.page.summary.split()))
        for rule in catalogue().values()
    )
    rows = [("code", "name", "severity", "what"), ("---",) * 4, *cells]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def rewritten(text: str) -> str:
    """The page with the table as it has to be. Raises ValueError where it has no place for one."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("README.md lacks the comments that the table of rules stands between")
    return before + begin + table() + end + after


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text("utf-8")), "utf-8")
