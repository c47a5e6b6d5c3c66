"""The engine's own findings: what it could not look at. They have a code and a page as rules have, and no event."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.diagnostics import Severity
from headlint.rulekit import Report, Rule

_DOES_NOT_PARSE = """The file is no valid Python, so nothing in it was looked at.

## What it does
Reports a file, or a cell of a notebook, that cannot be parsed: a syntax error, the print statement of Python 2, an
encoding that is unknown or does not fit the bytes, a NUL byte, a notebook that is no JSON.

## Why is this bad
headlint is silent about whatever is in the file. Without this line the silence would look like approval.

## Effect
The file is skipped, in a notebook the cell; the others are checked. A value that comes from it counts as unknown.

## Example
```python
print "loss:", loss
```

## Use instead
```python
print("loss:", loss)
```

## Fix safety
There is no fix. Files that are never meant to parse belong into `exclude`, or `--ignore HL001` leaves them out quietly.

## References
The grammar of Python: https://docs.python.org/3/reference/grammar.html
"""

_NOT_ANALYSED = """The file could not be analysed, so nothing in it was looked at.

## What it does
Reports a file that could not be read (a permission, a file that vanished), or on which the analysis itself failed or
took longer than its time limit.

## Why is this bad
headlint is silent about whatever is in the file. Without this line the silence would look like approval.

## Effect
The file is skipped; the others are checked. A value that comes from it counts as unknown.

## Fix safety
There is no fix. Where the file can be read, this is a defect of headlint that deserves a report with the file.

## References
None: this is headlint's own limit.
"""

_TOO_LARGE = """The file is too large or too deeply nested to be parsed safely, so nothing in it was looked at.

## What it does
Reports a file above the size limit (1 MB, 50 MB for a notebook) or with brackets nested so deeply that parsing them
could take all memory or end the process.

## Why is this bad
headlint is silent about whatever is in the file. Without this line the silence would look like approval. Such files
are nearly always generated.

## Effect
The file is skipped; the others are checked. A value that comes from it counts as unknown.

## Fix safety
There is no fix. Generated files belong into `exclude`, or `--ignore HL003` leaves them out quietly.

## References
None: this is headlint's own limit.
"""


_SUPPRESSES_NOTHING = """The comment suppresses nothing: no finding of the codes it names stands here.

## What it does
Reports a `# headlint: ignore[...]` that takes no finding back, where every code it names was judged in this run.

## Why is this bad
The mistake it once excused is gone, or never was here. Left alone, the comment hides the next one.

## Effect
None on the program.

## Example
```python
import torch

net = torch.nn.Linear(4, 3)
loss = torch.nn.functional.cross_entropy(net(torch.randn(2, 4)), torch.tensor([0, 2]))  # headlint: ignore[HL101]
```

## Use instead
```python
import torch

net = torch.nn.Linear(4, 3)
loss = torch.nn.functional.cross_entropy(net(torch.randn(2, 4)), torch.tensor([0, 2]))
```

## Fix safety
There is no fix: delete the comment.

## References
None: this is headlint's own comment.
"""

_UNKNOWN_CODE = """The comment names a code that does not exist.

## What it does
Reports a code or name in `# headlint: ignore[...]` that no rule has.

## Why is this bad
A misspelt code suppresses nothing, and the reader believes that it does.

## Effect
None on the program.

## Example
```python
import torch

x = torch.zeros(2)  # headlint: ignore[HL999]
```

## Use instead
```python
import torch

x = torch.zeros(2)
```

## Fix safety
There is no fix: `headlint rules` lists the codes.

## References
None: this is headlint's own comment.
"""


def _never(event: object) -> Iterator[Report]:
    yield from ()


BUILTIN = (
    Rule("HL001", "does-not-parse", Severity.ERROR, (), _never, _DOES_NOT_PARSE),
    Rule("HL002", "could-not-be-analysed", Severity.WARNING, (), _never, _NOT_ANALYSED),
    Rule("HL003", "skipped-too-large-or-deep", Severity.ADVICE, (), _never, _TOO_LARGE),
    Rule("HL010", "suppresses-nothing", Severity.ADVICE, (), _never, _SUPPRESSES_NOTHING),
    Rule("HL011", "unknown-code-suppressed", Severity.WARNING, (), _never, _UNKNOWN_CODE),
)
"""The engine's own codes. Their findings are made by the engine, not by ``judge``."""

NOT_SEEN = frozenset({"HL001", "HL002", "HL003"})
"""The codes that say that a file, or a part of one, was not looked at."""
