"""The result of add_module is used, and it is None.

## What it does
Reports `add_module` and `register_module` of a torch module where what they return is kept in a variable or an
attribute, passed on or called.

## Why is this bad
Both methods register the layer under the name that is their first argument, and return nothing. The attribute on the
left of the equals sign becomes None.

## Effect
Calling the attribute raises TypeError: 'NoneType' object is not callable. Where the attribute bears the name that the
layer was registered under, the None takes the layer's place and its parameters are gone. In a `Sequential` the program
may run all the same, since the layer is found under its registered name.

## Example
```python
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = self.add_module("conv_out", nn.Conv2d(16, 4, kernel_size=1))

    def forward(self, x):
        return self.conv(x)


print(Head()(torch.randn(1, 16, 8, 8)))
```

## Use instead
```python
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(16, 4, kernel_size=1)

    def forward(self, x):
        return self.conv(x)


print(Head()(torch.randn(1, 16, 8, 8)))
```

## Fix safety
Unsafe: assigning the layer registers it under the attribute's name, so the keys of saved weights may change. Where a
network is replaced by what its own method returns (`net = net.add_module(...)`), the assignment goes and the call
stays. Shown only where the result is used in another way.

## References
"The module can be accessed as an attribute using the given name."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html
"""

from collections.abc import Iterator

from headlint.rulekit import (
    Applicability,
    AssignChild,
    Fix,
    NoneUse,
    Report,
    mend,
    rule,
)


@rule("HL601", "none-from-add-module")
def check(event: NoneUse) -> Iterator[Report]:
    """Judge one use of what a registering method returns."""
    method = event.name.rpartition(".")[2]
    if event.use == "_":
        return  # kept in a name that nobody reads
    if _is_target(event.use):
        yield Report(
            event.span,
            f"{event.use} becomes None: {method} registers the layer under its own name and returns nothing",
            effect=f"calling {event.use} raises TypeError; where it is the registered name, the layer itself is lost",
            fix=mend(
                f"assign the layer itself to {event.use}: that registers it too"
                if "." in event.use
                else f"call {method} as a statement, and use the layer or the network itself",
                Applicability.UNSAFE,
                AssignChild(event.span),
            ),
        )
    else:
        yield Report(
            event.span,
            f"{method} returns None, {_used(event.use)}",
            effect="the None stands where the layer was meant; asking it for an attribute or calling it raises",
            fix=Fix(f"call {method} as a statement, and use the layer itself", Applicability.DISPLAY),
        )


def _is_target(use: str) -> bool:
    return all(part.isidentifier() for part in use.split("."))


def _used(use: str) -> str:
    if use.startswith("."):
        return f"which has no {use[1:]}"
    return f"which is used as {use}" if use else "which is used"
