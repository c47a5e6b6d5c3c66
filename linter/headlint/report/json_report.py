"""The result as JSON. The shape is a contract: it changes only together with ``SCHEMA``."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from headlint import __version__
from headlint.diagnostics import Edit, Entry, Finding, Fix, Related, Span, Verdict
from headlint.engine.result import Result

SCHEMA = 1


def json_report(result: Result, *, ledger: bool = False) -> str:
    """One JSON object in ASCII, findings and ledger in reading order; the ledger only where it is asked for."""
    verdicts = Counter(entry.verdict for entry in result.ledger)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "version": __version__,
        "summary": {
            "files": result.files,
            "losses": {verdict.value: verdicts[verdict] for verdict in Verdict},
            "findings": len(result.findings),
        },
        "findings": [_finding(finding) for finding in sorted(result.findings, key=lambda each: each.sort_key)],
    }
    if ledger:
        document["ledger"] = [_entry(entry) for entry in result.ledger]
    # ASCII, because a path may hold bytes that are no text and the reader's encoding is unknown.
    return json.dumps(document, indent=2)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "message": finding.message,
        "effect": finding.effect,
        **_stretch(finding.span),
        "related": [_related(related) for related in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _related(related: Related) -> dict[str, Any]:
    return {"message": related.message, **_start(related.span)}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "message": fix.message,
        "applicability": fix.applicability.value,
        "edits": [_edit(edit) for edit in fix.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_stretch(edit.span), "content": edit.content}


def _entry(entry: Entry) -> dict[str, Any]:
    span = entry.span
    place = {"path": span.path, "cell": span.cell, "row": span.row}
    return {**place, "loss": entry.loss, "verdict": entry.verdict.value, "why": entry.why}


def _start(span: Span) -> dict[str, Any]:
    return {"path": span.path, "cell": span.cell, "row": span.row, "column": span.column}


def _stretch(span: Span) -> dict[str, Any]:
    return {**_start(span), "end_row": span.end_row, "end_column": span.end_column}
