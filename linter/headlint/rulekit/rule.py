"""A rule: one value made from one function."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from headlint.diagnostics import Finding, Severity
from headlint.events import Event
from headlint.rulekit.page import Page
from headlint.rulekit.report import Report

Check = Callable[..., Iterator[Report]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue: what it is called, which events it judges, and how. ``unless`` is the code of another
    rule: where that one finds fault with a place that leads to a finding of this one, it is one mistake, and reported
    there."""

    code: str
    name: str
    severity: Severity
    events: tuple[type, ...]
    check: Check
    docstring: str
    unless: str = ""

    @property
    def page(self) -> Page:
        """The rule's documentation, read from the docstring of its file."""
        return Page.parse(self.code, self.docstring)

    def judge(self, event: Event) -> Iterator[Finding]:
        """The findings of this rule on one event."""
        for report in self.check(event):
            yield Finding(
                code=self.code,
                name=self.name,
                severity=self.severity if report.severity is None else report.severity,
                message=report.message,
                span=report.span,
                effect=report.effect,
                related=report.related,
                fix=report.fix,
            )


def rule(code: str, name: str, severity: Severity = Severity.ERROR, *, unless: str = "") -> Callable[[Check], Rule]:
    """Make a rule of a function that takes one event and yields reports.

    The annotation of the function's only parameter picks the events: one class, or several joined by ``|``. The
    docstring of the file is the rule's page. Raises TypeError where the annotation names no event.
    """

    def make(check: Check) -> Rule:
        module = inspect.getmodule(check)
        return Rule(code, name, severity, _events_of(check), check, (module and module.__doc__) or "", unless)

    return make


def _events_of(check: Check) -> tuple[type, ...]:
    hints = typing.get_type_hints(check)
    hints.pop("return", None)
    annotation = next(iter(hints.values()), None)
    events = typing.get_args(annotation) or (annotation,)
    known = typing.get_args(Event)
    if len(hints) != 1 or not all(event in known for event in events):
        raise TypeError(f"{check.__module__}.{check.__qualname__} must take one parameter annotated with an event")
    return typing.cast(tuple[type, ...], tuple(events))
