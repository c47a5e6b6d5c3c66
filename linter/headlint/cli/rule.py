"""``headlint rule CODE``"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from headlint.cli.terminal import HELP, Terminal, colour_option
from headlint.project.errors import ProjectError, did_you_mean, nearest

if TYPE_CHECKING:
    from headlint.rulekit import Rule

PROSE_WIDTH = 100


@click.command(context_settings=HELP)
@click.argument("code_or_name", required=False)
@click.option("--all", "every", is_flag=True, help="Every rule, one after the other.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Form.",
)
@colour_option
def rule(code_or_name: str | None, every: bool, style: str, colour: str) -> None:
    """Explain a rule, by its code (HL101) or its name."""
    from headlint.engine.registry import catalogue
    from headlint.report.rule_page import page_data, page_markdown, page_text

    if every == (code_or_name is not None):
        raise click.UsageError("name one rule, or give --all")
    terminal, rules = Terminal.of(colour), catalogue()
    chosen = list(rules.values()) if code_or_name is None else [_found(code_or_name, rules)]
    if style == "json":
        pages = [page_data(each) for each in chosen]
        terminal.say(json.dumps(pages if every else pages[0], indent=2))
    elif style == "markdown":
        terminal.say("\n".join(page_markdown(each) for each in chosen).rstrip("\n"))
    else:
        width = min(terminal.width, PROSE_WIDTH)
        terminal.say("\n\n".join(page_text(each, width, terminal.glyphs) for each in chosen).rstrip("\n"))


def _found(wanted: str, rules: Mapping[str, Rule]) -> Rule:
    spellings = {code.lower(): each for code, each in rules.items()} | {each.name: each for each in rules.values()}
    if found := spellings.get(wanted.lower()):
        return found
    spelled = [*rules, *(each.name for each in rules.values())]
    raise ProjectError(f"unknown rule: {wanted!r}" + did_you_mean(nearest(wanted, spelled)))
