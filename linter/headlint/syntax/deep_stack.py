"""Room for recursion: a thread with a large stack."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

_STACK_BYTES = 512 * 1024 * 1024  # reserved, not used: the system hands out pages as they are touched
_RECURSION_LIMIT = 100_000

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def run_deep(
    function: Callable[_Parameters, _Result], *args: _Parameters.args, **kwargs: _Parameters.kwargs
) -> _Result:
    """What ``function`` returns or raises, run where it may recurse about 30,000 calls deep."""
    outcome: list[Any] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(function(*args, **kwargs))
        except BaseException as error:
            failure.append(error)

    size, limit = threading.stack_size(_STACK_BYTES), sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failure:
        raise failure[0]
    return outcome[0]  # type: ignore[no-any-return]
