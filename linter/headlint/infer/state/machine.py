"""The state of one run of the interpreter, and what its parts ask of each other.

The parts (expressions, statements, calls, torch) are plain functions that take the machine; they know this class and
not each other, so that imports run one way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headlint.diagnostics import Span
from headlint.events import LossCall
from headlint.infer.domain.heap import Heap
from headlint.infer.domain.held import Held
from headlint.infer.domain.values import Class, Function, Instance, Namespace, Scope, Unknown, Value, forget_answers
from headlint.infer.state.budget import Budget
from headlint.infer.state.declared import Declared
from headlint.infer.state.emission import Emission
from headlint.infer.state.evidence import Evidence
from headlint.infer.state.story import Story
from headlint.ir.expressions import Expression, Node
from headlint.ir.statements import Statement
from headlint.link import Module, Program
from headlint.tensor import ALWAYS, Cut, Guards
from headlint.tensor.guard import forget_tests
from headlint.torchlib.api.table import MODULES
from headlint.torchlib.wants import Wants

if TYPE_CHECKING:
    from headlint.infer.calling.memo import Record
    from headlint.infer.state.out_of_sight import GivenLoss

DEEPEST = 40
MOST_RECORDS = 4_000
JUDGED = frozenset(MODULES)  # the modules of torch whose names rules judge
_ITEMS_A_STEP = 16
IDLE_STEPS = 12_000  # of the body of a module, however little it has to do with tensors
BODY_STEPS = 150_000  # of a body that leads to a loss or a decision: it runs what its author runs


def _pooled(call: LossCall) -> bool:
    """True for entries picked out of class scores (the best of a bag of samples): they do not tell which axis of the
    scores the classes are on."""
    return call.input.picked and call.loss.label


@dataclass(slots=True)
class Arguments:
    """The evaluated arguments of a call. ``open`` says that ``*args`` or ``**kwargs`` of unknown content hide some;
    ``spare`` that a callee which takes any may get more than these; ``nodes`` are the expressions by position or name,
    for spans."""

    positional: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    nodes: dict[int | str, Node] = field(default_factory=dict)
    spare: bool = False

    def with_first(self, value: Value) -> Arguments:
        """The same arguments behind a receiver."""
        nodes = {key + 1 if isinstance(key, int) else key: node for key, node in self.nodes.items()}
        return Arguments((value, *self.positional), self.keywords, self.open, nodes, self.spare)


@dataclass(slots=True)
class Frame:
    """One call being run: its variables, the function it runs (None for a module's body), what it has returned, and
    the ``caller``, the place of the call."""

    scope: Scope
    namespace: Namespace
    closure: tuple[Scope, ...] = ()
    function: Function | None = None
    owner: Class | None = None
    receiver: Value | None = None
    returns: list[tuple[Guards, Value]] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    outer: dict[str, Scope | Namespace] = field(default_factory=dict)
    caller: Site | None = None


@dataclass(slots=True, eq=False)  # made at every step: a frozen one takes three times as long
class Site:
    """A place that is being evaluated: a node in the frame that runs it; ``place`` where what happens there is
    written down elsewhere, as the layers of a Sequential are."""

    node: Node
    frame: Frame
    place: Span | None = None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.place or self.frame.namespace.module.span(self.node)

    def span_of(self, node: Node | None) -> Span | None:
        """Where another node of the same file stands."""
        return None if node is None else self.frame.namespace.module.span(node)


class Machine:
    """State and services. The concrete interpreter fills in the services."""

    def __init__(self, program: Program) -> None:
        forget_answers()
        forget_tests()
        self.program = program
        self.heap = Heap()
        self.emission = Emission()
        self.guards: Guards = ALWAYS
        self.cut: Cut | None = None  # set inside no_grad
        self.autocast = False
        self.budget = Budget(BODY_STEPS)  # of this entry point
        self.stack: list[Frame] = []
        self.namespaces: dict[Module, Namespace] = {}
        self.called: set[int] = set()  # id() of the function nodes that have been run by a call
        self.instances: dict[int, list[Instance]] = {}  # by id() of the class's node, the first few
        self.unfinished: dict[int, Instance] = {}  # by the same, the last one that the budget was too small for
        self.losses: list[LossCall] = []
        self.patched: dict[str, Value] = {}  # names of libraries that the program binds itself
        self.nothing: dict[int, str] = {}  # id() of call nodes that gave the None of add_module: its name
        self.dropped: set[int] = set()  # id() of call nodes whose result nobody keeps
        self.negated: set[int] = set()  # id() of call nodes whose result the program negates
        self.fed: set[Span] = set()  # places of what goes into another layer with weights, or is clamped
        self.relied: set[Span] = set()  # places of what somebody reads who would not do the same with logits
        self.given_losses: dict[Span, GivenLoss] = {}  # by the place of the call that they were given to
        self.unfollowed: dict[Span, str] = {}  # what is back-propagated and was not followed, or cut off: why
        self.failures: list[tuple[str, Exception]] = []  # what went wrong, and in which file
        self.asking: dict[int, bool] = {}  # id() of tests: whether they ask what a library offers
        self.story = Story()  # what happens to networks and optimizers
        self.evidence = Evidence()  # what rules on those are told
        self.declared = Declared()  # what the configuration says of losses and layers
        self.records: dict[Hashable, Record | None] = {}  # calls that were made before, None for the first time
        self.allowance: Callable[[Module], int] = lambda module: BODY_STEPS  # the steps that a module's body may take
        self.trains: dict[Module, bool] = {}  # whether the body of a module speaks of a loss or a decision
        self.importing = 0  # the steps that bodies have taken
        self.imports = 0  # the number of imported modules whose bodies are being run, each inside the one before
        self.cut_off = 0  # the number of calls that were not followed for being too deep
        self.decorated: Counter[int] = Counter()  # by id() of a decorator's node, how many functions it was called on
        self.guarded = False  # the program protects what runs here against names that are missing

    def trained(self) -> dict[Span, frozenset[Wants]]:
        """By the place of each affine layer, the contracts of the losses that its output goes to."""
        found: dict[Span, frozenset[Wants]] = {}
        for call in self.losses:
            if call.input.maker is not None and not _pooled(call):
                found[call.input.maker] = found.get(call.input.maker, frozenset()) | {call.loss.wants}
        return found

    def traces(self) -> tuple[int, ...]:
        """Grows with all that a call leaves behind and no record of it could give again."""
        noise = len(self.evidence.noise or ())
        told = (len(self.story.told), len(self.story.lost), len(self.evidence.fed))
        return (self.heap.lasting, self.cut_off, *told, noise)

    def remember(self, key: Hashable, record: Record | None) -> None:
        """Keep a call that was made; all are forgotten when they become many."""
        if len(self.records) >= MOST_RECORDS:
            self.records.clear()
        self.records[key] = record

    def patch(self, name: str, value: Value) -> None:
        """The program gives a library's name another value."""
        self.patched[name] = value
        self.heap.lasting += 1
        self.records.clear()

    def where(self) -> str:
        """The file that is being run."""
        running = [n.module.path for n in self.namespaces.values() if n.state == "running"]
        return self.stack[-1].namespace.module.path if self.stack else running[-1] if running else ""

    def tick(self) -> None:
        """Take a step; raises Exhausted when the budget of the entry point is used up."""
        self.budget.take(1)

    def pay(self, items: int) -> None:
        """Take the steps that going over so many items at once is worth; raises Exhausted."""
        if items > _ITEMS_A_STEP:
            self.budget.take(items // _ITEMS_A_STEP)

    def under(self, guards: Guards) -> Held:
        """Run a block under more guards."""
        return Held(self, "guards", self.guards | guards if guards else self.guards)

    def protected(self, wanted: bool) -> Held:
        """Run a block that the program protects against names that are missing."""
        return Held(self, "guarded", self.guarded or wanted)

    def unknown(self, why: str, site: Site | None = None) -> Unknown:
        """An unknown value that remembers why."""
        return Unknown(why, site.span if site else None)

    def evaluate(self, node: Expression, frame: Frame) -> Value:
        """The value of an expression."""
        raise NotImplementedError

    def execute(self, body: tuple[Statement, ...], frame: Frame) -> str:
        """Run statements; answers how they end: "next", "return", "raise", "break" or "continue"."""
        raise NotImplementedError

    def call(self, func: Value, arguments: Arguments, site: Site) -> Value:
        """The value of a call."""
        raise NotImplementedError

    def attribute(self, value: Value, name: str, site: Site) -> Value:
        """The value of ``value.name``."""
        raise NotImplementedError

    def assign(self, target: Expression, value: Value, frame: Frame) -> None:
        """Bind a target."""
        raise NotImplementedError

    def namespace(self, module: Module) -> Namespace:
        """The globals of a module that is imported, its body run at the first call."""
        raise NotImplementedError
