"""The formats that have one line for each finding: concise, github, statistics."""

from dataclasses import replace

from headlint.diagnostics import Entry, Finding, Severity, Span, Verdict
from headlint.engine.result import Result
from headlint.report.concise import concise, concise_ledger
from headlint.report.github import github, harmless
from headlint.report.statistics import statistics

MESSAGE = "softmax output reaches CrossEntropyLoss, which expects logits: it applies log-softmax itself"


def test_concise(result: Result) -> None:
    origin = "softmax applied at src/net.py:4:16, over 10 classes"
    assert list(concise(result)) == [f"src/train.py:8:16: HL101 error {MESSAGE} ({origin})"]


def test_concise_without_a_place_to_point_to(finding: Finding) -> None:
    alone = replace(finding, related=(), message="a\nb")
    elsewhere = replace(finding, related=(replace(finding.related[0], message="the axis"),), message="m")
    assert list(concise(Result((alone, elsewhere)))) == [
        "src/train.py:8:16: HL101 error a b",
        "src/train.py:8:16: HL101 error m (the axis: src/net.py:4:16)",
    ]


def test_concise_never_begins_like_a_workflow_command(finding: Finding) -> None:
    forged = replace(finding, span=Span("::error file=x.py::forged\n::error::y", 1, 1, 1, 2), related=())
    (line,) = concise(Result((forged,)))
    assert line.startswith("./::error file=x.py::forged\\n::error::y:1:1: HL101")


def test_concise_ledger(result: Result) -> None:
    assert list(concise_ledger(result)) == [
        "src/build.py:90: unresolved loss: cfg is read from a file",
        "src/train.py:8: wrong CrossEntropyLoss receives softmax[10]: HL101",
        "src/vae.py:30: ok BCELoss receives sigmoid[784]",
    ]


def test_github(result: Result) -> None:
    place = "title=HL101 softmax-into-cross-entropy,file=src/train.py,line=8,endLine=8,col=16,endColumn=38"
    lines = [
        MESSAGE,
        "src/net.py:4:16: softmax applied here, over 10 classes",
        "src/train.py:1:13: the loss is made here",
        "effect: with 10 classes the loss cannot fall below 1.461 (it starts at 2.303) however well the model learns",
        "fix: return self.fc2(h)",
    ]
    assert list(github(result)) == [f"::error {place}::{'%0A'.join(lines)}"]


def test_github_escapes_whatever_could_forge_an_annotation(finding: Finding) -> None:
    span = Span("a,b:c%\n::error file=x::.py", 1, 1, 2, 1)
    forged = replace(finding, span=span, message="100%\n::error::x\r", related=(), effect=None, fix=None)
    (line,) = github(Result((replace(forged, severity=Severity.WARNING),)))
    file = "file=a%2Cb%3Ac%25\\n%3A%3Aerror file=x%3A%3A.py"
    title = "title=HL101 softmax-into-cross-entropy"
    assert line == f"::warning {title},{file},line=1,endLine=2,col=1::100%25 ::error::x"
    assert harmless("see ##[error]x") == "see ## [error]x"


def test_github_names_the_cell_of_a_notebook_in_the_message(finding: Finding) -> None:
    inside = replace(finding, span=Span("n.ipynb", 3, 7, 3, 9, 2), related=(), effect=None, fix=None, message="m")
    (line,) = github(Result((replace(inside, severity=Severity.ADVICE),)))
    assert line == "::notice title=HL101 softmax-into-cross-entropy,file=n.ipynb::n.ipynb#2:3:7: m"


def test_statistics_put_the_most_frequent_first(finding: Finding) -> None:
    other = replace(finding, code="HL403", name="sigmoid-then-bce", severity=Severity.ADVICE)
    assert list(statistics(Result((finding, *[other] * 10)))) == [
        "10  HL403  advice   sigmoid-then-bce",
        " 1  HL101  error    softmax-into-cross-entropy",
    ]
    assert list(statistics(Result())) == []


def test_unresolved_losses_that_have_a_name_keep_it() -> None:
    entry = Entry(Span("a.py", 1, 1, 1, 2), "BCELoss", Verdict.UNRESOLVED, "unknown", "the model comes from a file")
    assert list(concise_ledger(Result(ledger=(entry,)))) == [
        "a.py:1: unresolved BCELoss receives unknown: the model comes from a file"
    ]
