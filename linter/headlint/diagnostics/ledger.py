"""What became of each loss call: the record that keeps silence from being read as approval."""

from dataclasses import dataclass
from enum import StrEnum

from headlint.diagnostics.span import Span


class Verdict(StrEnum):
    """What is known of a loss call over all the contexts in which it runs."""

    OK = "ok"  # every input that can reach it is what it wants
    WRONG = "wrong"  # some context feeds it what it does not want
    UNRESOLVED = "unresolved"  # something on the way could not be followed


@dataclass(frozen=True, slots=True)
class Entry:
    """One loss call. ``loss`` is the loss's name or "?"; ``receives`` describes what reaches it, for example
    "softmax[10]"; ``why`` says what could not be followed, or names the finding's code."""

    span: Span
    loss: str
    verdict: Verdict
    receives: str = ""
    why: str = ""
