"""Hold a fixture to its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from headlint.diagnostics import Finding
from headlint.testing.answers import found, revealed, within
from headlint.testing.fixture import Fixture, place
from headlint.testing.marks import Claim, Reveal, Verb

Spot = tuple[str, int, str]
"""File, row and code."""


def check(fixture: Fixture) -> list[str]:
    """What is wrong with the findings and reveals in a fixture, one sentence each; empty where all is as marked.

    Every code expected on a row has to be reported there and nothing else may be, advice included. A ``missing``
    finding that appears and a ``spurious`` one that is gone are wrong too: the gap has closed.
    """
    with TemporaryDirectory() as folder:
        project = Path(folder).resolve() / "project"
        fixture.lay(project)
        failures = list(_claims(fixture.claims(), [_at_home(f, project) for f in found(project)]))
        return failures + list(_reveals(list(fixture.reveals()), project))


def _at_home(finding: Finding, project: Path) -> tuple[Spot, Finding]:
    path = place(within(project, finding.span.path), finding.span.cell)
    return (path, finding.span.row, finding.code), finding


def _claims(claims: Iterable[tuple[str, Claim]], findings: list[tuple[Spot, Finding]]) -> Iterator[str]:
    marked = {(path, claim.row, claim.code): claim.verb for path, claim in claims}
    reported = dict(findings)
    for spot, verb in marked.items():
        failure = _AS_REPORTED.get(verb) if spot in reported else _AS_SILENT.get(verb)
        if failure:
            yield f"{_said(spot)} {failure}"
    for spot, finding in reported.items():
        if spot not in marked:
            yield f"{_said(spot)} is reported and not expected: {finding.message}"
    for (spot, _), times in Counter((spot, finding.span) for spot, finding in findings).items():
        if times > 1:
            yield f"{_said(spot)} is reported {times} times at one place"


_AS_REPORTED = {Verb.MISSING: "is reported: a known gap has closed, turn 'missing' into 'expect'"}
_AS_SILENT = {
    Verb.EXPECT: "is expected and not reported",
    Verb.SPURIOUS: "is no longer reported: a known gap has closed, delete 'spurious'",
}


def _reveals(reveals: list[tuple[str, Reveal]], project: Path) -> Iterator[str]:
    if not reveals:
        return
    known = revealed(project, [(path, r.row, r.name) for path, r in reveals])
    for path, r in reveals:
        text = known.get((path, r.row, r.name), "never reached")
        if text != r.text:
            yield f"{path}:{r.row}: {r.name} is {text}, expected {r.text}"


def _said(spot: Spot) -> str:
    path, row, code = spot
    return f"{path}:{row}: {code}"
