"""A loss is reduced by its deprecated flags.

## What it does
Reports `size_average` and `reduce` given to a loss of torch, by name or by position, with another value than None.
What is passed by position counts only where its value is known.

## Why is this bad
The two flags say one thing together, override `reduction` silently, and are easily taken for it: `reduce="none"` means
the mean (HL606). They are to be removed.

| size_average | reduce | the same as |
|---|---|---|
| True or left out | True or left out | reduction="mean" |
| False | True or left out | reduction="sum" |
| either | False | reduction="none" |

## Effect
The loss is the same as with the reduction that the table names, and torch warns at run time.

## Example
```python
import torch
from torch import nn

criterion = nn.NLLLoss(size_average=False)
print(criterion(torch.randn(4, 3).log_softmax(dim=1), torch.tensor([0, 2, 1, 1])))
```

## Use instead
```python
import torch
from torch import nn

criterion = nn.NLLLoss(reduction="sum")
print(criterion(torch.randn(4, 3).log_softmax(dim=1), torch.tensor([0, 2, 1, 1])))
```

## Fix safety
Safe: the table is what torch itself computes. Offered where a single flag is given by name and its
value is written there.

## References
"Note: size_average and reduce are in the process of being deprecated, and in the meantime, specifying either of those
two args will override reduction." https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    ApiUse,
    Applicability,
    Fix,
    Keyword,
    Replace,
    Report,
    Severity,
    mend,
    reductions,
    rule,
    torch_api,
)


@rule("HL604", "deprecated-reduction-flag", Severity.ADVICE)
def check(use: ApiUse) -> Iterator[Report]:
    """Judge the flags of one loss together."""
    signature = torch_api.parameters(use.name)
    if signature is None or not use.called or not set(reductions.FLAGS) <= set(signature.names):
        return
    flags = [a for a in use.arguments if a.name in reductions.FLAGS and a.value is not None]
    sure = [flag for flag in flags if flag.value is not ... or flag in use.written]
    if sure and not any(reductions.misread(flag.value) for flag in flags):
        names = " and ".join(f"{flag.name}=" for flag in flags)
        yield Report(
            sure[0].span,
            f"{names} {'is' if len(flags) == 1 else 'are'} deprecated: use {_instead(flags)}",
            effect="the loss is the same, and torch warns when it is built or called",
            fix=_fix(use, flags),
        )


def _instead(flags: list[Keyword]) -> str:
    if all(flag.value is not ... and flag.literal for flag in flags):
        return f'reduction="{reductions.by_flags(**{flag.name: flag.value for flag in flags})}"'
    if [flag.name for flag in flags] == ["size_average"]:
        return 'reduction="mean" where it is true, "sum" where it is false'
    return "reduction"


def _fix(use: ApiUse, flags: list[Keyword]) -> Fix:
    written = f"write {_instead(flags)}"
    alone = len(flags) == 1 and not any(k.name == "reduction" for k in use.keywords) and use.positional is not None
    if not alone or flags[0] not in use.written or flags[0].value is ... or not flags[0].literal:
        return Fix(written, Applicability.DISPLAY)
    return mend(written, Applicability.SAFE, Replace(flags[0].span, _instead(flags)))
