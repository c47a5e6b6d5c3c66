"""KLDivLoss is given an input that is not log-probabilities, or a target in the other space than it was told.

## What it does
Reports `KLDivLoss` and `F.kl_div` whose input is raw scores, probabilities or another output without a logarithm, and
whose target is log-probabilities or raw scores with `log_target=False`, or probabilities with `log_target=True`.

## Why is this bad
The loss computes target * (log(target) - input): the input enters as a logarithm, the target as a probability. An input
of probabilities q makes it linear in q, so that it is least where q puts everything on the likeliest class of the
target, not where the two agree. Raw scores lower it without end. A target of logs is negative and has no logarithm.

## Effect
Over probabilities the sum over K classes lies between -ln(e + K - 1) and 0: -1.313 and 0 with 2 classes, -2.461 and 0
with 10. A divergence is never negative. A target of log-probabilities with `log_target=False` gives nan at once.

## Example
```python
import torch
from torch import nn
import torch.nn.functional as F

student, teacher = nn.Linear(20, 5), nn.Linear(20, 5)
x = torch.randn(8, 20)
with torch.no_grad():
    target = F.softmax(teacher(x), dim=1)
loss = F.kl_div(F.softmax(student(x), dim=1), target, reduction="batchmean")
loss.backward()
```

## Use instead
```python
import torch
from torch import nn
import torch.nn.functional as F

student, teacher = nn.Linear(20, 5), nn.Linear(20, 5)
x = torch.randn(8, 20)
with torch.no_grad():
    target = F.softmax(teacher(x), dim=1)
loss = F.kl_div(F.log_softmax(student(x), dim=1), target, reduction="batchmean")
loss.backward()
```

## Fix safety
Unsafe: `log_softmax` takes the place of a `softmax` on the input, and `log_target` is set to what the target is. Others
that read the same tensors see the change too. Shown only for an input that no softmax gives.

## References
"To avoid underflow issues when computing this quantity, this loss expects the argument input in the log-space."
https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    Fix,
    Kind,
    LossCall,
    Report,
    SetKeyword,
    floors,
    head,
    instead,
    loss_made,
    loss_name,
    meeting,
    mend,
    number,
    origin,
    rule,
    shared_among,
    sources,
    with_classes,
)

_INPUT_FIX = "give it log_softmax of the scores"
_TARGET_FIX = "give softmax with log_target=False, or log_softmax with log_target=True"


@rule("HL111", "kl-div-without-log-probabilities")
def check(call: LossCall) -> Iterator[Report]:
    """Judge one loss call: its input first, and its target where the input is not at fault."""
    if call.cell == "HL111":
        message = meeting(call, "log-probabilities as its input")
        yield Report(call.span, message, effect=_input_effect(call), related=sources(call), fix=_input_fix(call))
    elif (fault := _target_fault(call)) is not None:
        expects, effect = fault
        message = f"{head(call.target.kind)} reaches {loss_name(call)} as its target, which expects {expects}"
        related = origin(call.target) + loss_made(call)
        yield Report(call.span, message, effect=effect, related=related, fix=_target_fix(call))


def _input_effect(call: LossCall) -> str:
    classes = shared_among(call.input)
    if call.loss.functional != "kl_div":
        return "numbers that are no logs are read as logs, so the loss is no divergence"
    if call.input.kind is not Kind.SOFTMAX:
        return "the loss is linear in its input: raising every output lowers it, whatever the target"
    if classes is None:
        return "the loss is never above 0, where a divergence is never below, and is least on the likeliest class alone"
    low = number(floors.kl_over_probabilities(classes))
    return f"{with_classes(classes)} a sample's sum lies between {low} and 0, where a divergence is never below 0"


def _target_fault(call: LossCall) -> tuple[str, str] | None:
    if call.loss.functional != "kl_div" or call.target.picked or call.log_target is None:
        return None
    kind = call.target.kind
    if call.log_target and kind.is_probability:
        return "log-probabilities with log_target=True", "each class is weighted by exp(p), between 1 and 2.718"
    if not call.log_target and (kind.is_log_probability or kind is Kind.RAW):
        return "probabilities with log_target=False", "the loss takes the log of a negative number: it is nan"
    return None


def _input_fix(call: LossCall) -> Fix:
    squashed = call.input.kind is Kind.SOFTMAX
    return mend(_INPUT_FIX, Applicability.UNSAFE, instead(call.input, "log_softmax") if squashed else None)


def _target_fix(call: LossCall) -> Fix:
    if call.target.kind is Kind.RAW:
        return Fix(_TARGET_FIX, Applicability.DISPLAY)
    told = SetKeyword(call.made_at or call.span, "log_target", str(not call.log_target))
    return mend(_TARGET_FIX, Applicability.UNSAFE, told)
