"""Making objects of the project's classes."""

from __future__ import annotations

from headlint.infer.calling.memo import remembered
from headlint.infer.domain.heap import mapped
from headlint.infer.domain.values import Class, Constant, External, Function, Instance, Pack, Unknown, Value
from headlint.infer.instances.pretrained import initialise_network
from headlint.infer.python import enumerations
from headlint.infer.python.indexing import entry
from headlint.infer.state.budget import Exhausted
from headlint.infer.state.machine import Arguments, Machine, Site

MOST_INSTANCES = 4
_NAMED_TUPLES = frozenset({"typing.NamedTuple", "collections.namedtuple"})


def construct(machine: Machine, cls: Class, arguments: Arguments, site: Site) -> Value:
    """A new object of a class, its ``__init__`` run."""
    if any(isinstance(base, External) and base.name in _NAMED_TUPLES for base in cls.mro):
        return _named_tuple(cls, arguments)
    if enumerations.is_enumeration(cls) and enumerations.members(cls) and len(arguments.positional) == 1:
        return mapped(arguments.positional[0], lambda key: entry(machine, enumerations.by_value(cls), key, site))
    made = remembered(machine, cls, arguments, lambda: _built(machine, cls, arguments, site))
    if isinstance(made, Instance):
        made.made_at = site.span
    return made


def _built(machine: Machine, cls: Class, arguments: Arguments, site: Site) -> Instance:
    made = Instance(cls, site.span)
    if cls.is_module:
        made.slots["training"] = Constant(True)
    nodes = [id(ancestor.node) for ancestor in cls.mro if isinstance(ancestor, Class)]
    try:
        initialise(machine, made, cls, arguments, site)
    except Exhausted:
        machine.unfinished.update(dict.fromkeys(nodes, made))
        raise
    for node in nodes:
        known = machine.instances.setdefault(node, [])
        if len(known) < MOST_INSTANCES:
            known.append(made)
    return made


def initialise(machine: Machine, made: Instance, cls: Class, arguments: Arguments, site: Site) -> None:
    """Run the ``__init__`` that the class finds first; a library's base gets the arguments in its own way."""
    for ancestor in cls.mro:
        if isinstance(ancestor, External):
            initialise_network(machine, made, ancestor.name, arguments, site)
            return
        init = ancestor.slots.get("__init__")
        if isinstance(init, Function):
            machine.call(init, arguments.with_first(made), site)
            return
        if "dataclass" in ancestor.marks:
            _fill_fields(machine, made, cls, arguments, site)
            return


def fields_of(cls: Class) -> list[str]:
    """The annotated names of a class and its bases, base first."""
    found: dict[str, None] = {}
    for ancestor in reversed(cls.mro):
        if isinstance(ancestor, Class):
            names = ancestor.slots.get("__fields__")
            found.update(dict.fromkeys(str(names.value).split() if isinstance(names, Constant) else ()))
    return list(found)


def _fill_fields(machine: Machine, made: Instance, cls: Class, arguments: Arguments, site: Site) -> None:
    """What the ``__init__`` of a dataclass does: fields in order, defaults from the class, then ``__post_init__``."""
    names = fields_of(cls)
    given = dict(zip(names, arguments.positional, strict=False)) | arguments.keywords
    for name in names:
        default = next((c.slots[name] for c in cls.mro if isinstance(c, Class) and name in c.slots), None)
        if name in given:
            machine.heap.write(made.slots, name, given[name])
        elif arguments.open:
            machine.heap.write(made.slots, name, Unknown(f"the argument {name} is not known", site.span))
        elif isinstance(default, Instance) and default.cls == External("dataclasses.field"):
            machine.heap.write(made.slots, name, _default_of(machine, default, site))
    if any(isinstance(c, Class) and "__post_init__" in c.slots for c in cls.mro):
        machine.call(machine.attribute(made, "__post_init__", site), Arguments(), site)


def _default_of(machine: Machine, field: Instance, site: Site) -> Value:
    factory = field.slots.get("default_factory")
    if factory is not None:
        return machine.call(factory, Arguments(), site)
    default: Value = field.slots.get("default", Unknown("a field without a default"))
    return default


def _named_tuple(cls: Class, arguments: Arguments) -> Value:
    names = tuple(fields_of(cls))
    given = dict(zip(names, arguments.positional, strict=False)) | arguments.keywords
    defaults = {name: cls.slots[name] for name in names if name in cls.slots}
    missing = Unknown("a field that was not given")
    if arguments.open:
        defaults = {}
    return Pack(tuple(given.get(name, defaults.get(name, missing)) for name in names), names)
