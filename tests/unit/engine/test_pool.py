"""A text that ends a worker process costs itself alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from headlint.engine import pool as pools
from headlint.engine.pool import Pool, Unavailable
from headlint.engine.problem import Problem
from headlint.engine.worker import Limits
from headlint.ir.records import decoded
from headlint.lower import lower_module

TEXT = "import torch\nx = torch.randn(2)\n"
ODD = "x = '\ud800'\n"


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.keep(0)


@pytest.fixture
def obedient(obedient_workers: None) -> Iterator[Pool]:
    made = Pool(2, Limits(seconds=1.0))
    yield made
    made.keep(0)


def message(answer: bytes | Problem) -> str:
    assert isinstance(answer, Problem)
    assert answer.code == "HL002"
    return answer.message


def test_a_worker_lowers_as_this_process_does(pool: Pool) -> None:
    for text in (TEXT, "", "\ufeff" + TEXT, "x = 'grüße \U0001f642'\n"):
        answer = pool.lower(text)
        assert isinstance(answer, bytes)
        assert decoded(answer) == lower_module(text)


def test_problems_come_back(pool: Pool) -> None:
    assert pool.lower("x = = 1\n") == Problem("HL001", "does not parse: invalid syntax", 1, 5)
    assert pool.lower("x = " + "(" * 300 + ")" * 300) == Problem("HL003", "skipped: brackets are nested too deeply", 1)
    assert isinstance(pool.lower(ODD), Problem)


def test_all_texts_are_answered_by_two(pool: Pool) -> None:
    texts = [f"x{i} = {i}\n" for i in range(50)]
    answers = dict(pool.lower_all(texts))
    assert {text: decoded(answer) for text, answer in answers.items() if isinstance(answer, bytes)} == {
        text: lower_module(text) for text in texts
    }
    assert len(pool._idle) <= 2


def test_memory_has_a_limit() -> None:
    pytest.importorskip("resource")
    small = Pool(1, Limits(memory=1))
    answer = small.lower("x = [" + "1," * 400_000 + "]\n")
    assert message(answer) == "needs more than 1 MB to parse"
    assert isinstance(small.lower(TEXT), bytes)
    small.keep(0)


def test_time_has_a_limit(obedient: Pool) -> None:
    assert message(obedient.lower("wait\n")) == "takes longer than 1 s to parse"


@pytest.mark.skipif(os.name == "nt", reason="no signals there")
def test_the_culprit_alone_is_blamed(obedient: Pool) -> None:
    texts = ["a = 1\n", "die\n", "b = 1\n", "leave\n", "fail\n", "c = 1\n"]
    answers = dict(obedient.lower_all(texts))
    assert message(answers["die\n"]) == "ends the process that parses it (SIGSEGV)"
    assert message(answers["leave\n"]) == "ends the process that parses it (exit code 7)"
    assert message(answers["fail\n"]) == "needs more than 2,048 MB to parse"
    assert all(isinstance(answers[f"{name} = 1\n"], bytes) for name in "abc")


def test_a_worker_that_is_killed_from_outside_is_replaced(pool: Pool) -> None:
    pool.lower(TEXT)
    os.kill(pool._idle[0]._process.pid, signal.SIGTERM)
    assert isinstance(pool.lower(TEXT), bytes)


def test_what_is_printed_is_no_answer(obedient: Pool) -> None:
    assert isinstance(obedient.lower("print\n"), bytes)


def test_without_processes_there_is_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("import nothing_of_that_name", "print('hello there, all of you')"):
        monkeypatch.setattr(pools, "_PROGRAM", program)
        with pytest.raises(Unavailable):
            Pool(1).lower(TEXT)
        with pytest.raises(Unavailable):
            list(Pool(2).lower_all([TEXT]))
    monkeypatch.setattr(pools.sys, "executable", "/nowhere/python")
    with pytest.raises(Unavailable):
        Pool(1).lower(TEXT)
