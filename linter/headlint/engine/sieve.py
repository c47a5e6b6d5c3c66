"""Which files are worth reading: a byte search, many times cheaper than a parse."""

from __future__ import annotations

from headlint.engine.reading import Text

# A file that mentions none of these holds no sink: nothing in it can be reported. It is still read when another
# file imports it.
TOKENS = (
    b"oss",  # loss, Loss, CrossEntropyLoss, criterion's classes
    b"entropy",
    b"criterion",
    b"softmax",
    b"Softmax",
    b"igmoid",
    b"argmax",
    b".round",
    b".backward",
    b"add_module",
    b"register_module",
    b"kl_div",
    b"nn.",
    b"torch.nn",
)


def is_worth_reading(text: Text) -> bool:
    """True where a file may hold something to report, or could not be read at all."""
    if text.problems:
        return True
    data = text.data
    return b"torch" in data and any(token in data for token in TOKENS)


def speaks_of_torch(data: bytes) -> bool:
    """True where a file mentions torch."""
    return b"torch" in data
