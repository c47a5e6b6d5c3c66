"""The networks of a file: those that its classes make, and those that it builds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from headlint.diagnostics import Span
from headlint.engine.trace.forward import record
from headlint.engine.trace.reaching import Reaches, merged, reaches
from headlint.engine.trace.result import Network, Output
from headlint.engine.trace.watching import Made, Watching
from headlint.engine.trace.wording import Words, title
from headlint.engine.trace.writing import Writer, ways
from headlint.infer.domain.modules import container
from headlint.infer.domain.values import Class, Function, Instance, Namespace, Scope, Unknown, Value
from headlint.infer.state.budget import Budget, Exhausted
from headlint.infer.state.machine import Arguments, Frame, Site
from headlint.torchlib.layers import LAYERS
from headlint.torchlib.models import known as known_model
from headlint.torchlib.names import canonical
from headlint.torchlib.rows import Affine

MOST_VARIANTS = 2
ONE_STEPS = 10_000
ALL_STEPS = 150_000


class Networks:
    """The networks of one file, which ``machine`` has run."""

    def __init__(self, machine: Watching, namespace: Namespace, words: Words) -> None:
        self._machine = machine
        self._namespace = namespace
        self._words = words
        self._left = ALL_STEPS
        self._run_functions()
        self._make_classes()
        self._reaches: Reaches = reaches(machine, words)
        self._arguments = {key: made.arguments for key, made in machine.begun.items()}

    def all(self) -> tuple[Network, ...]:
        """Every network, whole ones before their parts, in the order of the file."""
        found = [network for made in self._groups() for network in self._variants(made)]
        return tuple(sorted(found, key=_reading_order))

    def _run_functions(self) -> None:
        """Functions that nothing calls may build networks as well."""
        for function in list(self._namespace.slots.values()):
            own = isinstance(function, Function) and function.namespace is self._namespace
            if own and id(function.node) not in self._machine.called:
                given = unknowns(function, 0)
                result = self._within(lambda f=function, a=given: self._machine.call(f, a, self._site(f)))  # type: ignore[misc]
                made = self._machine.made.get(id(result))
                if made is not None:
                    made.name = f"{function.name}()"

    def _make_classes(self) -> None:
        """A class that nothing makes an object of is made one with unknown arguments."""
        known = {id(made.instance.cls) for made in self._machine.made.values()}
        for cls in classes(self._namespace):
            if id(cls) not in known:
                self._within(lambda c=cls: self._machine.call(c, construction(c), self._site(c)))  # type: ignore[misc]

    def _site(self, of: Function | Class) -> Site:
        return Site(of.node, Frame(Scope(self._namespace.slots), self._namespace))

    def _within(self, run: Callable[[], Value]) -> Value | None:
        """Run something within what is left of the budget, None where that does not suffice."""
        budget = self._machine.budget = Budget(min(ONE_STEPS, self._left))
        try:
            return run()
        except Exhausted:
            return None
        except Exception as error:  # a defect of the interpreter must not hide the other networks
            self._machine.failures.append((self._machine.where(), error))
            return None
        finally:
            self._left -= budget.taken
            self._machine.stack.clear()
            self._machine.heap.forget()

    def _groups(self) -> Iterator[list[Made]]:
        """What belongs to one class, or was built at one place."""
        groups: dict[object, list[Made]] = {}
        made = self._machine.made.values()
        parts = {key for one in made if one.inside is None for key, path in ways(one.instance).items() if path}
        for one in made:
            own = isinstance(one.instance.cls, Class) and one.instance.cls.namespace is self._namespace
            if own:
                groups.setdefault(one.instance.cls, []).append(one)
            elif id(one.instance) not in parts and _is_whole(one):
                groups.setdefault(one.instance.made_at, []).append(one)
        return (group for key, group in groups.items() if isinstance(key, Class) or not any(m.inside for m in group))

    def _variants(self, group: list[Made]) -> Iterator[Network]:
        """A class with each set of arguments that it is made with, the best known first."""
        own = classes(self._namespace)
        whole = [made for made in group if made.inside is None or made.inside.cls not in own]
        if any(not _unknown(made) for made in group):
            whole = [made for made in whole if not _unknown(made)]  # one with known arguments says more, part or not
        by_title: dict[str, list[Made]] = {}
        for one in sorted(whole or group, key=self._rank):
            by_title.setdefault(title(one.instance, one.arguments), []).append(one)
        found: list[Network] = []
        for text, same in list(by_title.items())[: MOST_VARIANTS if whole else 1]:
            network = self._network(text, same)
            if all((network.layers, network.outputs) != (other.layers, other.outputs) for other in found):
                found.append(network)
        more = len(by_title) - MOST_VARIANTS
        if found and whole and more > 0:
            found[-1] = replace(found[-1], notes=(*found[-1].notes, f"made with other arguments in {more} more ways"))
        yield from found

    def _rank(self, made: Made) -> tuple[bool, int]:
        """Those whose output reaches a loss first, then those of which most is known."""
        reached = any(key == id(made.instance) for key, _ in self._reaches)
        return not reached, _unknown(made)

    def _network(self, text: str, same: list[Made]) -> Network:
        made = same[0]
        forward = record(self._machine, made.instance, self._namespace)
        writer = Writer(forward, made.instance, self._words, self._arguments)
        ids = {id(one.instance) for one in same}
        outputs = tuple(self._reaching(output, ids) for output in writer.outputs())
        cls = made.instance.cls
        own = isinstance(cls, Class) and cls.namespace is self._namespace
        span = self._namespace.module.span(cls.node) if own and isinstance(cls, Class) else made.instance.made_at
        assert span is not None
        return Network(
            title=text,
            span=span,
            name=next((one.name for one in same if one.name), ""),
            parameters=tuple(draft.parameter for draft in forward.parameters),
            layers=writer.layers(),
            outputs=outputs,
            part_of=made.inside.cls.name if made.inside is not None and own else "",
            notes=(forward.note,) if forward.note else (),
        )

    def _reaching(self, output: Output, ids: set[int]) -> Output:
        found = [r for (key, path), own in self._reaches.items() if key in ids and path == output.path for r in own]
        return replace(output, reaches=merged(found))


def _reading_order(network: Network) -> tuple[bool, str, int, Span]:
    return bool(network.part_of), network.span.path, network.span.cell or 0, network.span


def _unknown(made: Made) -> int:
    """How many of the arguments are not known."""
    return sum(isinstance(value, Unknown) for value in made.arguments.values())


def classes(namespace: Namespace) -> list[Class]:
    """The classes of networks that a file defines."""
    own = [value for value in namespace.slots.values() if isinstance(value, Class) and value.namespace is namespace]
    return [cls for cls in own if cls.is_module]


def _is_whole(made: Made) -> bool:
    """Whether something that a file builds is a network, and no mere layer or loss."""
    cls = made.instance.cls
    if isinstance(cls, Class):
        return True
    row = LAYERS.get(canonical(cls.name))
    if container(made.instance) is not None:
        return any(isinstance(child, Instance) for child in made.instance.slots.values())
    return known_model(canonical(cls.name)) is not None or (
        row is not None and isinstance(row.acts, Affine) and made.name.isidentifier()
    )


def construction(cls: Class) -> Arguments:
    """Unknown values for what a class has to be made with."""
    init = next((c.slots["__init__"] for c in cls.mro if isinstance(c, Class) and "__init__" in c.slots), None)
    return unknowns(init, 1) if isinstance(init, Function) else Arguments()


def unknowns(function: Function, skip: int) -> Arguments:
    """Unknown values for the parameters without a default; the others keep theirs."""
    defaults = {name for name, _ in function.defaults}
    wanted = [p for p in function.node.parameters[skip:] if p.name not in defaults and "star" not in p.kind]
    values = {p.name: Unknown(f"the parameter {p.name} of a function that nothing calls") for p in wanted}
    positional = tuple(values[p.name] for p in wanted if p.kind != "keyword")
    return Arguments(positional, {p.name: values[p.name] for p in wanted if p.kind == "keyword"})
