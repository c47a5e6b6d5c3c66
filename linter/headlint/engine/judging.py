"""From events to findings: rules judge every world, the engine weighs them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from headlint.diagnostics import Applicability, Finding, Fix, Severity, Span
from headlint.events import Event, LossCall
from headlint.infer.state.emission import Case, Group
from headlint.rulekit import Rule
from headlint.tensor import ALWAYS, Guards, Shape
from headlint.tensor.guard import compatible

World = tuple[Case, dict[object, Finding]]


class Judge:
    """Applies rules to groups of events."""

    def __init__(self, rules: Iterable[Rule], pedantic: bool = False) -> None:
        self._pedantic = pedantic
        self.failures: list[tuple[str, Exception]] = []  # of rules, and in which file
        self._by_event: dict[type, list[Rule]] = {}
        for rule in rules:
            for event in rule.events:
                self._by_event.setdefault(event, []).append(rule)

    def judge(self, group: Group) -> Iterator[Finding]:
        """The findings of one evaluation.

        A finding is certain (*must*) where every world earns one; a world that earns advice alone is sound. What only
        some worlds earn is reported where a choice leads to such worlds alone that somebody makes for certain: one by
        name or number, which is then named, or one that both ends follow, or what is left of a choice that builds a
        network or loss of its own for each name; else only under ``--pedantic`` (*may*).
        """
        worlds = self._of_one_width([(case, self._of_case(case)) for case in group])
        choices = [case.agreed | {test for test in case.guards if test.selects and test.holds} for case, _ in worlds]
        for chosen, (case, findings) in zip(choices, worlds, strict=True):
            for finding in findings.values():
                if _is_certain(finding, ALWAYS, worlds):
                    yield finding
                elif chosen and _is_certain(finding, chosen, worlds):
                    fewer = [few for few in choices if few and few < chosen and _is_certain(finding, few, worlds)]
                    yield replace(finding, message=finding.message + _when(min(fewer, key=len, default=chosen)))
                elif otherwise := next(
                    (few for few in _others(case, worlds) if _is_certain(finding, few, worlds)), None
                ):
                    yield replace(finding, message=finding.message + _when(otherwise))
                elif self._pedantic:
                    yield replace(finding, message=f"{finding.message}, on some paths")

    def _of_one_width(self, found: list[World]) -> list[World]:
        """One mistake that heads of several widths make is told without numbers that hold for one of them alone."""
        effects: dict[object, set[str | None]] = {}
        for _, findings in found:
            for key, finding in findings.items():
                effects.setdefault(key, set()).add(finding.effect)
        several = {key for key, said in effects.items() if len(said) > 1}
        for case, findings in found if several else ():
            blind = self._of_case(replace(case, events=[_without_width(event) for event in case.events]))
            findings |= {
                key: replace(blind[key], fix=findings[key].fix) for key in several & blind.keys() & findings.keys()
            }
        return found

    def _of_case(self, case: Case) -> dict[object, Finding]:
        found: dict[object, Finding] = {}
        for event in case.events:
            for rule in self._by_event.get(type(event), ()):
                for finding in self._judged(rule, event):
                    found.setdefault((finding.code, finding.span), finding)
        return found

    def _judged(self, rule: Rule, event: Event) -> Iterable[Finding]:
        """The findings of one rule; one that fails must not hide what the others find."""
        try:
            return list(rule.judge(event))
        except Exception as error:
            if "HEADLINT_DEBUG" in os.environ:
                raise
            self.failures.append(
                (event.span.path, RuntimeError(f"{rule.code} failed: {type(error).__name__}: {error}"))
            )
            return ()


def _others(case: Case, worlds: Iterable[World]) -> Iterator[Guards]:
    """The choices that lead to a case by turning down each name that is asked for (``else: model = GCN()``), where what
    a loss is given, or the loss, is built elsewhere than under those names."""
    own = _built(case)
    for subject in {test.subject for test in case.guards if test.selects and not test.holds}:
        tests = [test for test in case.guards if test.subject == subject]
        if any(test.holds or not test.selects for test in tests):
            continue
        turned = frozenset(tests)
        named = [_built(other) for other, _ in worlds if not compatible(turned, other.guards)]
        if named and any(at is not None and all(at != other[part] for other in named) for part, at in own.items()):
            yield turned


def _built(case: Case) -> dict[str, Span | None]:
    """Where the loss of a case and the head that it is given are built."""
    calls = [event for event in case.events if isinstance(event, LossCall)]
    if len(calls) != 1:
        return {"head": None, "loss": None}
    return {"head": calls[0].input.maker, "loss": calls[0].made_at}


def _when(chosen: Guards) -> str:
    """The choice in words, as far as it is one by name or number."""
    said = sorted(test.text for test in chosen if test.selects and test.holds)
    said = said or sorted(test.text.replace(" == ", " != ", 1) for test in chosen if test.selects)
    return f", when {' and '.join(said)}" if said else ""


def _is_certain(finding: Finding, chosen: Guards, worlds: Iterable[World]) -> bool:
    """True where each world that a choice leaves earns a finding that weighs as much; where that is more than advice, a
    warning weighs enough."""
    least = min(finding.severity, Severity.WARNING)
    left = [findings for case, findings in worlds if compatible(chosen, case.guards)]
    return all(any(other.severity >= least for other in findings.values()) for findings in left)


def _without_width(event: Event) -> Event:
    """The same loss call with an input of unknown layout."""
    if not isinstance(event, LossCall):
        return event
    return replace(event, input=event.input.but(shape=Shape(), channel=None))


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for a code and place, whichever contexts it is true in: the one that says most, mended in all."""
    best: dict[object, Finding] = {}
    for finding in findings:
        key = (finding.code, finding.span)
        known = best.get(key)
        if known is None:
            best[key] = finding
        else:
            most = finding if _weight(finding) > _weight(known) else known
            best[key] = replace(most, fix=_for_both(most.fix, known.fix, finding.fix))
    return sorted(best.values(), key=lambda finding: finding.sort_key)


def explained(findings: Collection[Finding], unless: Mapping[str, str]) -> tuple[list[Finding], dict[Span, str]]:
    """The findings without those of a rule that another one explains (``unless`` by code the other one's code), and the
    places of the losses that they were found at, with the code that explains them."""
    explaining = frozenset(unless.values())
    faults = {(finding.code, finding.span) for finding in findings if finding.code in explaining}
    kept: list[Finding] = []
    places: dict[Span, str] = {}
    for finding in findings:
        other = unless.get(finding.code, "")
        if other and any((other, related.span) in faults for related in finding.related):
            places[finding.span] = other
        else:
            kept.append(finding)
    return kept, places


def _for_both(said: Fix | None, known: Fix | None, more: Fix | None) -> Fix | None:
    """One fix for two contexts of a finding: the changes of both, none where one of them is for a person to make."""
    if said is None or known is None or more is None or known == more:
        return said
    trusts = {known.applicability, more.applicability}
    changes = tuple(dict.fromkeys((*known.changes, *more.changes)))
    if Applicability.DISPLAY in trusts:
        return replace(said, applicability=Applicability.DISPLAY, changes=())
    trust = Applicability.UNSAFE if Applicability.UNSAFE in trusts else Applicability.SAFE
    return replace(said, applicability=trust, changes=changes)


def _weight(finding: Finding) -> tuple[int, int, int]:
    return (int(finding.severity), len(finding.related), len(finding.effect or ""))
