"""A rule's documentation page: the docstring of its file, cut at its headings."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

HEADINGS = ("What it does", "Why is this bad", "Effect", "Example", "Use instead", "Fix safety", "References")
_HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """``summary`` is the docstring's first line; ``sections`` the Markdown under each heading, in order."""

    code: str
    summary: str
    sections: dict[str, str]

    @classmethod
    def parse(cls, code: str, docstring: str) -> Page:
        """The page of a docstring: one summary line, then sections headed ``## What it does`` and so on."""
        text = inspect.cleandoc(docstring)
        pieces = _HEADING.split(text)
        titles, bodies = pieces[1::2], pieces[2::2]
        return cls(code, pieces[0].strip(), {t: b.strip() for t, b in zip(titles, bodies, strict=True)})

    def programs(self, heading: str) -> list[str]:
        """The Python programs in fences below a heading ("Example" must fire, "Use instead" must not)."""
        return _FENCE.findall(self.sections.get(heading, "") + "\n")
