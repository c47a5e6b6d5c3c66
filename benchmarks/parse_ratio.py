"""CPU time of headlint over a bare libcst parse of the same texts: ``python benchmarks/parse_ratio.py PATH...``"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WARM = "x = 1\n"


@dataclass(frozen=True)
class Measured:
    """CPU in seconds, of all threads and of the processes that it started, and what of it went into inference; peak
    memory in MB of the process, its imports included, and of the largest that it started."""

    cpu: float
    memory: float
    largest_child: float = 0.0
    inference: float = 0.0


def headlint(paths: list[Path]) -> tuple[Measured, list[str], int]:
    """A run without a cache, the texts that it parsed, and the number of files it was asked about."""
    from headlint.engine import program, reading
    from headlint.engine.registry import load_rules
    from headlint.engine.result import Request
    from headlint.engine.run import run
    from headlint.lower import lower_module

    load_rules()
    lower_module(WARM)
    parsed: list[str] = []
    lower, infer = reading.lower, program.run_entries
    spent = {"inference": 0.0}

    def noted(text: reading.Text, *how: Any) -> object:
        before = time.process_time()
        module = lower(text, *how)
        parsed.extend([text.text] if module is not None else [])
        spent["inference"] -= time.process_time() - before if spent.get("inferring") else 0.0
        return module

    def timed(*how: Any) -> None:
        before = time.process_time()
        spent["inferring"] = 1.0
        infer(*how)
        spent["inference"] += time.process_time() - before

    reading.lower = noted  # type: ignore[assignment]  # the run says how many files it parsed, and not which
    program.run_entries = timed  # an import asks for further files on the way: their parse is none of inference's
    started = cpu()
    result = run(Request(tuple(paths), cache=False))
    taken = cpu() - started
    mine, theirs = peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN)
    return Measured(taken, mine, theirs, spent["inference"]), parsed, result.files


def bare(texts: list[str]) -> Measured:
    """Nothing but the parses, the collector off, each tree dropped at once."""
    import libcst

    libcst.parse_module(WARM)
    gc.disable()
    started = cpu()
    for text in texts:
        libcst.parse_module(text)
    return Measured(cpu() - started, peak(resource.RUSAGE_SELF))


def cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak(who: int) -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes on Linux
    return resource.getrusage(who).ru_maxrss * unit / 1e6


def main(arguments: list[str]) -> int:
    paths = [Path(each) for each in arguments]
    if not paths or not all(path.exists() for path in paths):
        print("usage: python benchmarks/parse_ratio.py PATH...", file=sys.stderr)
        return 2
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as fresh:  # so that peaks are their own
        mine, texts, files = fresh.apply(headlint, (paths,))
        theirs = fresh.apply(bare, (texts,))
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    print(f"{files} files, {len(texts)} parsed, {size / 1e6:.2f} MB")
    print(f"headlint  {mine.cpu:7.2f} s CPU  {mine.memory:6.0f} MB peak, {mine.largest_child:.0f} MB in a worker")
    print(f"inference {mine.inference:7.2f} s CPU of these")
    print(f"libcst    {theirs.cpu:7.2f} s CPU  {theirs.memory:6.0f} MB peak")
    if not texts:
        print("nothing was parsed")
        return 0
    print(f"ratio     {mine.cpu / theirs.cpu:7.2f}, of inference alone {mine.inference / theirs.cpu:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
