"""``headlint rules``"""

from __future__ import annotations

import json

import click

from headlint.cli.terminal import HELP, Terminal, colour_option


@click.command(context_settings=HELP)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form.")
@colour_option
def rules(style: str, colour: str) -> None:
    """List all rules: code, name, severity, summary."""
    from headlint.engine.registry import catalogue
    from headlint.report.rule_page import index_data, index_text

    terminal, known = Terminal.of(colour), list(catalogue().values())
    if style == "json":
        terminal.say(json.dumps([index_data(rule) for rule in known], indent=2))
        return
    for line in index_text(known, terminal.width if terminal.interactive else None, terminal.glyphs):
        terminal.say(line)
