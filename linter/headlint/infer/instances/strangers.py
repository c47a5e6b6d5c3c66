"""What functions that nobody can read may do to the dicts, lists and networks that they are given.

A method works on the object that it is called on, and a class keeps what it is given; the libraries that are known to
print, log, save and read leave everything as it is. Any other function may set what it likes in dicts and lists. A
network is given to many functions for what they return; one whose result nobody keeps is called for what it does, and
that may be to replace layers.
"""

from __future__ import annotations

from headlint.infer.domain.heap import options
from headlint.infer.domain.modules import is_module
from headlint.infer.domain.values import External, Instance, Unknown, Value
from headlint.infer.instances.children import lose_children
from headlint.infer.instances.layers import part_of
from headlint.infer.state.machine import Arguments, Machine, Site
from headlint.infer.worlds.overrides import hand_over
from headlint.torchlib.effects import FILLING_METHODS, LEAVE_ALONE, READING_METHODS


def call_library(machine: Machine, name: str, arguments: Arguments, site: Site) -> None:
    """A function of a library is called, by its full name."""
    if name.partition(".")[0] not in LEAVE_ALONE and not name.rpartition(".")[2][:1].isupper():
        _hand_over(machine, arguments, site)


def call_unknown(machine: Machine, func: Value, arguments: Arguments, site: Site) -> None:
    """Something is called that is not known; a method of something unknown works on that."""
    receiver = part_of(func)
    key = func.key if isinstance(func, Unknown) else None
    name = str(key[-1]) if isinstance(key, tuple) else ""
    if receiver is not None:
        call_method(machine, receiver, name)
    if name in FILLING_METHODS or not name:
        _hand_over(machine, arguments, site)


def call_method(machine: Machine, receiver: Instance, name: str) -> None:
    """A method that a library gives to its own object, such as ``cfg.merge_from_file(path)``."""
    if isinstance(receiver.cls, External) and name not in READING_METHODS:
        hand_over(machine, receiver)


def _hand_over(machine: Machine, arguments: Arguments, site: Site) -> None:
    for value in (*arguments.positional, *arguments.keywords.values()):
        hand_over(machine, value)
        for guards, option in options(value) if id(site.node) in machine.dropped else ():
            if isinstance(option, Instance) and is_module(option):
                lose_children(machine, option, guards)
