"""A name that torch does not have.

## What it does
Reports a name of `torch.nn`, `torch.nn.functional`, `torch.nn.init`, `torch.nn.utils`, `torch.optim` or
`torch.optim.lr_scheduler` that no release of torch since 1.0 has. A use that the program protects itself, by
`hasattr`, `try` or a version test, is left alone.

## Why is this bad
The name is looked up when its line runs, so a slip in a branch that is seldom taken waits there for months.

## Effect
The line raises AttributeError, or ImportError where the name is imported.

## Example
```python
import torch
from torch import nn

pool = nn.AvgPool1D(4, 4)
print(pool(torch.randn(1, 1, 400)).shape)
```

## Use instead
```python
import torch
from torch import nn

pool = nn.AvgPool1d(4, 4)
print(pool(torch.randn(1, 1, 400)).shape)
```

## Fix safety
Safe where the names differ by case and underscores alone: the line cannot run as it is. Every other guess within the
same module is unsafe, and one from another module shown only. An imported name is changed wherever the file uses it.

## References
"These are the basic building blocks for graphs:" https://docs.pytorch.org/docs/stable/nn.html
"""

from collections.abc import Iterator

from headlint.rulekit import ApiUse, Applicability, Fix, Rename, Report, Span, mend, rule, torch_api


@rule("HL602", "unknown-torch-name")
def check(use: ApiUse) -> Iterator[Report]:
    """Judge one name where it is read; its call is another event."""
    if use.called or use.guarded or torch_api.known(use.name):
        return
    module, _, name = use.name.rpartition(".")
    guess = torch_api.suggest(use.name)
    near = guess.rpartition(".")[2] if guess and guess.rpartition(".")[0] == module else guess
    yield Report(
        use.span,
        f"{module} has no {name}" + (f" (did you mean {near}?)" if near else ""),
        effect="the line raises AttributeError, or ImportError where the name is imported",
        fix=_renamed(use.span, name, near) if near else None,
    )


def _renamed(span: Span, wrong: str, right: str) -> Fix:
    trust = Applicability.SAFE if torch_api.is_slip(wrong, right) else Applicability.UNSAFE
    return mend(f"write {right}", trust, None if "." in right else Rename(span, right))
