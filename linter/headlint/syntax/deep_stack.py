"""Room for recursion: a thread with a large stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

_STACK_BYTES = 256 * 1024 * 1024  # reserved only: the system hands out pages as they are touched
_RECURSION_LIMIT = 50_000

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")

_here = threading.local()
_lock = threading.Lock()
_running = 0
_outer_limit = 0


def run_deep(
    function: Callable[_Parameters, _Result], *args: _Parameters.args, **kwargs: _Parameters.kwargs
) -> _Result:
    """What ``function`` returns or raises, run where calls may nest 50,000 deep. Inside of another ``run_deep`` it is
    a plain call."""
    if getattr(_here, "deep", False):
        return function(*args, **kwargs)
    outcome: list[Any] = []
    failure: list[BaseException] = []

    def run() -> None:
        _here.deep = True
        try:
            outcome.append(function(*args, **kwargs))
        except BaseException as error:
            failure.append(error)

    _in_deep_thread(run)
    if failure:
        raise failure[0]
    return outcome[0]  # type: ignore[no-any-return]


def _in_deep_thread(run: Callable[[], None]) -> None:
    with _lock:  # the size of stacks and the limit of recursion belong to the process
        size = threading.stack_size(_STACK_BYTES)
        thread = threading.Thread(target=run, daemon=True)
        _raise_limit()
        try:
            thread.start()
        finally:
            threading.stack_size(size)
    thread.join()  # where that is interrupted, what runs there needs its limit until the process ends
    with _lock:
        _restore_limit()


def _raise_limit() -> None:
    global _running, _outer_limit
    if not _running:
        _outer_limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(_outer_limit, _RECURSION_LIMIT))
    _running += 1


def _restore_limit() -> None:
    global _running
    _running -= 1
    if not _running:
        sys.setrecursionlimit(_outer_limit)
