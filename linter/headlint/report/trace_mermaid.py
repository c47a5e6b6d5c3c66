"""A trace as a Mermaid flowchart, for a README: the arrows are the values that flow."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.engine.trace import Layer, Network, Trace
from headlint.report.trace_words import brief, condition, value
from headlint.report.visible import one_line, row_place

MOST = 40
LONGEST = 60
# The signs that mean something inside of a quoted label.
_ESCAPES = {ord(sign): f"#{ord(sign)};" for sign in '"#&;<>`\\|$'}


def mermaid(trace: Trace) -> str:
    """One flowchart, a frame for each network that is no part of another. Raises ValueError for the trace of a line."""
    if trace.line is not None:
        raise ValueError("a line has no picture")
    whole = [network for network in trace.networks if not network.part_of] or list(trace.networks)
    charts = [_Chart(network, f"s{at}") for at, network in enumerate(whole)]
    return "\n".join(["flowchart TD", *(line for chart in charts for line in chart.lines())])


class _Chart:
    """One network. Layers inside of others are not drawn: their arrows begin and end at what holds them. ``prefix``
    begins the names of its nodes."""

    def __init__(self, network: Network, prefix: str) -> None:
        self._network = network
        self._prefix = prefix
        self._layers = network.layers[:MOST]
        self._holders = {number: layer.number for layer in self._layers for number in _numbers(layer)}
        self._used = {source for layer in self._layers for source in layer.sources}
        self._used |= {source for output in network.outputs for source in output.sources}

    def lines(self) -> Iterator[str]:
        """The text of its frame."""
        yield f"  subgraph {self._prefix}[{_label(self._network.title)}]"
        for line in (*self._nodes(), *self._outputs(), *self._edges()):
            yield f"    {line}"
        yield "  end"

    def _node(self, number: int) -> str:
        return f"{self._prefix}n{number}"

    def _nodes(self) -> Iterator[str]:
        for at, name in enumerate(self._network.parameters):
            if at in self._used:
                yield f"{self._node(at)}([{_label(name)}])"
        for layer in self._layers:
            yield f"{self._node(layer.number)}[{_label(f'{layer.name} {layer.what}'.strip())}]"
        left = len(self._network.layers) - MOST
        if left > 0:
            yield f"{self._prefix}more[{_label(f'{left} more')}]"

    def _outputs(self) -> Iterator[str]:
        for at, output in enumerate(self._network.outputs):
            yield f"{self._prefix}out{at}([{_label(f'returns {output.path}'.strip())}])"
            for number, reach in enumerate(output.reaches):
                codes = f" {' '.join(reach.codes)}" if reach.codes else ""
                text = f"{reach.loss} {row_place(reach.span)}: {reach.verdict}{codes}"
                yield f"{self._prefix}loss{at}x{number}{{{{{_label(text)}}}}}"

    def _edges(self) -> Iterator[str]:
        gives = {layer.number: layer for layer in self._layers}
        for layer in self._layers:
            for source in self._visible(layer.sources, layer.number):
                yield _edge(self._node(source), self._node(layer.number), _carried(gives.get(source), layer))
        for at, output in enumerate(self._network.outputs):
            out = f"{self._prefix}out{at}"
            for source in self._visible(output.sources, None):
                yield _edge(self._node(source), out, _carried(gives.get(source), None))
            for number, reach in enumerate(output.reaches):
                yield _edge(out, f"{self._prefix}loss{at}x{number}", value(reach.receives))

    def _visible(self, sources: tuple[int, ...], beside: int | None) -> list[int]:
        """The drawn layers and parameters that these numbers belong to."""
        parameters = len(self._network.parameters)
        drawn = (self._holders.get(one, one if one < parameters else None) for one in sources)
        return sorted({one for one in drawn if one is not None and one != beside})


def _numbers(layer: Layer) -> Iterator[int]:
    yield layer.number
    for inner in layer.layers:
        yield from _numbers(inner)


def _carried(source: Layer | None, layer: Layer | None) -> str:
    """What runs along an arrow, and under which tests where these begin there."""
    known = brief(source.gives) if source is not None else ""
    before = source.conditions if source is not None else ()
    own = condition(word for word in layer.conditions if word not in before) if layer is not None else ""
    return f"{known if known != '?' else ''} {own}".strip()


def _edge(start: str, end: str, text: str) -> str:
    return f"{start} -->|{_label(text)}| {end}" if text else f"{start} --> {end}"


def _label(text: str) -> str:
    """Text as a quoted label: nothing in it can end the label or be read as markup."""
    plain = one_line(text)
    shortened = plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
    return f'"{shortened.translate(_ESCAPES)}"'
