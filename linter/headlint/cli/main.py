"""The console script ``headlint``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from headlint.cli.errors import FAILED, INTERRUPTED, VERBS, explain
from headlint.cli.terminal import HELP

BROKEN_PIPE = 141  # as a shell reports SIGPIPE


class Headlint(click.Group):
    """A group whose verb may be left out: whatever does not begin with one is checked. Verbs load when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"headlint.cli.{cmd_name}"), cmd_name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in ("-h", "--help", *VERBS):
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Before click does: it would exit with 1, which means findings.
            ctx.exit(BROKEN_PIPE)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("headlint", "[OPTIONS] [PATH]...")
        formatter.write_usage("headlint", "VERB [OPTIONS] ...", prefix="       ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        check = self.get_command(ctx, "check")
        if check is not None:
            check.format_options(click.Context(check, parent=ctx), formatter)


@click.group(cls=Headlint, context_settings=HELP)
def cli() -> None:
    """Follow PyTorch tensors from the layer that makes them to the loss that consumes them, and report where the
    two do not fit. Without a verb, PATHs are checked; a path named like a verb is written ./rule.

    Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or internal error.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    _write_whatever_comes()
    try:
        code = cli.main(given, "headlint", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        return _silenced()
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:
        traced = "--verbose" in given or bool(os.environ.get("HEADLINT_DEBUG"))
        print(explain(error, traced=traced), file=sys.stderr)
        return FAILED


def _write_whatever_comes() -> None:
    """Have characters that the terminal's encoding lacks written as escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _silenced() -> int:
    """Point standard output nowhere, so that the interpreter's last flush does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
