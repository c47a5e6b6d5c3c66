"""What a command line is parsed to: a record whose fields nobody knows until the program sets them.

Fact: https://docs.python.org/3/library/argparse.html#the-parse-args-method ("Convert argument strings to objects and
assign them as attributes of the namespace. Return the populated namespace").
"""

from __future__ import annotations

from headlint.infer.domain.values import External, Instance, Pack, Unknown, Value
from headlint.infer.instances.layers import part_of
from headlint.infer.state.machine import Arguments, Site
from headlint.infer.worlds.tables import RECORD

_PARSES = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})


def parsed(func: Value, arguments: Arguments, site: Site) -> Value | None:
    """The value of calling a method of an ``ArgumentParser``, None for anything else."""
    parser = part_of(func)
    if parser is None or not isinstance(func, Unknown) or not isinstance(func.key, tuple):
        return None
    names = [cls.name for cls in parser.ancestry if isinstance(cls, External)]
    name = func.key[1]
    if name not in _PARSES or not any(one.rpartition(".")[2] == "ArgumentParser" for one in names):
        return None
    given = arguments.positional[1] if len(arguments.positional) > 1 else arguments.keywords.get("namespace")
    record = Instance(External(RECORD), site.span) if given is None else given
    return Pack((record, Unknown("the rest of a command line"))) if name == "parse_known_args" else record
