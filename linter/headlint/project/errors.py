"""What the person who called headlint has to mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ProjectError(Exception):
    """The run cannot start: the message is one clause that a person can act on. Ends in exit code 2."""


class MissingPath(ProjectError):
    """A path that was named does not exist; ``suggestion`` is the sibling that was probably meant."""

    def __init__(self, path: str, suggestion: str | None = None) -> None:
        self.path = path
        self.suggestion = suggestion
        super().__init__(f"no such file or directory: {path!r}" + did_you_mean(suggestion))


class ConfigError(ProjectError):
    """A setting that headlint does not understand; the message begins with its file and line."""


def nearest(word: str, possibilities: Iterable[str]) -> str | None:
    """The possibility that looks most like ``word``, whatever its case; among equals the one that begins alike."""
    wanted, spelled = word.lower(), {each.lower(): each for each in possibilities}
    close = set(difflib.get_close_matches(wanted, spelled, n=max(1, len(spelled))))
    alike = [each for each in spelled if each in close]
    best = max(alike, key=lambda each: (_likeness(wanted, each), _shared_start(wanted, each)), default=None)
    return None if best is None else spelled[best]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _shared_start(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def did_you_mean(suggestion: str | None) -> str:
    """The question that ends a message, or nothing."""
    return f" (did you mean {suggestion!r}?)" if suggestion else ""
