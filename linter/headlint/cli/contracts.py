"""``headlint contracts [LOSS]``"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headlint.cli.terminal import HELP, Terminal, colour_option
from headlint.project.config import find_config, load_config
from headlint.project.contracts import Declaration
from headlint.project.errors import ProjectError, did_you_mean, nearest

if TYPE_CHECKING:
    from headlint.torchlib.contracts import Contract

PROSE_WIDTH = 100


@click.command(context_settings=HELP)
@click.argument("loss", required=False)
@click.option("--losses", "listed", is_flag=True, help="List the losses under what they want, instead of the table.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "markdown", "json"]),
    default="table",
    show_default=True,
    help="Form.",
)
@colour_option
def contracts(loss: str | None, listed: bool, style: str, colour: str) -> None:
    """Show what each head does to each kind of loss, or look LOSS up: CrossEntropyLoss, F.nll_loss, DiceLoss."""
    from headlint.report.contracts import data, markdown
    from headlint.torchlib.contracts import contracts as known_losses
    from headlint.torchlib.contracts import of_project

    terminal, known = Terminal.of(colour), [*known_losses(), *of_project(_declared())]
    chosen = known if loss is None else _found(loss, known)
    if style == "json":
        terminal.say(json.dumps(data(chosen), indent=2))
    elif style == "markdown":
        terminal.say(markdown(chosen).rstrip("\n"))
    else:
        for line in _text(chosen, min(terminal.width, PROSE_WIDTH), alone=loss is not None, listed=listed):
            terminal.say(line)


def _declared() -> tuple[Declaration, ...]:
    """What the configuration that holds here says of losses and layers."""
    from headlint.engine.registry import known_codes

    path = find_config(Path.cwd())
    return () if path is None else load_config(path, known_codes()).contracts


def _text(chosen: list[Contract], width: int, *, alone: bool, listed: bool) -> Iterator[str]:
    from headlint.engine.registry import catalogue
    from headlint.report.contracts import loss_text, losses_text, matrix_text

    if alone:
        rules = {code: rule.name for code, rule in catalogue().items()}
        for at, contract in enumerate(chosen):
            yield from ("",) * bool(at)
            yield from loss_text(contract, rules, width)
    elif listed:
        yield from list(losses_text(chosen, width))[1:]
    else:
        yield from matrix_text(chosen, width)
        yield ""
        yield "`headlint contracts --losses` lists the losses, `headlint contracts LOSS` looks one up."


def _found(wanted: str, known: list[Contract]) -> list[Contract]:
    from headlint.torchlib.contracts import matching

    if found := matching(wanted, known):
        return found
    spelled = [name for each in known for name in (each.short, each.function.rpartition(".")[2]) if name]
    raise ProjectError(f"unknown loss: {wanted!r}" + did_you_mean(nearest(wanted.rpartition(".")[2], spelled)))
