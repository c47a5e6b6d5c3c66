"""Marks that networks leave on what they give, so that it is known again where a loss receives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headlint.infer.domain.heap import join_all, options
from headlint.infer.domain.values import DictValue, Instance, ListValue, Pack, Value
from headlint.infer.state.machine import Site
from headlint.tensor import Guards, Kind, Step, Tensor, Trail

DEEPEST = 3
MOST_PARTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Mark(Trail):
    """A place in a trail where the value leaves ``giver``, as the part ``path`` of its result. It repeats the step
    before it, so that whoever reads the last step of a trail reads the same."""

    giver: Instance | None = None
    path: str = ""


def marked(value: Value, giver: Instance, site: Site, path: str = "") -> Value:
    """The same value with a mark on every tensor in it. Losses are left alone: they are at the end of their way.

    Lists and dicts are objects that others may hold, so their items are marked where they are."""
    if isinstance(value, Tensor):
        if value.kind is Kind.LOSS:
            return value
        step = value.trail.step if value.trail is not None else Step(giver.cls.name.rpartition(".")[2], site.span)
        return value.but(trail=Mark(step, value.trail, giver, path))
    if isinstance(value, Pack):
        items = tuple(marked(item, giver, site, path + part) for part, item in _items(value))
        return Pack(items, value.names, value.open)
    if isinstance(value, (ListValue, DictValue)):
        for key, item in list(value.slots.items()):
            value.slots[key] = marked(item, giver, site, path if isinstance(value, ListValue) else f"{path}[{key!r}]")
        return value
    choices = list(options(value))
    if len(choices) < 2:
        return value
    return join_all([(guards, marked(option, giver, site, path)) for guards, option in choices])


def parts(value: Value, path: str = "", depth: int = 0) -> Iterator[tuple[str, Guards, Value]]:
    """The single values that a result is made of, each with its path and guards: the items of tuples, lists, dicts
    and of objects that hold tensors."""
    for guards, option in options(value):
        inside = list(_inside(option))[:MOST_PARTS] if depth < DEEPEST else []
        if not inside:
            yield path, guards, option
        for part, item in inside:
            for below, own, found in parts(item, path + part, depth + 1):
                yield below, guards | own, found


def _inside(value: Value) -> Iterator[tuple[str, Value]]:
    if isinstance(value, ListValue):
        value = value.slots["items"]
    if isinstance(value, Pack):
        yield from _items(value)
    elif isinstance(value, DictValue):
        yield from ((f"[{key!r}]", item) for key, item in value.slots.items())
    elif isinstance(value, Instance):
        yield from ((f".{key}", item) for key, item in value.slots.items() if isinstance(item, Tensor))


def _items(value: Pack) -> Iterator[tuple[str, Value]]:
    for at, item in enumerate(value.items):
        yield f".{value.names[at]}" if value.names else f"[{at}]", item


def tensors(value: Value) -> list[Tensor]:
    """Every tensor in a value."""
    return [found for _, _, found in parts(value) if isinstance(found, Tensor)]


def givers(tensor: Tensor) -> Iterator[tuple[Mark, tuple[Step, ...]]]:
    """The marks on the way of a tensor, the last first, each with the steps behind it, first to last."""
    behind: list[Step] = []
    here = tensor.trail
    while here is not None:
        if isinstance(here, Mark):
            yield here, tuple(reversed(behind))
        else:
            behind.append(here.step)
        here = here.before


def steps(trail: Trail | None) -> tuple[Step, ...]:
    """The steps of a trail, first to last, without the marks."""
    found: list[Step] = []
    while trail is not None:
        if not isinstance(trail, Mark) or trail.before is None:
            found.append(trail.step)
        trail = trail.before
    return tuple(reversed(found))
