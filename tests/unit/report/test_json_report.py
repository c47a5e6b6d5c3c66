"""The JSON contract."""

import json
from dataclasses import replace

from headlint import __version__
from headlint.diagnostics import Finding, Span
from headlint.engine.result import Result
from headlint.report.json_report import json_report


def test_the_whole_shape(result: Result) -> None:
    assert json.loads(json_report(result)) == {
        "schema": 1,
        "version": __version__,
        "summary": {"files": 41, "losses": {"ok": 1, "wrong": 1, "unresolved": 1}, "findings": 1},
        "findings": [
            {
                "code": "HL101",
                "name": "softmax-into-cross-entropy",
                "severity": "error",
                "message": result.findings[0].message,
                "effect": result.findings[0].effect,
                "path": "src/train.py",
                "cell": None,
                "row": 8,
                "column": 16,
                "end_row": 8,
                "end_column": 38,
                "related": [
                    {
                        "message": "softmax applied here, over 10 classes",
                        "path": "src/net.py",
                        "cell": None,
                        "row": 4,
                        "column": 16,
                    },
                    {"message": "the loss is made here", "path": "src/train.py", "cell": None, "row": 1, "column": 13},
                ],
                "fix": {
                    "message": "return self.fc2(h)",
                    "applicability": "unsafe",
                    "edits": [
                        {
                            "path": "src/net.py",
                            "cell": None,
                            "row": 4,
                            "column": 16,
                            "end_row": 4,
                            "end_column": 45,
                            "content": "self.fc2(h)",
                        }
                    ],
                },
            }
        ],
    }


def test_the_ledger_comes_where_it_is_asked_for(result: Result) -> None:
    assert json.loads(json_report(result, ledger=True))["ledger"][:2] == [
        {
            "path": "src/build.py",
            "cell": None,
            "row": 90,
            "loss": "?",
            "verdict": "unresolved",
            "why": "cfg is read from a file",
        },
        {
            "path": "src/train.py",
            "cell": None,
            "row": 8,
            "loss": "CrossEntropyLoss",
            "verdict": "wrong",
            "why": "HL101",
        },
    ]


def test_nothing_found() -> None:
    document = json.loads(json_report(Result(files=2)))
    assert document["findings"] == []
    assert document["summary"] == {"files": 2, "losses": {"ok": 0, "wrong": 0, "unresolved": 0}, "findings": 0}


def test_findings_come_in_reading_order(finding: Finding) -> None:
    places = [Span("b.py", 1, 1, 1, 2), Span("a.ipynb", 9, 1, 9, 2, 1), Span("a.ipynb", 1, 1, 1, 2, 2)]
    result = Result(tuple(replace(finding, span=span) for span in places))
    found = json.loads(json_report(result))["findings"]
    assert [(each["path"], each["cell"]) for each in found] == [("a.ipynb", 1), ("a.ipynb", 2), ("b.py", None)]


def test_any_text_can_be_printed_anywhere(finding: Finding) -> None:
    odd = replace(finding, span=Span("\udcff.py", 1, 1, 1, 2), message="画像 \x1b")
    report = json_report(Result((odd,)))
    assert report.isascii()
    assert json.loads(report)["findings"][0]["message"] == "画像 \x1b"
    assert json.loads(report)["findings"][0]["path"] == "\udcff.py"
