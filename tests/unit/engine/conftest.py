"""What the tests of this room share."""

from __future__ import annotations

import pytest
from headlint.engine import pool

# A worker that a text with one of these words in it does something to.
OBEDIENT = """
import sys; sys.path[:] = {path!r}
import os, signal, time
from headlint.engine import worker
lowered = worker.lowered
def obeying(text):
    if "die" in text: os.kill(os.getpid(), signal.SIGSEGV)
    if "leave" in text: os._exit(7)
    if "wait" in text: time.sleep(60)
    if "print" in text: print("something", flush=True)
    if "fail" in text: raise MemoryError
    return lowered(text)
worker.lowered = obeying
worker.serve(worker.Limits(seconds=1.0))
"""


@pytest.fixture
def obedient_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes that do what a text says, within a second."""
    monkeypatch.setattr(pool, "_PROGRAM", OBEDIENT)
