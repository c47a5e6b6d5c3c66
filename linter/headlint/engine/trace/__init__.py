"""``trace``: the way from a network's input to its output, and what is known at a line."""

from headlint.engine.trace.ask import Question, trace
from headlint.engine.trace.result import Known, Layer, Line, Network, Output, Reach, Sighting, Trace

__all__ = ["Known", "Layer", "Line", "Network", "Output", "Question", "Reach", "Sighting", "Trace", "trace"]
