"""What went wrong, in one line."""

from __future__ import annotations

import traceback

import click

from headlint.project.errors import MissingPath, ProjectError, did_you_mean, nearest
from headlint.report.visible import visible

FAILED = 2
INTERRUPTED = 130  # as a shell reports SIGINT
VERBS = ("check", "rule", "rules", "contracts", "trace")
REPORT_TO = "this is a defect of headlint: please report it with the traceback (--verbose shows it)"


def explain(error: BaseException, *, traced: bool) -> str:
    """The message for the person in front of the terminal; ``traced`` adds the traceback of an internal error."""
    return f"headlint: {visible(_message(error))}" if _is_theirs(error) else _apology(error, traced)


def _is_theirs(error: BaseException) -> bool:
    from headlint.engine.registry import RegistryError

    return isinstance(error, (click.ClickException, ProjectError, RegistryError))


def _message(error: BaseException) -> str:
    if isinstance(error, click.NoSuchOption):
        close = error.possibilities[0] if error.possibilities else None
        return f"no such option: {error.option_name!r}" + did_you_mean(close)
    if isinstance(error, click.ClickException):
        message = error.format_message().rstrip(".")
        return message[:1].lower() + message[1:]
    if isinstance(error, MissingPath) and error.suggestion is None:
        return str(error) + did_you_mean(nearest(error.path, VERBS))
    return str(error)


def _apology(error: BaseException, traced: bool) -> str:
    lines = ["headlint: internal error: " + visible(f"{type(error).__name__}: {error}".strip(": ")), REPORT_TO]
    return "\n".join([*traceback.format_exception(error), *lines] if traced else lines)
