"""Texts to ModuleIRs by the cheapest way: from the cache, in worker processes, or here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from headlint.engine.cache import Cache
from headlint.engine.problem import Problem
from headlint.engine.worker import lowered
from headlint.ir.module import ModuleIR
from headlint.ir.records import decoded, encoded
from headlint.syntax.guard import is_heavy

if TYPE_CHECKING:
    from headlint.engine.pool import Pool

_A_WORKER = 200_000  # characters that are worth a process: they take as long as it does to start
_MOST = 8  # processes; what follows the parse runs in one, so that more would save little


class Lowering:
    """Lowers texts, each once a run. ``jobs`` is the number of processes to use: 0 for one a core, 1 for none but
    those that a text is kept apart in because it may take the memory of the machine."""

    def __init__(self, cache: Cache, jobs: int = 0) -> None:
        self._cache = cache
        self._jobs = jobs
        self._pool: Pool | None = None
        self._alone = False  # no process can be started here
        self._problems: dict[str, Problem] = {}

    def ahead(self, texts: Iterable[str]) -> None:
        """Lower texts that will be asked for, in processes if there are enough of them for that to pay."""
        missing = [text for text in dict.fromkeys(texts) if not self._cache.knows(text)]
        size = min(self._jobs or min(cores(), _MOST), sum(map(len, missing)) // _A_WORKER)
        if size > 1:
            self._spread(sorted(missing, key=len, reverse=True), size)

    def __call__(self, text: str) -> ModuleIR | Problem:
        """The lowered text, or why there is none."""
        if text in self._problems:
            return self._problems[text]
        kept = self._cache.get(text)
        if kept is not None:
            return kept
        found = self._apart(text) if self._pool or is_heavy(text) else None
        return found or self._here(text)

    def close(self) -> None:
        """End the processes and keep for the next run what this one has lowered."""
        if self._pool is not None:
            self._pool.keep(0)
        self._cache.close()

    def _spread(self, texts: list[str], size: int) -> None:
        from headlint.engine.pool import Pool, Unavailable

        self._pool = Pool(size)
        try:
            for text, answer in self._pool.lower_all(texts):
                self._note(text, answer)
        except Unavailable:
            self._alone = True
        self._pool.keep(1)

    def _apart(self, text: str) -> ModuleIR | Problem | None:
        from headlint.engine.pool import Pool, Unavailable

        if self._alone:
            return None
        self._pool = self._pool or Pool(1)
        try:
            answer = self._pool.lower(text)
        except Unavailable:
            self._alone = True
            return None
        self._note(text, answer)
        return answer if isinstance(answer, Problem) else decoded(answer)

    def _here(self, text: str) -> ModuleIR | Problem:
        try:
            found = lowered(text)
        except MemoryError:
            return Problem("HL002", "needs more memory to parse than there is")
        if isinstance(found, Problem):
            return found
        record = encoded(found)
        if self._cache.lasts:
            self._cache.put(text, record)
        return decoded(record)  # a tenth of the memory, as long as few of its functions are run

    def _note(self, text: str, answer: bytes | Problem) -> None:
        if isinstance(answer, Problem):
            self._problems[text] = answer
        else:
            self._cache.put(text, answer)


def cores() -> int:
    """The number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
