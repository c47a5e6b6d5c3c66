"""The ledger: one entry for every loss call of the project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from headlint.diagnostics import Entry, Finding, Severity, Span, Verdict
from headlint.events import LossCall
from headlint.tensor import Kind
from headlint.torchlib.wants import MILD


def ledger(
    calls: Iterable[LossCall],
    findings: Iterable[Finding],
    unfollowed: Mapping[Span, str] | None = None,
    unreached: Iterable[Entry] = (),
    elsewhere: Mapping[Span, str] | None = None,
) -> tuple[Entry, ...]:
    """A place is wrong if some context of it is, ok if all are, else unresolved. ``unfollowed`` are the places of
    losses that nobody could look into, and why; ``unreached`` the losses that the run did not come to;
    ``elsewhere`` those whose fault is reported where their input is made, with its code."""
    wrong = dict(elsewhere or {}) | {f.span: f.code for f in findings if f.severity > Severity.ADVICE}
    advised = {(f.span, f.code) for f in findings if f.severity is Severity.ADVICE}
    places: dict[Span, list[LossCall]] = {}
    for call in calls:
        places.setdefault(call.span, []).append(call)
    entries = [_entry(span, found, wrong.get(span), advised) for span, found in places.items()]
    unseen = {span: why for span, why in (unfollowed or {}).items() if span not in places}
    entries += [Entry(span, "?", Verdict.UNRESOLVED, "?", why) for span, why in unseen.items()]
    entries += unreached
    return tuple(sorted(entries, key=lambda entry: (entry.span.path, entry.span.cell or 0, entry.span.row)))


def _entry(span: Span, calls: list[LossCall], code: str | None, advised: Collection[tuple[Span, str]]) -> Entry:
    names = list(dict.fromkeys(call.loss.name for call in calls))
    receives = ", ".join(sorted(_kinds(calls)))
    name = " or ".join(names)
    if code is not None:
        return Entry(span, name, Verdict.WRONG, receives, code)
    mild = {code for call in calls if (code := call.cell) and (code in MILD or (span, code) in advised)}
    open_calls = [call for call in calls if not call.sound and call.cell not in mild]
    if open_calls:
        return Entry(span, name, Verdict.UNRESOLVED, receives, _why(open_calls[0]))
    return Entry(span, name, Verdict.OK, receives, " ".join(sorted(mild)))


def _kinds(calls: list[LossCall]) -> set[str]:
    """What a loss call receives, each once: what trains is received without a gradient in evaluation."""
    found = {str(call.input) for call in calls}
    return {text for text in found if text.removesuffix(" cut") == text or text.removesuffix(" cut") not in found}


def _why(call: LossCall) -> str:
    if call.input.kind is not Kind.UNKNOWN:
        return f"{call.input} into {call.loss.name} could not be judged"
    return call.why or "what the input is could not be followed"
