"""A reduction that does not exist.

## What it does
Reports a string given to `reduce` or `size_average`, which are flags, and a constant given to `reduction` that the loss
does not know. `KLDivLoss` and `F.kl_div` know "batchmean" besides "none", "mean" and "sum".

## Why is this bad
Any string but the empty one is true, so `reduce="none"` asks for the reduction that it was written to avoid, without a
word. A wrong `reduction` is found out when the loss is first called.

## Effect
With `reduce="none"` the loss is a single number, the mean, instead of one number an element: weights that are
multiplied on afterwards scale all elements alike. With a wrong `reduction` the call raises ValueError.

## Example
```python
import torch
import torch.nn.functional as F

prediction, mask = torch.randn(2, 1, 8, 8), torch.rand(2, 1, 8, 8).round()
weights = 1 + 5 * mask
loss = F.binary_cross_entropy_with_logits(prediction, mask, reduce="none")
print((weights * loss).mean())
```

## Use instead
```python
import torch
import torch.nn.functional as F

prediction, mask = torch.randn(2, 1, 8, 8), torch.rand(2, 1, 8, 8).round()
weights = 1 + 5 * mask
loss = F.binary_cross_entropy_with_logits(prediction, mask, reduction="none")
print((weights * loss).mean())
```

## Fix safety
Unsafe: the loss becomes what was written, which is not what was trained so far.

## References
"reduction (str, optional) – Specifies the reduction to apply to the output: 'none' | 'mean' | 'sum'."
https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import ApiUse, Applicability, Fix, Keyword, Replace, Report, mend, reductions, rule, torch_api


@rule("HL606", "unknown-reduction")
def check(use: ApiUse) -> Iterator[Report]:
    """Judge how one loss is asked to be reduced."""
    signature = torch_api.parameters(use.name)
    if signature is None or not use.called or "reduction" not in signature.names:
        return
    flags = [a for a in use.arguments if a.name in reductions.FLAGS and a.value is not None]
    if flags:  # they override the reduction
        yield from (_misread(use, flags, flag) for flag in flags if reductions.misread(flag.value))
        return
    for argument in use.arguments:
        given = argument.name == "reduction" and argument.value is not ...
        if given and not reductions.exists(use.name, argument.value):
            yield _unknown(use, argument)


def _misread(use: ApiUse, flags: list[Keyword], flag: Keyword) -> Report:
    known = all(other.value is not ... for other in flags)
    means = reductions.by_flags(**{other.name: other.value for other in flags}) if known else None
    return Report(
        flag.span,
        f"{_written(flag)} is a flag that is set, whatever the string says"
        + (f': it means reduction="{means}"' if means else ""),
        effect="the loss is a single number, so weights that are multiplied on afterwards scale all elements alike",
        fix=_fix(use, flag),
    )


def _unknown(use: ApiUse, argument: Keyword) -> Report:
    *others, last = (f'"{word}"' for word in reductions.reductions(use.name))
    return Report(
        argument.span,
        f"{_written(argument)} does not exist: {use.name.rpartition('.')[2]} knows {', '.join(others)} and {last}",
        effect="the first call of the loss raises ValueError",
        fix=_fix(use, argument),
    )


def _written(argument: Keyword) -> str:
    value = f'"{argument.value}"' if isinstance(argument.value, str) else argument.value
    return f"{argument.name}={value}"


def _fix(use: ApiUse, argument: Keyword) -> Fix | None:
    meant = reductions.meant(use.name, argument.value)
    if meant is None:
        return None
    written = f'reduction="{meant}"'
    given = [a for a in (*use.keywords, *use.arguments) if a.name in ("reduction", *reductions.FLAGS)]
    alone = use.positional is not None and all(a == argument for a in given)
    sure = alone and argument in use.written
    return mend(f"write {written}", Applicability.UNSAFE, Replace(argument.span, written) if sure else None)
