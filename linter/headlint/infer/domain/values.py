"""What a variable can hold while a program is run over abstract values.

Immutable values compare by content; those made at every step are not frozen, which would cost more than all else,
and nothing changes them. Mutable ones (lists, dicts, instances, classes, modules of the project) compare
by identity and keep what can change in one dict, ``slots``, which is written through the Heap alone, so that a
branch can be undone and joined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from headlint.diagnostics import Span
from headlint.infer.domain.slots import Holder, Slots, stored
from headlint.infer.domain.unknown import Conjunction as Conjunction
from headlint.infer.domain.unknown import Equality as Equality
from headlint.infer.domain.unknown import Unknown as Unknown
from headlint.infer.domain.unknown import answer as answer
from headlint.infer.domain.unknown import forget_answers as forget_answers
from headlint.infer.domain.unknown import identity as identity
from headlint.tensor import Alternatives, Tensor
from headlint.torchlib.models import known

if TYPE_CHECKING:
    from headlint.ir.expressions import Lambda
    from headlint.ir.statements import Class as ClassNode
    from headlint.ir.statements import Function as FunctionNode
    from headlint.link import Module


@dataclass(slots=True)
class Constant:
    """A known number, string, bool or None."""

    value: bool | int | float | str | None

    def __eq__(self, other: object) -> bool:
        """Equal and of one type: ``True`` is not ``1`` here."""
        return isinstance(other, Constant) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


NONE = Constant(None)

_HEAVIEST = 20_000


@dataclass(slots=True, unsafe_hash=True)
class Pack:
    """The items of a tuple, or of a list or set at one moment. ``names`` are a named tuple's fields; ``open`` says
    that there may be more items than these, so that the length is unknown. ``weight`` counts the items, and theirs: of
    a pack that is too heavy to be compared none is kept."""

    items: tuple[Value, ...] = ()
    names: tuple[str, ...] = ()
    open: bool = False
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.weight = len(self.items) + sum([item.weight for item in self.items if type(item) is Pack])
        if self.weight > _HEAVIEST:
            self.items, self.open, self.weight = (), True, 0


def key_of(value: Any) -> Any:
    """A value as the key of a dict: a tuple of constants is one constant."""
    items = value.items if isinstance(value, Pack) and not value.open else ()
    keys = tuple([item.value for item in items if isinstance(item, Constant)])
    return Constant(keys) if keys and len(keys) == len(items) else value  # type: ignore[arg-type]


def of_key(key: Any) -> Value:
    """The value that a key of a dict is."""
    return Pack(tuple([Constant(one) for one in key])) if isinstance(key, tuple) else Constant(key)


@dataclass(slots=True, eq=False)
class ListValue(Holder):
    """A list (or set, or deque): ``slots["items"]`` holds a Pack."""

    held: Slots

    def __init__(self, content: dict[Any, Any]) -> None:
        self.held = stored(content)

    @classmethod
    def of(cls, items: tuple[Value, ...], open: bool = False) -> ListValue:
        """A new list of these items."""
        return cls({"items": Pack(items, open=open)})


@dataclass(slots=True, eq=False)
class DictValue(Holder):
    """A dict with constant keys; ``open`` says that it may hold more than ``slots`` shows."""

    held: Slots
    open: bool = False

    def __init__(self, content: dict[Any, Any], open: bool = False) -> None:
        self.held = stored(content)
        self.open = open


@dataclass(frozen=True, slots=True)
class External:
    """A name of a library outside the project, by its full dotted name after aliases."""

    name: str


@dataclass(slots=True, eq=False)
class Namespace(Holder):
    """A module of the project, its globals in ``slots``."""

    module: Module
    held: Slots = field(default_factory=Slots)
    state: Literal["new", "running", "done"] = "new"


@dataclass(slots=True, eq=False)
class Scope(Holder):
    """The local variables of one call."""

    held: Slots

    def __init__(self, content: dict[Any, Any] | None = None) -> None:
        self.held = Slots() if content is None else stored(content)


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or lambda with the scopes it closes over; ``owner`` is the class whose body defines it,
    ``defaults`` its evaluated defaults, ``marks`` what its decorators make of it ("property", "no_grad" ...)."""

    node: FunctionNode | Lambda
    namespace: Namespace
    closure: tuple[Scope, ...] = ()
    owner: Class | None = None
    defaults: tuple[tuple[str, Value], ...] = ()
    marks: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Its name, qualified by its class."""
        own = getattr(self.node, "name", "<lambda>")
        return f"{self.owner.name}.{own}" if self.owner else own


@dataclass(slots=True, eq=False)
class Class(Holder):
    """A class of the project: its attributes in ``slots``, its resolution order in ``mro`` (itself first)."""

    name: str
    node: ClassNode
    namespace: Namespace
    bases: tuple[Value, ...] = ()
    held: Slots = field(default_factory=Slots)
    mro: tuple[Class | External, ...] = ()
    marks: frozenset[str] = frozenset()

    @property
    def is_module(self) -> bool:
        """True for a class of networks: one that derives from torch's, or from a class of some library and has a
        ``forward`` (LightningModule, PreTrainedModel and their like)."""
        bases = [base.name for base in self.mro if isinstance(base, External)]
        if any(name.startswith("torch.nn.") or known(name) is not None for name in bases):
            return True
        own = any("forward" in cls.slots for cls in self.mro if isinstance(cls, Class))
        return any(name.rpartition(".")[2].endswith("Module") for name in bases) or (bool(bases) and own)


@dataclass(slots=True, eq=False)
class Member(Constant):
    """A member of an enumeration of the project: the constant that it stands for, and who it is."""

    cls: Class
    name: str

    def __eq__(self, other: object) -> bool:
        """Equal to itself alone, whatever else has its value."""
        return isinstance(other, Member) and self.cls is other.cls and self.name == other.name

    def __hash__(self) -> int:
        return hash((id(self.cls), self.name))


@dataclass(slots=True, eq=False)
class Instance(Holder):
    """An object: of a class of the project, or of an external class such as a layer of torch. ``made_at`` is the
    call that made it, ``number`` tells it from others of its class."""

    cls: Class | External
    made_at: Span | None
    held: Slots
    number: int

    def __init__(
        self, cls: Class | External, made_at: Span | None = None, content: dict[Any, Any] | None = None
    ) -> None:
        self.cls = cls
        self.made_at = made_at
        self.held = Slots() if content is None else stored(content)
        self.number = self.held.made

    @property
    def ancestry(self) -> tuple[Class | External, ...]:
        """The resolution order of its class."""
        return self.cls.mro if isinstance(self.cls, Class) else (self.cls,)


@dataclass(slots=True, unsafe_hash=True)
class Method:
    """A function bound to its receiver."""

    function: Function
    receiver: Value


@dataclass(slots=True, unsafe_hash=True)
class BuiltinMethod:
    """A method that no file of the project defines (``list.append``, ``Tensor.view``, ``Module.train``)."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class Super:
    """``super()`` inside a method of ``owner``."""

    owner: Class
    receiver: Value


@dataclass(frozen=True, slots=True)
class Partial:
    """``functools.partial(func, *args, **kwargs)``."""

    func: Value
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class SliceValue:
    """``lower:upper:step`` as an index."""

    lower: Value | None
    upper: Value | None
    step: Value | None


@dataclass(frozen=True, slots=True)
class Absent:
    """A slot that is not bound on one of the branches."""


ABSENT = Absent()

Single = (
    Constant
    | Unknown
    | Pack
    | ListValue
    | DictValue
    | External
    | Namespace
    | Function
    | Class
    | Instance
    | Method
    | BuiltinMethod
    | Super
    | Partial
    | SliceValue
    | Tensor
    | Absent
)
Value = Single | Alternatives[Any]
