"""A rule's page for a terminal, as Markdown and as data."""

import re
from collections.abc import Iterator

import pytest
from headlint.diagnostics import Severity
from headlint.report.glyphs import ASCII
from headlint.report.rule_page import index_text, page_data, page_markdown, page_text
from headlint.rulekit import Report, Rule

PAGE = """Softmax output reaches
cross entropy.

## What it does
Reports `CrossEntropyLoss` and a long sentence that has to be wrapped because it does not fit on one line.

- first item of a list that is also too long to fit on one single line
- second

## Effect
Numbers:

| classes | floor |
|---|---|
| 2 | 0.313 |
| 1000 | 5.909 |

## Example
```python
loss = f(x)

loss.backward()
```
"""


def never(event: object) -> Iterator[Report]:
    yield from ()


@pytest.fixture
def rule() -> Rule:
    return Rule("HL101", "softmax-into-cross-entropy", Severity.ERROR, (), never, PAGE)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_text(rule: Rule) -> None:
    assert (
        plain(page_text(rule, 60))
        == """\
HL101 softmax-into-cross-entropy · error

  Softmax output reaches cross entropy.

What it does
  Reports `CrossEntropyLoss` and a long sentence that has to
  be wrapped because it does not fit on one line.

  - first item of a list that is also too long to fit on one
    single line
  - second

Effect
  Numbers:

    classes   floor
    2         0.313
    1000      5.909

Example
    │ loss = f(x)
    │
    │ loss.backward()

How to suppress
  On one line: `# headlint: ignore[HL101] reason`.
  Everywhere: `--ignore HL101`, or `ignore = ["HL101"]`
  under `[tool.headlint]`.
"""
    )


def test_text_for_terminals_without_signs(rule: Rule) -> None:
    assert page_text(rule, 60, ASCII).isascii()


def test_what_the_engine_finds_cannot_be_suppressed_on_a_line(rule: Rule) -> None:
    own = Rule("HL001", "does-not-parse", Severity.ERROR, (), never, PAGE)
    assert "On one line" not in page_text(own, 60)
    assert "--ignore HL001" in page_text(own, 60)


def test_markdown(rule: Rule) -> None:
    page = page_markdown(rule)
    assert page.startswith(
        "# HL101 softmax-into-cross-entropy\n\nDefault severity: error.\n\nSoftmax output reaches cross"
    )
    assert "\n## Example\n\n```python\nloss = f(x)\n\nloss.backward()\n```\n" in page


def test_data(rule: Rule) -> None:
    data = page_data(rule)
    assert {key: data[key] for key in ("code", "name", "severity", "summary")} == {
        "code": "HL101",
        "name": "softmax-into-cross-entropy",
        "severity": "error",
        "summary": "Softmax output reaches cross entropy.",
    }
    assert list(data["sections"]) == ["What it does", "Effect", "Example"]


def test_index(rule: Rule) -> None:
    assert [plain(line) for line in index_text([rule], None)] == [
        "HL101  softmax-into-cross-entropy  error    Softmax output reaches cross entropy."
    ]
    (line,) = map(plain, index_text([rule], 70))
    assert line == "HL101  softmax-into-cross-entropy  error    Softmax output reaches …"
    assert len(line) <= 70
