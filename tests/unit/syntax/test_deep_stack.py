"""Room for deep recursion, and nothing left behind."""

import signal
import subprocess
import sys
import threading

import pytest
from headlint.syntax.deep_stack import run_deep


def depth(count: int, **rest: int) -> int:
    return 0 if count == 0 else 1 + depth(count - 1, **rest)


def test_recursion_far_beyond_the_limit() -> None:
    assert run_deep(depth, 40_000, a=1) == 40_000


def test_too_deep_is_an_error_and_no_crash() -> None:
    with pytest.raises(RecursionError):
        run_deep(depth, 60_000)


def test_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        run_deep(lambda: 1 // 0)


def test_limits_are_restored() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    run_deep(depth, 10)
    with pytest.raises(ZeroDivisionError):
        run_deep(lambda: 1 // 0)
    assert (sys.getrecursionlimit(), threading.stack_size()) == before


def test_inside_itself_it_is_a_plain_call() -> None:
    def inner() -> int:
        return threading.get_ident()

    here, there = run_deep(lambda: (threading.get_ident(), run_deep(inner)))
    assert here == there != threading.get_ident()


def test_side_by_side() -> None:
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(run_deep(depth, 20_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [20_000] * 4


INTERRUPTED = """
import signal, sys
from headlint.syntax.deep_stack import run_deep

def down(levels):
    while not levels:
        pass
    return down(levels - 1)

signal.signal(signal.SIGALRM, signal.default_int_handler)
signal.setitimer(signal.ITIMER_REAL, 0.3)
try:
    run_deep(down, 5_000)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_an_interrupt_ends_the_process_in_order() -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (130, b"")
