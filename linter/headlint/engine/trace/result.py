"""What a trace says: plain records, which reports draw and editors read."""

from __future__ import annotations

from dataclasses import dataclass, field

from headlint.diagnostics import Span, Verdict
from headlint.tensor import Grad, Kind, Step


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one value in one world.

    ``path`` says which part of a tuple or dict it is (``[0]``, ``['out']``, empty for the whole); ``conditions`` are
    the tests that lead to this world, as the program writes them. A tensor has a ``kind``; ``logits`` says of raw
    scores that a softmax, a sigmoid or a loss which wants logits takes them. Of anything else ``what`` says what it is
    ("CrossEntropyLoss"), or is empty where that is unknown and ``why`` gives the reason. ``trail`` runs from the
    first step to the last.
    """

    path: str = ""
    conditions: tuple[str, ...] = ()
    kind: Kind | None = None
    width: int | None = None
    logits: bool = False
    picked: bool = False
    grad: Grad = Grad.UNKNOWN
    cut: str = ""
    cut_at: Span | None = None
    what: str = ""
    why: str = ""
    trail: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that a forward does to a tensor.

    ``name`` is the attribute, function or operator, ``what`` the layer with its sizes or the arguments that matter.
    ``conditions`` are the tests under which it is done, beyond those of what it is a part of. ``number`` counts
    through the network, parameters of its forward first; ``sources`` are the numbers of what it is given. ``layers``
    are what happens inside. ``returned`` names the parts of the network's result that this is (``[0]``; empty text for
    the whole).
    """

    name: str
    what: str
    gives: tuple[Known, ...]
    span: Span
    number: int
    sources: tuple[int, ...] = ()
    conditions: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """A loss that an output goes to, and what it ``receives`` there. ``codes`` are what is wrong with that, or worth an
    advice; ``why`` says what could not be followed, ``through`` the steps on the way from the network to the loss."""

    loss: str
    span: Span
    verdict: Verdict
    receives: Known = field(default_factory=Known)
    codes: tuple[str, ...] = ()
    why: str = ""
    conditions: tuple[str, ...] = ()
    through: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A part of what a network gives, in every world in which it gives it; ``sources`` as for a layer."""

    path: str
    gives: tuple[Known, ...]
    reaches: tuple[Reach, ...] = ()
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """One network. ``title`` is its class with the arguments that are known, ``name`` the variable that holds it (empty
    for a class), ``span`` the place that defines or builds it, ``parameters`` those of its forward. ``part_of`` names
    the network that it is built into. ``notes`` say what was not followed."""

    title: str
    span: Span
    name: str = ""
    parameters: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()
    outputs: tuple[Output, ...] = ()
    part_of: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A value at a line: ``text`` is the expression, ``role`` "assigned", "read", "argument", "result" or
    "parameter"."""

    text: str
    role: str
    span: Span
    values: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What is known at one line: its statement's source, the values in it and the losses computed there."""

    span: Span
    source: str
    sightings: tuple[Sighting, ...] = ()
    losses: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer for a file, or for one line of it. ``files`` were run to find it; ``left_out`` is the number of
    files that use it and were not."""

    path: str
    networks: tuple[Network, ...] = ()
    line: Line | None = None
    files: int = 1
    left_out: int = 0
    notes: tuple[str, ...] = field(default=())
