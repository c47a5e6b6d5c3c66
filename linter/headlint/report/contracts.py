"""What each head does to each kind of loss, and what each loss wants: for a terminal, as Markdown and as data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from headlint.tensor import Kind
from headlint.torchlib.contracts import Contract, judging
from headlint.torchlib.rows import Case
from headlint.torchlib.wants import HEADS, MATRIX, MILD, OK, Wants

NOTHING = "-"
TORCH = "torch.nn."
_HEADS = {
    Kind.RAW: "raw (logits)",
    Kind.SOFTMAX: "softmax",
    Kind.SIGMOID: "sigmoid",
    Kind.LOG_SOFTMAX: "log-softmax",
    Kind.LOG_SIGMOID: "log-sigmoid",
    Kind.RELU: "ReLU-like",
    Kind.TANH: "tanh",
}
# Long words are cut where the column would be wider than what stands in it.
_COLUMNS = {
    Wants.CLASS_LOGITS: "class logits",
    Wants.CLASS_LOG_PROBABILITIES: "class log- proba- bilities",
    Wants.BINARY_LOGITS: "binary logits",
    Wants.BINARY_PROBABILITIES: "binary proba- bilities",
    Wants.LOG_DISTRIBUTION: "log- distri- bution",
    Wants.LOGITS: "logits",
    Wants.PROBABILITIES: "proba- bilities",
    Wants.VALUES: "values",
}
_LEGEND = (
    "ok: as the loss wants it. redundant (HL102) and unstable (HL403): right all the same. A code: what goes wrong, "
    f"explained by `headlint rule CODE`. {NOTHING}: headlint says nothing. HL113 is reported where the target is known "
    "to be no distribution. Losses that take features or anything at all have no column: no head is wrong for them."
)


def word(wants: Wants, kind: Kind) -> str:
    """What the table says of a head before a loss: "ok", "redundant", "unstable", a code, or "-"."""
    cell = MATRIX[wants].get(kind)
    return NOTHING if cell is None else MILD.get(cell, cell)


def matrix_text(contracts: Iterable[Contract], width: int) -> Iterator[str]:
    """The matrix for a terminal, one row a head and no wider than 100 cells, and the losses behind its columns."""
    columns = judging()
    headers = [_COLUMNS[wants].split() for wants in columns]
    deep = max(len(header) for header in headers)
    rows = [["" for _ in headers] for _ in range(deep)]
    for at, header in enumerate(headers):
        for line, part in enumerate(header):
            rows[line][at] = part
    names = ["head" if line == deep - 1 else "" for line in range(deep)]
    body = [[word(wants, kind) for wants in columns] for kind in HEADS]
    lines = _aligned([*names, *_HEADS.values()], [*rows, *body])
    for row, text in enumerate(lines):
        yield click.style(text, bold=True) if row < deep else text
    yield ""
    yield from _wrapped(_LEGEND, width)
    yield ""
    by_wants = dict(_by_wants(contracts))
    for wants in columns:
        yield from _wrapped(_members(by_wants.get(wants, [])), width, f"{wants:37}", " " * 37)


def _members(found: Sequence[tuple[Contract, Case]]) -> str:
    """Torch's losses by name, how many there are of others."""
    names = list(dict.fromkeys(contract.name for contract, _ in found))
    own = [name.removeprefix(TORCH) for name in names if name.startswith(TORCH)]
    others = len(names) - len(own)
    return ", ".join([*own, *([f"{others} of other libraries"] if others else [])])


def _aligned(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    table = [[name, *row] for name, row in zip(names, rows, strict=True)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def losses_text(contracts: Iterable[Contract], width: int) -> Iterator[str]:
    """The losses under what they want."""
    for wants, found in _by_wants(contracts):
        yield ""
        yield click.style(str(wants), bold=True)
        packages: dict[str, list[str]] = {}
        for contract, case in found:
            packages.setdefault(contract.name.rpartition(".")[0], []).append(_with_options(contract, case))
        for package, names in packages.items():
            yield from _wrapped(f"{package}: {', '.join(names)}", width, "  ", "    ")


def _by_wants(contracts: Iterable[Contract]) -> Iterator[tuple[Wants, list[tuple[Contract, Case]]]]:
    known = list(contracts)
    for wants in Wants:
        found = [(contract, case) for contract in known for case in contract.cases if case.wants is wants]
        if found:
            yield wants, found


def _with_options(contract: Contract, case: Case) -> str:
    options = _said(case)
    return f"{contract.short}({options})" if options else contract.short


def _said(case: Case) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in case.options)


def loss_text(contract: Contract, rules: Mapping[str, str], width: int) -> Iterator[str]:
    """One loss: what it wants, what each head does to it, where that is documented. ``rules`` maps each code to the
    name of its rule."""
    functional = f" (F.{contract.function.rpartition('.')[2]})" if contract.function else ""
    yield click.style(contract.name + functional, bold=True)
    for wants in contract.wants:
        options = " or ".join(_said(case) for case in contract.cases if case.wants is wants)
        yield from _wrapped(f"wants {wants}{f' with {options}' if options else ''}", width, "  ", "    ")
        for kind in HEADS:
            yield f"    {_HEADS[kind]:14}{_effect(wants, kind, rules)}"
    if not all(case.options == () for case in contract.cases):
        yield "  with other options headlint says nothing"
    yield f"  {contract.page or contract.declared}"


def _effect(wants: Wants, kind: Kind, rules: Mapping[str, str]) -> str:
    cell = MATRIX[wants].get(kind)
    said = word(wants, kind)
    if cell in (None, OK):
        return said
    named = f"{cell} {rules.get(str(cell), '')}".rstrip()
    return named if said == cell else f"{said}: {named}"


def _wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    following = first if rest is None else rest
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=following, break_on_hyphens=False)


def markdown(contracts: Iterable[Contract]) -> str:
    """The matrix and the losses as two tables."""
    columns = judging()
    head = _row(["head", *(str(wants) for wants in columns)]) + _row(["---"] * (len(columns) + 1))
    body = "".join(_row([_HEADS[kind], *(word(wants, kind) for wants in columns)]) for kind in HEADS)
    losses = _row(["loss", "functional form", "wants"]) + _row(["---"] * 3) + "".join(map(_loss_row, contracts))
    return f"{head}{body}\n{_LEGEND}\n\n{losses}"


def _loss_row(contract: Contract) -> str:
    name = f"[`{contract.name}`]({contract.page})" if contract.page else f"`{contract.name}`"
    said = "; ".join(str(c.wants) + (f" with `{_said(c)}`" if c.options else "") for c in contract.cases)
    return _row([name, f"`{contract.function}`" if contract.function else "", said])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def data(contracts: Iterable[Contract]) -> dict[str, Any]:
    """The matrix and the losses as plain data."""
    matrix = [
        {"wants": str(wants), "heads": {str(kind): MATRIX[wants].get(kind) for kind in HEADS}} for wants in MATRIX
    ]
    return {"schema": 1, "matrix": matrix, "losses": [_loss_data(contract) for contract in contracts]}


def _loss_data(contract: Contract) -> dict[str, Any]:
    cases = [{"options": dict(case.options), "wants": str(case.wants)} for case in contract.cases]
    return {
        "name": contract.name,
        "function": contract.function or None,
        "contracts": cases,
        "reference": contract.page or contract.declared,
    }
