"""A trace as a Mermaid flowchart, for a README: one picture a network, its arrows the values that flow."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.engine.trace import Layer, Network, Trace
from headlint.report.trace_words import condition, value, values
from headlint.report.visible import one_line, row_place

MOST = 40
LONGEST = 60
# The signs that mean something inside of a quoted label, and those that Markdown would take for its own.
_ESCAPES = {ord(sign): f"#{ord(sign)};" for sign in '"#&;<>`\\*_[]{}|~$'}


def mermaid(trace: Trace) -> str:
    """The flowcharts of all networks, each introduced by a comment. Raises ValueError for the trace of a line."""
    if trace.line is not None:
        raise ValueError("a line has no picture")
    return "\n\n".join("\n".join(_Chart(network).lines()) for network in trace.networks)


class _Chart:
    """One network. Layers inside of others are not drawn: their arrows begin and end at what holds them."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._layers = network.layers[:MOST]
        self._holders = {number: layer.number for layer in self._layers for number in _numbers(layer)}
        self._used = {source for layer in self._layers for source in layer.sources}
        self._used |= {source for output in network.outputs for source in output.sources}

    def lines(self) -> Iterator[str]:
        """The text of the chart."""
        yield "%% " + one_line(f"{self._network.title} {row_place(self._network.span)}").replace("%%", "% %")
        yield "flowchart TD"
        for at, name in enumerate(self._network.parameters):
            if at in self._used:
                yield f"    n{at}([{_label(name)}])"
        for layer in self._layers:
            yield f"    n{layer.number}[{_label(f'{layer.name} {layer.what}'.strip())}]"
        if left := len(self._network.layers) - MOST:
            yield from [f"    more[{_label(f'{left} more')}]"] if left > 0 else []
        yield from self._outputs()
        yield from self._edges()

    def _outputs(self) -> Iterator[str]:
        for at, output in enumerate(self._network.outputs):
            yield f"    out{at}([{_label(f'returns {output.path}'.strip())}])"
            for number, reach in enumerate(output.reaches):
                codes = f" {' '.join(reach.codes)}" if reach.codes else ""
                text = f"{reach.loss} {row_place(reach.span)}: {reach.verdict}{codes}"
                yield f"    loss{at}x{number}{{{{{_label(text)}}}}}"

    def _edges(self) -> Iterator[str]:
        gives = {layer.number: layer for layer in self._layers}
        for layer in self._layers:
            own = condition(layer.conditions)
            for source in self._visible(layer.sources, layer.number):
                known = values(gives[source].gives) if source in gives else ""
                yield _edge(f"n{source}", f"n{layer.number}", known if not own else f"{known} {own}".strip())
        for at, output in enumerate(self._network.outputs):
            for source in self._visible(output.sources, None):
                layer = gives.get(source)
                yield _edge(f"n{source}", f"out{at}", values(layer.gives) if layer else "")
            for number, reach in enumerate(output.reaches):
                yield _edge(f"out{at}", f"loss{at}x{number}", value(reach.receives))

    def _visible(self, sources: tuple[int, ...], beside: int | None) -> list[int]:
        """The drawn layers and parameters that these numbers belong to."""
        parameters = len(self._network.parameters)
        drawn = (self._holders.get(one, one if one < parameters else None) for one in sources)
        return sorted({one for one in drawn if one is not None and one != beside})


def _numbers(layer: Layer) -> Iterator[int]:
    yield layer.number
    for inner in layer.layers:
        yield from _numbers(inner)


def _edge(start: str, end: str, text: str) -> str:
    return f"    {start} -->|{_label(text)}| {end}" if text and text != "?" else f"    {start} --> {end}"


def _label(text: str) -> str:
    """Text as a quoted label: nothing in it can end the label or be read as markup."""
    plain = one_line(text)
    shortened = plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
    return f'"{shortened.translate(_ESCAPES)}"'
