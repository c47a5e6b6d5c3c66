"""The command line in its own process space, over a project on disk, with the engine replaced by a hand-made answer."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from headlint.cli.main import main
from headlint.diagnostics import Entry, Finding, Severity, Span, Verdict
from headlint.engine.result import Request, Result


@dataclass
class Engine:
    """Answers each request with ``result``, or raises ``error``; remembers the requests."""

    result: Result = field(default_factory=Result)
    error: BaseException | None = None
    requests: list[Request] = field(default_factory=list)

    def run(self, request: Request) -> Result:
        self.requests.append(request)
        if self.error is not None:
            raise self.error
        return self.result


@dataclass
class Outcome:
    code: int
    out: str
    err: str


Headlint = Callable[..., Outcome]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no wishes about colour in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "HEADLINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    found = Engine()
    module = ModuleType("headlint.engine.run")
    module.run = found.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "headlint.engine.run", module)
    return found


@pytest.fixture
def headlint(project: Path, capsys: pytest.CaptureFixture[str]) -> Headlint:
    def call(*arguments: str) -> Outcome:
        code = main(arguments)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture
def finding() -> Finding:
    return Finding("HL101", "softmax-into-cross-entropy", Severity.ERROR, "softmax goes in", Span("a.py", 1, 1, 1, 2))


@pytest.fixture
def entry() -> Entry:
    return Entry(Span("a.py", 1, 1, 1, 2), "CrossEntropyLoss", Verdict.WRONG, "softmax[10]", "HL101")
