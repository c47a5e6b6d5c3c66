"""Worker processes, each of which lowers one text at a time, and the blame when one dies of it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from threading import Lock, Thread

import msgspec

from headlint.engine.problem import Problem
from headlint.engine.worker import LOWERED, OUT_OF_MEMORY, Limits, receive, send

# The worker finds modules where this process does, and never in the folder that is being checked.
_PROGRAM = "import sys; sys.path[:] = {path!r}; from headlint.engine.worker import Limits, serve; serve({limits!r})"
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_PROBLEM = msgspec.msgpack.Decoder(Problem)


class Unavailable(Exception):
    """No worker process can be started here."""


class Worker:
    """One process; starting it takes about as long as lowering 100 KB. Raises Unavailable."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.served = 0  # texts that it has answered
        self.late = False  # the last one took longer than it may
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (it lives as long as the process)
        command = [sys.executable, "-P", "-c", _PROGRAM.format(path=sys.path, limits=limits)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                creationflags=_NO_WINDOW,
            )
        except (OSError, ValueError) as error:
            self._errors.close()
            raise Unavailable from error
        if self._received() != b"":
            self.end()
            raise Unavailable

    def ask(self, text: str) -> bytes | Problem | None:
        """The msgpack record of a text's ModuleIR, or its problem; None where the process has died of it."""
        assert self._process.stdin is not None
        started = time.monotonic()
        with contextlib.suppress(OSError):  # it died in between
            send(self._process.stdin, text.encode("utf-8", "surrogatepass"))
        answer = self._received()
        self.late = time.monotonic() - started >= self.limits.time(text)
        if answer is None:
            return None
        self.served += 1
        return answer[1:] if answer.startswith(LOWERED) else _PROBLEM.decode(answer[1:])

    def blame(self, text: str) -> Problem:
        """What the text did that this process has died of."""
        self._process.kill()
        code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read(1_000_000)
        if code == OUT_OF_MEMORY or b"memory allocation" in said or b"MemoryError" in said:
            return Problem("HL002", f"needs more than {self.limits.memory:,} MB to parse")
        if self.late:
            return Problem("HL002", f"takes longer than {self.limits.time(text):.0f} s to parse")
        return Problem("HL002", f"ends the process that parses it ({_ending(code)})")

    def end(self) -> None:
        """End the process; what it is working on is lost."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def _received(self) -> bytes | None:
        assert self._process.stdout is not None
        try:
            return receive(self._process.stdout)
        except (OSError, MemoryError, OverflowError):  # or it says what is no answer
            return None


def _ending(code: int) -> str:
    with contextlib.suppress(ValueError):
        if code < 0:
            return signal.Signals(-code).name
    return f"exit code {code}"


class Pool:
    """Up to ``size`` workers, started when they are needed."""

    def __init__(self, size: int, limits: Limits | None = None) -> None:
        self._size = size
        self._limits = limits or Limits()
        self._idle: list[Worker] = []

    def lower(self, text: str) -> bytes | Problem:
        """What a worker makes of a text. One that dies is blamed on the text only if it has served no other before,
        or has run out of time. Raises Unavailable."""
        try:
            worker = self._idle.pop()
        except IndexError:
            worker = Worker(self._limits)
        while (answer := worker.ask(text)) is None:
            answer = worker.blame(text)
            worker.end()
            if worker.late or not worker.served:
                return answer
            worker = Worker(self._limits)
        self._idle.append(worker)
        return answer

    def lower_all(self, texts: Iterable[str]) -> Iterator[tuple[str, bytes | Problem]]:
        """What the workers make of some texts, as they come. Raises Unavailable."""
        waiting, lock = iter(texts), Lock()
        done: SimpleQueue[tuple[str, bytes | Problem] | BaseException | None] = SimpleQueue()

        def work() -> None:
            try:
                while True:
                    with lock:
                        text = next(waiting, None)
                    if text is None:
                        return done.put(None)
                    done.put((text, self.lower(text)))
            except BaseException as error:
                done.put(error)

        for _ in range(self._size):
            Thread(target=work, daemon=True).start()
        running = self._size
        while running:
            found = done.get()
            if isinstance(found, BaseException):
                raise found
            if found is None:
                running -= 1
            else:
                yield found

    def keep(self, most: int) -> None:
        """End all but so many of the workers that are idle."""
        while len(self._idle) > most:
            self._idle.pop().end()
