"""What the person who called headlint has to mend."""

from __future__ import annotations


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


def did_you_mean(suggestion: str | None) -> str:
    """The question that ends a message, or nothing."""
    return f" (did you mean {suggestion!r}?)" if suggestion else ""
