"""A trace as JSON, for editors. The shape is a contract: it changes only together with ``SCHEMA``.

One object: ``schema``, ``version``, ``path``, ``files`` (how many were read), ``left_out`` (files that use it and were
not), and ``networks`` or, for a line, ``line``.

- A *network*: ``title``, ``name`` (the variable that holds it, or ""), ``part_of``, ``parameters``, ``layers``,
  ``outputs``, ``notes``, a place.
- A *layer*: ``number`` (counted through the network, its parameters first), ``name``, ``what``, ``gives`` (values),
  ``sources`` (the numbers of what it is given), ``conditions``, ``returned`` (the parts of the result that this is; ""
  for the whole), ``layers`` (what happens inside), a place.
- An *output*: ``path`` (``[0]``, ``['out']``, "" for the whole), ``gives``, ``sources``, ``reaches``.
- A *value*: ``text`` as a person reads it, ``path``, ``conditions``, ``kind`` (headlint's name, null for what is no
  tensor), ``width``, ``logits``, ``grad`` ("flows", "cut", "none", "unknown"), ``what``, ``why`` (of an unknown),
  ``trail`` (``what`` and a place each, first to last).
- A *reach*: ``loss``, ``verdict`` ("ok", "wrong", "unresolved"), ``codes``, ``why``, ``conditions``, ``receives`` (a
  value), ``through`` (as a trail), a place.
- A *line*: ``source``, ``sightings`` (``text``, ``role``: "read", "argument", "result", "assigned" or "parameter",
  ``values``, a place), ``losses`` (reaches), a place.

A place is ``path``, ``cell``, ``row``, ``column``, ``end_row``, ``end_column``, as in ``--output-format json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from headlint import __version__
from headlint.diagnostics import Span
from headlint.engine.trace import Known, Layer, Line, Network, Output, Reach, Sighting, Trace
from headlint.report.trace_words import value
from headlint.tensor import Step

SCHEMA = 1


def trace_json(trace: Trace) -> str:
    """One JSON object in ASCII."""
    found: dict[str, Any] = {"schema": SCHEMA, "version": __version__, "path": trace.path}
    found |= {"files": trace.files, "left_out": trace.left_out}
    if trace.line is None:
        found["networks"] = [_network(network) for network in trace.networks]
    else:
        found["line"] = _line(trace.line)
    return json.dumps(found, indent=2)


def _network(network: Network) -> dict[str, Any]:
    return {
        "title": network.title,
        "name": network.name,
        "part_of": network.part_of,
        **_place(network.span),
        "parameters": list(network.parameters),
        "layers": [_layer(layer) for layer in network.layers],
        "outputs": [_output(output) for output in network.outputs],
        "notes": list(network.notes),
    }


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "number": layer.number,
        "name": layer.name,
        "what": layer.what,
        "gives": _values(layer.gives),
        "sources": list(layer.sources),
        "conditions": list(layer.conditions),
        "returned": list(layer.returned),
        **_place(layer.span),
        "layers": [_layer(one) for one in layer.layers],
    }


def _output(output: Output) -> dict[str, Any]:
    return {
        "path": output.path,
        "gives": _values(output.gives),
        "sources": list(output.sources),
        "reaches": [_reach(one) for one in output.reaches],
    }


def _values(several: Iterable[Known]) -> list[dict[str, Any]]:
    return [_value(one) for one in several]


def _value(known: Known) -> dict[str, Any]:
    return {
        "text": value(known),
        "path": known.path,
        "conditions": list(known.conditions),
        "kind": known.kind.value if known.kind is not None else None,
        "width": known.width,
        "logits": known.logits,
        "grad": known.grad.value,
        "what": known.what,
        "why": known.why,
        "trail": [_step(step) for step in known.trail],
    }


def _reach(one: Reach) -> dict[str, Any]:
    return {
        "loss": one.loss,
        "verdict": one.verdict.value,
        "codes": list(one.codes),
        "why": one.why,
        "conditions": list(one.conditions),
        "receives": _value(one.receives),
        "through": [_step(step) for step in one.through],
        **_place(one.span),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "source": line.source,
        **_place(line.span),
        "sightings": [_sighting(one) for one in line.sightings],
        "losses": [_reach(one) for one in line.losses],
    }


def _sighting(one: Sighting) -> dict[str, Any]:
    return {"text": one.text, "role": one.role, **_place(one.span), "values": _values(one.values)}


def _step(step: Step) -> dict[str, Any]:
    return {"what": step.what, **_place(step.span)}


def _place(span: Span) -> dict[str, Any]:
    names = ("path", "cell", "row", "column", "end_row", "end_column")
    return {name: getattr(span, name) for name in names}
