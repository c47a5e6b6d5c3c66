"""From a text to its ModuleIR: in this process, or in one that does nothing else and may die of it.

A worker process reads texts from its standard input and writes answers to its standard output, each behind its length.
An empty answer says that it is ready; the others begin with a byte that says which of the two msgpack records follows.
It ends when its input does, and takes itself down when a text takes too long or too much memory: its starter then
knows which one it was.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import msgspec

from headlint.engine.problem import Problem
from headlint.ir.module import ModuleIR
from headlint.ir.records import encoded
from headlint.syntax import SyntaxProblem
from headlint.syntax.deep_stack import run_deep

OUT_OF_MEMORY = 12  # exit code
LOWERED, REFUSED = b"+", b"-"

_OWN_MB = 640  # address space of the interpreter, its libraries and a deep stack, most of it never touched
_LENGTH = struct.Struct(">Q")
_ENCODER = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a text may take: megabytes (one of ordinary code takes 400, one of numbers and commas 2,000), and seconds,
    three times as many for the longest text: many times what it should on a machine that is busy with other things."""

    memory: int = 2_048
    seconds: float = 20.0

    def time(self, text: str) -> float:
        """How many seconds this text may take."""
        return self.seconds * (1 + len(text) / 500_000)


def lowered(text: str) -> ModuleIR | Problem:
    """The lowered program of a text, or why there is none. Raises MemoryError alone."""
    from headlint.lower import lower_module
    from headlint.syntax.guard import check

    refused = check(text)
    if refused is not None:
        return Problem("HL003", f"skipped: {refused.reason}", refused.row)
    try:
        with _without_collector():
            return lower_module(text)
    except SyntaxProblem as problem:
        return Problem("HL001", f"does not parse: {problem.message}", problem.row, problem.column)
    except RecursionError:
        return Problem("HL003", "skipped: nested too deeply")
    except MemoryError:
        raise
    except Exception as error:  # whatever goes wrong in one file must not hide another
        return Problem("HL002", f"could not be analysed: {type(error).__name__}: {error}")


def serve(limits: Limits) -> None:
    """Answer texts until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed must not be taken for an answer
    _limit_memory(limits)
    run_deep(_serve, limits, requests, answers)


def _serve(limits: Limits, requests: IO[bytes], answers: IO[bytes]) -> None:
    import headlint.lower  # noqa: F401  (so that no text pays for it)

    send(answers, b"")
    while (data := receive(requests)) is not None:
        text = data.decode("utf-8", "surrogatepass")
        faulthandler.dump_traceback_later(limits.time(text), exit=True)
        try:
            answer = _answer(text)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what is left of this process is not to be trusted
        faulthandler.cancel_dump_traceback_later()
        send(answers, answer)


def _answer(text: str) -> bytes:
    found = lowered(text)
    if isinstance(found, ModuleIR):
        try:
            return LOWERED + encoded(found)
        except RecursionError:
            found = Problem("HL003", "skipped: nested too deeply")
    return REFUSED + _ENCODER.encode(found)


def send(pipe: IO[bytes], data: bytes) -> None:
    """Write one message."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Read one message; None where the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None


def _limit_memory(limits: Limits) -> None:
    try:
        import resource

        limit = (limits.memory + _OWN_MB) << 20
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        if most == resource.RLIM_INFINITY or most > limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (ImportError, OSError, ValueError):  # not every system has it
        return


@contextmanager
def _without_collector() -> Iterator[None]:
    """Trees have no cycles, so the collector only costs time while one is alive."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
