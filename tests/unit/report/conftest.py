"""A hand-made result: one mistake across two files, one loss that is right, one that could not be followed."""

from collections.abc import Callable

import pytest
from headlint.diagnostics import Applicability, Edit, Entry, Finding, Fix, Related, Severity, Span, Verdict
from headlint.engine.result import Result

NET = """\
class Net(nn.Module):
    def forward(self, x):
        h = F.relu(self.fc1(x))
        return F.softmax(self.fc2(h), dim=1)
"""
TRAIN = """\
criterion = nn.CrossEntropyLoss()


def train(loader):
    for x, y in loader:
        optimizer.zero_grad()
        x = x.view(x.size(0), -1)
        loss = criterion(model(x), y)
"""
Locate = Callable[..., Span]


def locate(text: str, needle: str, path: str, cell: int | None = None) -> Span:
    """The span of the first occurrence of ``needle``."""
    before = text[: text.index(needle)]
    row, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    return Span(path, row, column, row, column + len(needle), cell)


@pytest.fixture(name="locate")
def locate_fixture() -> Locate:
    return locate


@pytest.fixture
def finding() -> Finding:
    made = locate(NET, "F.softmax(self.fc2(h), dim=1)", "src/net.py")
    built = locate(TRAIN, "nn.CrossEntropyLoss()", "src/train.py")
    return Finding(
        code="HL101",
        name="softmax-into-cross-entropy",
        severity=Severity.ERROR,
        message="softmax output reaches CrossEntropyLoss, which expects logits: it applies log-softmax itself",
        span=locate(TRAIN, "criterion(model(x), y)", "src/train.py"),
        effect="with 10 classes the loss cannot fall below 1.461 (it starts at 2.303) however well the model learns",
        related=(Related(made, "softmax applied here, over 10 classes"), Related(built, "the loss is made here")),
        fix=Fix("return self.fc2(h)", Applicability.UNSAFE, (Edit(made, "self.fc2(h)"),)),
        contexts=("train(loader) at src/a.py:3", "train(loader) at src/b.py:7"),
    )


@pytest.fixture
def ledger(finding: Finding) -> tuple[Entry, ...]:
    return (
        Entry(Span("src/build.py", 90, 1, 90, 9), "?", Verdict.UNRESOLVED, "", "cfg is read from a file"),
        Entry(finding.span, "CrossEntropyLoss", Verdict.WRONG, "softmax[10]", "HL101"),
        Entry(Span("src/vae.py", 30, 5, 30, 9), "BCELoss", Verdict.OK, "sigmoid[784]"),
    )


@pytest.fixture
def result(finding: Finding, ledger: tuple[Entry, ...]) -> Result:
    return Result((finding,), ledger, 41, 6, 0.41, {"src/net.py": NET, "src/train.py": TRAIN})
