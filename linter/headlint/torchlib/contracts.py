"""Every loss that headlint knows, with what it wants, to be looked up by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headlint.project.contracts import Declaration
from headlint.torchlib.declared import WANTS
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.rows import Case, Computes
from headlint.torchlib.third_party import LOSS_FUNCTIONS, LOSS_LAYERS
from headlint.torchlib.wants import HEADS, MATRIX, OK, Wants

_NN = "torch.nn."
_F = "torch.nn.functional."


@dataclass(frozen=True, slots=True)
class Contract:
    """``name`` is the full dotted name of the loss, ``function`` that of its functional form (empty where it has none);
    ``cases`` say under which options it wants what, and where none holds nothing is said of it. ``page`` is the
    documentation that says so, ``declared`` the file of a project that does."""

    name: str
    cases: tuple[Case, ...]
    page: str
    function: str = ""
    declared: str = ""

    @property
    def short(self) -> str:
        """The name without its package."""
        return self.name.rpartition(".")[2]

    @property
    def wants(self) -> tuple[Wants, ...]:
        """What it may want, each once."""
        return tuple(dict.fromkeys(case.wants for case in self.cases))


def contracts() -> list[Contract]:
    """The losses of torch, then those of other libraries, each by its class first."""
    return [*_of_torch(), *_of_others()]


def of_project(declarations: Iterable[Declaration]) -> list[Contract]:
    """The losses that a project declares."""
    losses = (each for each in declarations if each.wants)
    return [Contract(each.name, (Case((), WANTS[each.wants]),), "", declared=each.source) for each in losses]


def _of_torch() -> Iterator[Contract]:
    for loss in LOSSES:
        function = _F + loss.functional if loss.functional else ""
        yield Contract(_NN + loss.name, (Case((), loss.wants),), loss.page, function)


def _of_others() -> Iterator[Contract]:
    rows = [(name, layer.acts) for name, layer in LOSS_LAYERS.items()] + list(LOSS_FUNCTIONS.items())
    for name, row in rows:
        if isinstance(row, Computes):
            yield Contract(name, row.cases or (Case((), row.loss.wants),), row.loss.page)


def judging() -> list[Wants]:
    """The columns of the matrix in which something is wrong: what wants anything at all is no column."""
    return [wants for wants, cells in MATRIX.items() if any(cells.get(kind) != OK for kind in HEADS)]


def matching(name: str, known: Iterable[Contract]) -> list[Contract]:
    """The losses of this name: the full one, that of the function, or the end of either; in any case if need be."""
    found = list(known)
    exact = [each for each in found if _ends(each, name)]
    return exact or [each for each in found if _ends(each, name, fold=True)]


def _ends(contract: Contract, name: str, fold: bool = False) -> bool:
    wanted = name.removeprefix("nn.").removeprefix("F.")
    for own in (contract.name, contract.function):
        tail = f".{own.lower()}" if fold else f".{own}"
        if own and tail.endswith("." + (wanted.lower() if fold else wanted)):
            return True
    return False
