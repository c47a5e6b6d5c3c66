"""Which losses the output of a network goes to, and what they make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from headlint.diagnostics import Severity, Verdict
from headlint.engine.registry import catalogue
from headlint.engine.trace.marks import givers
from headlint.engine.trace.result import Reach
from headlint.engine.trace.watching import Watching
from headlint.engine.trace.wording import Words
from headlint.events import LossCall
from headlint.tensor import Guards, Kind, Step
from headlint.torchlib.wants import MILD

Reaches = Mapping[tuple[int, str], tuple[Reach, ...]]
"""By the identity of a network and the part of its output."""


def reaches(machine: Watching, words: Words) -> Reaches:
    """What becomes of the output of every network that was watched."""
    found: dict[tuple[int, str], list[Reach]] = {}
    for call, guards in machine.heard:
        for mark, through in givers(call.input):
            found.setdefault((id(mark.giver), mark.path), []).append(reach(call, guards, words, through))
    return {key: merged(several) for key, several in found.items()}


def reach(call: LossCall, guards: Guards, words: Words, through: tuple[Step, ...] = ()) -> Reach:
    """One loss call in one world, judged as a run judges it."""
    rules = [rule for rule in catalogue().values() if LossCall in rule.events]
    findings = [finding for rule in rules for finding in rule.judge(call)]
    wrong = sorted({finding.code for finding in findings if finding.severity > Severity.ADVICE})
    advice = sorted({finding.code for finding in findings if finding.severity == Severity.ADVICE})
    is_ok = call.sound or call.cell in MILD
    verdict = Verdict.WRONG if wrong else Verdict.OK if is_ok else Verdict.UNRESOLVED
    why = _why(call) if verdict is Verdict.UNRESOLVED else ""
    codes = tuple(wrong or advice)
    (receives,) = words.known(call.input)
    return Reach(call.loss.name, call.span, verdict, receives, codes, why, words.conditions(guards), through)


def _why(call: LossCall) -> str:
    if call.input.kind is Kind.UNKNOWN:
        return call.why or "what reaches it could not be followed"
    return f"{call.input.kind} into {call.loss.name} could not be judged"


def merged(several: Iterable[Reach]) -> tuple[Reach, ...]:
    """Each loss and verdict once. Conditions are kept where they tell verdicts apart, or say when something is
    wrong."""
    groups: dict[tuple[object, ...], list[Reach]] = {}
    for one in several:
        given = (one.receives.kind, one.receives.width)
        groups.setdefault((one.span, one.loss, one.verdict, one.codes, given), []).append(one)
    places = Counter(group[0].span for group in groups.values())
    found = []
    for group in groups.values():
        conditions = {one.conditions for one in group}
        matters = len(conditions) == 1 and (places[group[0].span] > 1 or group[0].verdict is Verdict.WRONG)
        found.append(replace(group[0], conditions=conditions.pop() if matters else ()))
    return tuple(sorted(found, key=lambda one: (one.span, one.loss, one.verdict)))
