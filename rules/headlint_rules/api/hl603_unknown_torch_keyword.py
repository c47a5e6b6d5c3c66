"""A keyword that torch does not take.

## What it does
Reports a keyword argument that a class or function of `torch.nn`, `torch.nn.functional` or `torch.optim` has in no
release of torch since 1.0. What takes `**kwargs` is left alone, and so is what torch's sources do not describe.

## Why is this bad
The call fails when it is reached. Names of other libraries (`logits`, `axis`, `units`) and of the neighbouring layer
(`in_features`, `in_channels`, `input_size`) are the usual cause.

## Effect
The call raises TypeError.

## Example
```python
import torch
import torch.nn.functional as F

scores, labels = torch.randn(4, 3), torch.tensor([0, 2, 1, 1])
print(F.cross_entropy(logits=scores, target=labels))
```

## Use instead
```python
import torch
import torch.nn.functional as F

scores, labels = torch.randn(4, 3), torch.tensor([0, 2, 1, 1])
print(F.cross_entropy(input=scores, target=labels))
```

## Fix safety
Safe where the names differ by case and underscores alone: the call cannot run as it is. Every other guess is unsafe.

## References
"input (Tensor) – Predicted unnormalized logits; see Shape section below for supported shapes."
https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
"""

from collections.abc import Iterator

from headlint.rulekit import ApiUse, Applicability, Edit, Fix, Report, Span, rule, torch_api


@rule("HL603", "unknown-torch-keyword")
def check(use: ApiUse) -> Iterator[Report]:
    """Judge the keywords of one call."""
    signature = torch_api.parameters(use.name)
    if signature is None or use.guarded or not use.called:
        return
    taken = {*(k.name for k in use.keywords), *signature.positional[: use.positional or 0]}
    for keyword in use.written:
        if not signature.accepts(keyword.name):
            guess = torch_api.suggest_keyword(use.name, keyword.name, taken)
            yield Report(
                keyword.span,
                f"keyword {keyword.name} is unknown to {_callee(use.name)}"
                + (f" (did you mean {guess}?)" if guess else ""),
                effect="the call raises TypeError",
                fix=_renamed(keyword.span, keyword.name, guess) if guess else None,
            )


def _callee(name: str) -> str:
    owner, _, last = name.rpartition(".")
    if last == "forward":
        return f"the call of a {owner.rpartition('.')[2]}"
    return f"F.{last}" if owner == "torch.nn.functional" else last


def _renamed(argument: Span, wrong: str, right: str) -> Fix:
    trust = Applicability.SAFE if torch_api.is_slip(wrong, right) else Applicability.UNSAFE
    end = argument.column + len(wrong)
    name = Span(argument.path, argument.row, argument.column, argument.row, end, argument.cell)
    return Fix(f"write {right}=", trust, (Edit(name, right),))
