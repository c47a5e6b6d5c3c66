"""The words of a trace: what a value is, in a reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headlint.diagnostics import Span, Verdict
from headlint.engine.trace import Known, Reach
from headlint.report.glyphs import UNICODE, Glyphs
from headlint.report.visible import one_line, row_place
from headlint.tensor import Grad, Kind

_KINDS = {
    Kind.RAW: "raw",
    Kind.SOFTMAX: "probabilities",
    Kind.SIGMOID: "independent probabilities",
    Kind.LOG_SOFTMAX: "log-probabilities",
    Kind.LOG_SIGMOID: "independent log-probabilities",
    Kind.RELU: "≥ 0",
    Kind.TANH: "between -1 and 1",
    Kind.INDEX: "indices",
    Kind.HARD: "rounded or compared",
    Kind.LOSS: "a loss",
    Kind.DATA: "data",
    Kind.ONE_HOT: "one-hot data",
    Kind.UNKNOWN: "?",
}
_PLAIN = str.maketrans({"→": "->", "≥": ">=", "…": "...", "×": "x", "·": "*"})


def value(known: Known) -> str:
    """A value without its path and conditions: "logits, 10"."""
    if known.kind is None:
        return one_line(known.what) if known.what else f"not known: {one_line(known.why)}"
    kind = "logits" if known.logits else _KINDS[known.kind]
    if known.kind is Kind.SIGMOID and known.width == 1:
        kind = "a probability"
    words = [f"entries of {kind}" if known.picked and known.kind is not Kind.UNKNOWN else kind]
    words += [str(known.width)] if known.width is not None else []
    words += [f"no gradient behind {one_line(known.cut)}"] if known.grad is Grad.CUT and known.cut else []
    return ", ".join(words)


def values(several: Iterable[Known]) -> str:
    """All that a value may be, each with its part and its conditions."""
    return " | ".join(dict.fromkeys(map(_whole, several)))


def brief(several: Iterable[Known]) -> str:
    """The same on one line of a tree: where there are several worlds their conditions are left out."""
    found = list(several)
    if len({known.path for known in found}) == len(found):
        return values(replace(known, conditions=()) for known in found)
    return " or ".join(dict.fromkeys(_whole(replace(known, conditions=())) for known in found))


def _whole(known: Known) -> str:
    path = f"{one_line(known.path)} " if known.path else ""
    return f"{path}{value(known)}{condition(known.conditions, ' if ')}"


def condition(conditions: Iterable[str], before: str = "if ") -> str:
    """Tests as one clause, empty where there are none."""
    text = " and ".join(map(one_line, conditions))
    return f"{before}{text}" if text else ""


def reach(one: Reach, *, receives: bool = False) -> str:
    """A loss and what it makes of what it is given, without the conditions:
    ``reaches CrossEntropyLoss (src/train.py:48)  wrong  HL101``."""
    through = ", ".join(one_line(step.what) for step in one.through)
    text = f"reaches {one_line(one.loss)} ({row_place(one.span)})"
    text += f" after {through}" if through else ""
    text += f" with {value(one.receives)}" if receives or through else ""
    text += f"  {one.verdict}"
    text += f"  {' '.join(one.codes)}" if one.codes else ""
    return text + (f"  {one_line(one.why)}" if one.verdict is Verdict.UNRESOLVED else "")


def place(span: Span, beside: str) -> str:
    """A place by its row alone where it lies in the file ``beside``, else by its whole name."""
    return f"line {span.row}" if span.path == beside and span.cell is None else row_place(span)


def spelled(text: str, glyphs: Glyphs) -> str:
    """The text in signs that the terminal can show."""
    return text if glyphs.rail == UNICODE.rail else text.translate(_PLAIN)
