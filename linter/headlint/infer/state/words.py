"""The words of functions and of the bodies of modules, and what they tell before anything has run."""

from __future__ import annotations

from collections.abc import Iterable

from headlint.infer.domain.values import Function
from headlint.link import Module
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.third_party import NAMES as THIRD_PARTY

# Words of functions, as headlint.ir.statements.Function has them.
LOSS_WORDS = frozenset({name for loss in LOSSES for name in (loss.name, loss.functional) if name}) | THIRD_PARTY
STRONG = LOSS_WORDS | {"criterion", "loss(", "loss_fn", "backward(", "argmax", "topk"}
# Words of much else as well: they count in a function that has to do with a network.
AMBIGUOUS = frozenset({"round(", ".round(", ".max(", ".where(", ".log(", ".item(", ".numpy(", "<>"})
NETWORK = frozenset({"torch", "no_grad", "eval", "model", "net", "logits", "outputs", "output", "pred", "preds"})
WEAK = frozenset(
    {
        *("softmax", "log_softmax", "sigmoid", "logsigmoid", "Softmax", "LogSoftmax", "Sigmoid", "Softmin", "softmin"),
        *("add_module", "register_module", ".log("),
    }
)


def words_of(holder: Function | Module) -> list[str]:
    """The words of a function, or of a module's own body."""
    words = holder.ir.words if isinstance(holder, Module) else getattr(holder.node, "words", "")
    return words.split(" ")


def speaks_of_loss(words: Iterable[str]) -> bool:
    """True for the words of statements that name a loss or a decision."""
    return not STRONG.isdisjoint(words)


def runs_itself(words: Iterable[str]) -> bool:
    """True for the words of a module that is a script, or trains as it is read."""
    return "__main__" in words or speaks_of_loss(words)
