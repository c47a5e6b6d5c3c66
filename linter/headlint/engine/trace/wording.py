"""From values and calls to the words in which a trace speaks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from headlint.engine.trace.marks import parts, steps
from headlint.engine.trace.result import Known
from headlint.engine.trace.watching import Watching
from headlint.infer.domain.values import (
    ABSENT,
    Class,
    Constant,
    DictValue,
    External,
    Function,
    Instance,
    ListValue,
    Method,
    Pack,
    Partial,
    Unknown,
    Value,
)
from headlint.infer.instances.layers import OPTION
from headlint.ir.expressions import Node
from headlint.link import Module
from headlint.tensor import ALWAYS, Grad, Guards, Kind, Tensor, Test
from headlint.tensor.guard import compatible
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.models import known as known_model
from headlint.torchlib.names import canonical
from headlint.torchlib.rows import Affine, Embeds, Recurs
from headlint.torchlib.wants import Wants

LONGEST = 48
MOST_ARGUMENTS = 4
MOST_NUMBERS = 3
MOST_WORLDS = 8
_BARE = frozenset({"num_features", "num_channels", "normalized_shape", "p"})
_LOGITS = frozenset({Wants.CLASS_LOGITS, Wants.BINARY_LOGITS})
_WANTS = {loss.name: loss.wants for loss in LOSSES}


_OPPOSITE = {"==": "!=", "<": ">=", ">": "<=", "in": "not in"}


class Words:
    """Says what a program's values are. ``scores`` are the places of affine layers whose numbers a softmax or sigmoid
    squashes."""

    def __init__(self, machine: Watching, text: Callable[[Path], str]) -> None:
        self._machine = machine
        self._text = text
        self._trained = machine.trained()
        self.scores: set[object] = set()

    def source(self, module: Module, node: Node, longest: int = LONGEST) -> str:
        """A piece of the program on one line, shortened in the middle."""
        text = " ".join(self._text(module.file)[node.start : node.end].split())
        half = (longest - 1) // 2
        return text if len(text) <= longest else f"{text[:half]}…{text[-half:]}"

    def conditions(self, guards: Guards) -> tuple[str, ...]:
        """The tests of a world in reading order."""
        return tuple(sorted(filter(None, map(self._condition, guards))))

    def _condition(self, test: Test) -> str:
        if test.text:
            return test.text if test.holds else f"not {test.text}"
        subject = test.subject.key if isinstance(test.subject, Unknown) else test.subject
        where = self._machine.said.get(subject)
        said = self.source(*where) if where is not None else "a test that is not known"
        if test.relation != "true":
            return f"{said} {test.relation if test.holds else _OPPOSITE[test.relation]} {test.equals!r}"
        said = f"({said})" if " " in said and not test.holds else said
        return said if test.holds else f"not {said}"

    def known(self, value: Value, under: Guards = ALWAYS) -> tuple[Known, ...]:
        """What is known of a value where ``under`` holds."""
        found = (
            self._one(path, guards - under, single)
            for path, guards, single in parts(value)
            if single is not ABSENT and compatible(guards, under)
        )
        return tuple(dict.fromkeys(found))[:MOST_WORLDS]

    def _one(self, path: str, guards: Guards, value: Value) -> Known:
        conditions = self.conditions(guards)
        if isinstance(value, Tensor):
            return self._tensor(path, conditions, value)
        if isinstance(value, Unknown):
            return Known(path, conditions, why=value.why)
        return Known(path, conditions, what=described(value))

    def _tensor(self, path: str, conditions: tuple[str, ...], value: Tensor) -> Known:
        cut = value.cut if value.grad is Grad.CUT else None
        return Known(
            path,
            conditions,
            kind=value.kind,
            width=value.width,
            logits=value.kind is Kind.RAW and self._is_scores(value),
            picked=value.picked,
            grad=value.grad,
            cut=cut.how if cut else "",
            cut_at=cut.span if cut else None,
            trail=steps(value.trail),
        )

    def _is_scores(self, value: Tensor) -> bool:
        if value.maker is None:
            return False
        return value.maker in self.scores or bool(self._trained.get(value.maker, frozenset()) & _LOGITS)


def described(value: Value) -> str:
    """A value that is no tensor in a few words."""
    if isinstance(value, Constant):
        return repr(value.value)
    if isinstance(value, Instance):
        return layer(value) if isinstance(value.cls, External) else value.cls.name
    if isinstance(value, Class):
        return f"the class {value.name}"
    if isinstance(value, (Function, Method)):
        return f"the function {value.name if isinstance(value, Function) else value.function.name}"
    if isinstance(value, External):
        return value.name.removeprefix("builtins.")
    if isinstance(value, Partial):
        return f"partial({described(value.func)})"
    if isinstance(value, Pack):
        return "a tuple"
    names = {ListValue: "a list", DictValue: "a dict"}
    return names.get(type(value), type(value).__name__.lower())


def layer(made: Instance) -> str:
    """A layer of a library with its sizes: ``Linear(784 → 128)``."""
    name = canonical(made.cls.name)
    short = name.rpartition(".")[2]
    given = {key.removeprefix(OPTION): value for key, value in made.slots.items() if str(key).startswith(OPTION)}
    row = LAYERS.get(name)
    if row is None:
        model = known_model(name)
        if model is not None and model.head:  # which may be another one by now, and is shown by itself
            return short
        classes = [f"{key}={value.value}" for key, value in given.items() if _is_size(value)]
        return f"{short}({', '.join(classes)})" if classes else short
    acts = row.acts
    if isinstance(acts, (Affine, Recurs, Embeds)):
        return f"{short}({_sizes(acts, row.options, given)})"
    shown = [f"{key}={v.value}" for key in row.options if (v := given.get(key)) is not None and _is_size(v)]
    if shown and shown[0].partition("=")[0] in _BARE:
        return f"{short}({shown[0].partition('=')[2]})"
    return f"{short}({', '.join(shown[:2])})" if shown else short


def _is_size(value: Value) -> bool:
    return isinstance(value, Constant) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool)


def _sizes(acts: Affine | Recurs | Embeds, options: tuple[str, ...], given: dict[str, Value]) -> str:
    """What goes in and what comes out."""
    names = {"Recurs": ("input_size", "hidden_size"), "Embeds": ("num_embeddings", "embedding_dim")}
    first, last = names.get(type(acts).__name__, (options[0], getattr(acts, "out", "")))
    ends = [_size(given.get(name)) for name in (first, last)]
    extra = f", kernel {kernel}" if (kernel := _size(given.get("kernel_size"))) != "?" else ""
    extra += ", both ways" if given.get("bidirectional") == Constant(True) else ""
    return f"{ends[0]} → {ends[1]}{extra}" if first != last else f"? → {ends[1]}{extra}"


def _size(value: Value | None) -> str:
    if isinstance(value, Pack) and all(isinstance(item, Constant) for item in value.items):
        return "×".join(_size(item) for item in value.items)
    return str(value.value) if isinstance(value, Constant) and value.value is not None else "?"


def title(made: Instance, arguments: Mapping[str, Value]) -> str:
    """A network with the arguments that are known: ``Net(n_classes=10)``."""
    if isinstance(made.cls, External):
        return layer(made)
    init = next((c.slots.get("__init__") for c in made.cls.mro if isinstance(c, Class) and "__init__" in c.slots), None)
    defaults = dict(init.defaults) if isinstance(init, Function) else {}
    chosen = [name for name, value in arguments.items() if name not in defaults or _differs(value, defaults[name])]
    sized = [name for name, value in arguments.items() if name not in chosen and _is_size(value)]
    names = chosen + (sized if len(chosen) + len(sized) <= MOST_ARGUMENTS else [])
    shown = [f"{name}={_argument(arguments[name])}" for name in arguments if name in names]
    more = ["…"] if len(shown) > MOST_ARGUMENTS else []
    return f"{made.cls.name}({', '.join([*shown[:MOST_ARGUMENTS], *more])})"


def part(made: Instance, arguments: Mapping[str, Value]) -> str:
    """A network inside of another one, by its class and the numbers that it was made with: ``Down(64, 128)``."""
    values = [value for given in arguments.values() for value in (given.items if isinstance(given, Pack) else (given,))]
    numbers = [described(value) for value in values if _is_size(value)]
    return f"{made.cls.name}({', '.join(numbers[:MOST_NUMBERS])})" if numbers else made.cls.name


def _differs(value: Value, default: Value) -> bool:
    return value is not default and not (isinstance(value, Constant) and value == default)


def _argument(value: Value) -> str:
    if isinstance(value, Class):
        return value.name
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    if isinstance(value, ListValue):
        value = value.slots["items"]
    if isinstance(value, Pack) and len(value.items) <= MOST_ARGUMENTS and not value.open:
        return f"[{', '.join(_argument(item) for item in value.items)}]"
    if isinstance(value, Constant) or (isinstance(value, Instance) and isinstance(value.cls, External)):
        return described(value)[:LONGEST]
    return "?" if isinstance(value, Unknown) else "…"
