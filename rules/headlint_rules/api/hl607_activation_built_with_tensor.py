"""An activation module is built with the tensor that it should be called with.

## What it does
Reports `nn.ReLU(x)`, `nn.Softmax(x)`, `nn.Sigmoid(x)` and other activation modules where the argument is known to be a
tensor, or where the module made of it goes to a layer, a loss or a function in place of a tensor.

`nn.Softmax(dim=1)(x)`, options that come from a configuration and activations that are kept and called later are right
and left alone.

## Why is this bad
The parentheses behind a class build a module. Its parameters are options: the tensor is taken for `dim` or `inplace`,
and the result is a module that was given no input.

## Effect
Classes without options (`Sigmoid`, `Tanh`) raise TypeError at once. The others give a module where the next layer
wants a tensor, and that layer raises TypeError. A network that ends with the line returns a module instead of numbers.

## Example
```python
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        h = nn.ReLU(self.hidden(x))
        return self.head(h)


print(Net()(torch.randn(4, 8)))
```

## Use instead
```python
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(8, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        h = nn.functional.relu(self.hidden(x))
        return self.head(h)


print(Net()(torch.randn(4, 8)))
```

## Fix safety
Unsafe: the line stops with an error as it is, and may have been written for another reason. Shown only for a softmax,
which needs a `dim` that nothing in the line says.

## References
"dim (int) - A dimension along which Softmax will be computed (so every slice along dim will sum to 1)."
https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
"""

from collections.abc import Iterator

from headlint.rulekit import Applicability, CallLayer, LayerBuilt, Report, mend, rule

_OPTIONLESS = ("Sigmoid", "Tanh", "LogSigmoid", "Softsign", "Tanhshrink", "Softmax2d")


@rule("HL607", "activation-built-with-tensor")
def check(event: LayerBuilt) -> Iterator[Report]:
    """Judge one activation module."""
    if not event.data:
        return
    name = event.name.rpartition(".")[2]
    if name in _OPTIONLESS:
        effect = f"nn.{name} takes no options: building it with a tensor raises TypeError"
    else:
        effect = "the result is a module and no tensor: the layer or function that gets it raises TypeError"
    yield Report(
        event.span,
        f"nn.{name} is built with the tensor that it should be called with",
        effect=effect,
        fix=mend(
            f"build it first and call it then: nn.{name}({_options(name)})(x)",
            Applicability.UNSAFE,
            None if _options(name) else CallLayer(event.span),
        ),
    )


def _options(name: str) -> str:
    return "dim=1" if name in ("Softmax", "LogSoftmax", "Softmin") else ""
