"""Calls that were made before: what they gave, and everything that rests on.

A deep network is called at every turn of every loop and by every helper, and gives the same each time. A call is
remembered where it left nothing behind but its answer, and not made again as long as nothing that it read has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from headlint.infer.calling.twins import NoTwin, Twins
from headlint.infer.domain.slots import READS, Slots, Variable, now
from headlint.infer.domain.values import ABSENT, Class, Function, Pack, Unknown, Value
from headlint.infer.state.machine import Arguments, Machine
from headlint.tensor import Alternatives, Tensor

FEWEST_STEPS = 16  # a call that takes fewer is made again as quickly as it is looked up


@dataclass(slots=True)
class Record:
    """A call that was made: its answer, the moments when it began and when it was over, and what it read that was
    there before it. What the call made and answered with is a copy that nobody else has. ``arguments`` are kept alive,
    since the key knows some of them by identity alone."""

    answer: Value
    began: int
    over: int
    slots: dict[int, Slots]
    variables: dict[tuple[int, str], Variable]
    arguments: Arguments = field(repr=False)

    def holds(self) -> bool:
        """Whether the call would read the same again."""
        if any(slots.written > self.over for slots in self.slots.values()):
            return False
        return all(slots.get(name, ABSENT) is value for slots, name, value in self.variables.values())


def remembered(machine: Machine, callee: Function | Class, arguments: Arguments, run: Callable[[], Value]) -> Value:
    """The answer of a call of a function or class of the project: the one it gave before, or what ``run`` gives."""
    key = _key(machine, callee, arguments)
    record = machine.records.get(key)
    if record is not None and machine.evidence.noise is None and record.holds():
        READS.slots.update(record.slots)
        READS.variables.update(record.variables)
        return Twins(record.began).of(record.answer)  # type: ignore[no-any-return]
    outer_slots, outer_variables = READS.slots, READS.variables
    READS.slots, READS.variables = {}, {}
    mark, left, traces = machine.heap.mark(), machine.budget.left, machine.traces()
    began = now()
    try:
        answer = run()
    finally:
        machine.heap.keep(mark)
        slots = {key: slots for key, slots in READS.slots.items() if slots.made < began}
        variables = {key: entry for key, entry in READS.variables.items() if entry[0].made < began}
        READS.slots, READS.variables = outer_slots, outer_variables
        outer_slots.update(slots)
        outer_variables.update(variables)
    quiet = machine.traces() == traces and not machine.heap.reaches_back(mark, began)
    if quiet and left - machine.budget.left >= FEWEST_STEPS:
        if isinstance(callee, Class) and key not in machine.records:
            machine.remember(key, None)  # few objects are made twice from the same arguments, and a copy takes its time
            return answer
        with suppress(NoTwin):
            own = Twins(began).of(answer)
            machine.remember(key, Record(own, began, now(), slots, variables, arguments))
    return answer


def _key(machine: Machine, callee: Function | Class, arguments: Arguments) -> Hashable:
    """What a call rests on besides what it reads: the callee, its arguments, and the circumstances."""
    return (
        callee,
        tuple([_identity(value) for value in arguments.positional]),
        tuple([(name, _identity(value)) for name, value in arguments.keywords.items()]),
        (arguments.open, arguments.spare),
        (machine.guards, machine.cut, machine.autocast, machine.guarded),
    )


def _identity(value: Any) -> Hashable:
    """Equal for values that a program cannot tell apart, their history included."""
    if isinstance(value, Tensor):
        return (value, value.history)
    if isinstance(value, Unknown):
        return (Unknown, value.key)
    if isinstance(value, Pack):
        return (value.names, value.open, tuple([_identity(item) for item in value.items]))
    if isinstance(value, Alternatives):
        return tuple([(guards, _identity(option)) for guards, option in value.options])
    return value  # type: ignore[no-any-return]  # objects are equal to themselves alone
