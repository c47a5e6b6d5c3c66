"""Which calls Python would refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from headlint.infer.domain.values import NONE, Function, Namespace
from headlint.infer.state.machine import Arguments
from headlint.infer.worlds.choices import fits
from headlint.ir import statements as ir
from headlint.link import Module
from headlint.lower import lower_module


def _function(signature: str) -> Function:
    lowered = lower_module(f"def f({signature}): pass\n")
    node = lowered.body[0]
    assert isinstance(node, ir.Function)
    return Function(node, Namespace(Module("f.py", Path("f.py"), lowered)))


@pytest.mark.parametrize(
    ("signature", "given", "named", "accepted"),
    [
        ("", 0, "", True),
        ("", 1, "", False),
        ("a", 0, "", False),
        ("a", 1, "", True),
        ("a, b=None", 1, "", True),
        ("a, b=None", 1, "c", False),
        ("a, b=None", 3, "", False),
        ("a, b", 1, "b", True),
        ("a, b", 2, "b", False),
        ("a, /, b", 1, "b", True),
        ("a, /, b", 0, "a b", False),
        ("a, *, b", 1, "b", True),
        ("a, *, b", 2, "", False),
        ("*args", 5, "", True),
        ("*args", 1, "a", False),
        ("**kwargs", 0, "a b", True),
        ("a, *args, **kwargs", 0, "b", False),
        ("a, *args, **kwargs", 3, "b", True),
    ],
)
def test_fits(signature: str, given: int, named: str, accepted: bool) -> None:
    arguments = Arguments((NONE,) * given, dict.fromkeys(named.split(), NONE))
    assert fits(_function(signature), arguments) is accepted
