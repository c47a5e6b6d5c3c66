"""The whole story of each finding."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from headlint.diagnostics import Applicability, Edit, Entry, Finding, Fix, Related, Severity, Span, Verdict
from headlint.engine.result import Result
from headlint.report.frame import marks_of
from headlint.report.full import print_full
from headlint.report.glyphs import ASCII, UNICODE, Glyphs, glyphs_for
from headlint.report.ledger import ledger_table
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

Locate = Callable[..., Span]


def printed(
    result: Result, width: int = 100, glyphs: Glyphs = UNICODE, hints: bool = True, colour: bool = False
) -> str:
    console = Console(
        file=StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None, markup=False
    )
    print_full(result, console, glyphs, hints=hints)
    return console.file.getvalue()


def test_the_story_from_the_origin_to_the_loss(result: Result) -> None:
    assert (
        printed(result)
        == """\
src/train.py:8:16 error HL101 softmax-into-cross-entropy
  softmax output reaches CrossEntropyLoss, which expects logits: it applies log-softmax itself

    ╭─ src/net.py
  2 │     def forward(self, x):
  3 │         h = F.relu(self.fc1(x))
  4 │         return F.softmax(self.fc2(h), dim=1)
    │                ─────────────────────────────  softmax applied here, over 10 classes
    │
    ├─ src/train.py
  1 │ criterion = nn.CrossEntropyLoss()
    │             ─────────────────────  the loss is made here
  4 ┆ def train(loader):
  8 ┆         loss = criterion(model(x), y)
    │                ^^^^^^^^^^^^^^^^^^^^^^  and receives softmax[10] here

  effect: with 10 classes the loss cannot fall below 1.461 (it starts at 2.303) however well the
          model learns
  calls:  train(loader) at src/a.py:3 · train(loader) at src/b.py:7
  fix:    return self.fc2(h) [unsafe: behaviour may change elsewhere too]
    ├─ src/net.py
  4 │ -         return F.softmax(self.fc2(h), dim=1)
  4 │ +         return self.fc2(h)
          headlint rule HL101 · # headlint: ignore[HL101] reason

"""
    )


def test_signs_that_every_terminal_has(result: Result) -> None:
    text = printed(result, glyphs=ASCII)
    assert text.isascii()
    assert "    +- src/net.py\n  2 |     def forward" in text


def test_signs_follow_the_encoding() -> None:
    assert glyphs_for("utf-8") is UNICODE
    assert [glyphs_for(name) for name in ("ascii", "cp1252", None, "no-such")] == [ASCII] * 4


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_nothing_but_the_first_line_is_wider_than_the_terminal(result: Result, width: int) -> None:
    head, *rest = printed(result, width, hints=False).split("\n")
    assert head.startswith("src/train.py:8:16 ")
    assert max(map(cell_len, rest)) <= width


def test_hints_are_given_once_a_code_and_can_be_left_out(result: Result, finding: Finding) -> None:
    twice = replace(result, findings=(finding, finding))
    assert printed(twice).count("headlint rule HL101") == 1
    assert "headlint rule" not in printed(twice, hints=False)


def test_a_file_that_was_not_seen_has_no_hints(finding: Finding) -> None:
    unread = replace(finding, code="HL001", related=(), fix=None, effect=None, contexts=())
    assert printed(Result((unread,))).count("\n") == 3


def test_places_of_one_file_share_a_frame_and_the_consumed_one_is_marked_differently(locate: Locate) -> None:
    text = "def f(x):\n    loss = F.cross_entropy(F.softmax(x, 1), y)\n"
    finding = Finding(
        code="HL101",
        name="n",
        severity=Severity.ERROR,
        message="m",
        span=locate(text, "F.cross_entropy(F.softmax(x, 1), y)", "a.py"),
        related=(Related(locate(text, "F.softmax(x, 1)", "a.py"), "softmax applied here"),),
    )
    assert """\
    ╭─ a.py
  1 │ def f(x):
  2 │     loss = F.cross_entropy(F.softmax(x, 1), y)
    │                            ───────────────  softmax applied here
    │            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
""" in printed(Result((finding,), texts={"a.py": text}))


def test_a_span_of_several_rows_is_underlined_in_its_first(finding: Finding) -> None:
    text = "loss = criterion(\n    model(x),\n    y,\n)\n"
    over = replace(finding, span=Span("a.py", 1, 8, 4, 2), related=())
    assert """\
  1 │ loss = criterion(
    │        ^^^^^^^^^^
  2 │     model(x),
  3 │     y,
  4 │ )
""" in printed(Result((over,), texts={"a.py": text}))


def test_a_tall_span_is_shown_by_its_first_row(finding: Finding) -> None:
    text = "loss = criterion(\n" + "    x,\n" * 30 + ")\n"
    over = replace(finding, span=Span("a.py", 1, 8, 32, 2), related=())
    assert "x," not in printed(Result((over,), texts={"a.py": text}))


def test_a_related_place_with_the_same_span_is_the_label(finding: Finding) -> None:
    own = replace(finding, related=(Related(finding.span, "compared with 0.5"),))
    text = printed(Result((own,), texts={"src/train.py": "\n" * 7 + "        loss = criterion(model(x), y)"}))
    assert "^^^^^^^^^^^^^^^^^^^^^^  compared with 0.5\n" in text


def test_one_of_several_inputs_is_not_called_by_the_kinds_of_all(result: Result, finding: Finding) -> None:
    entry = Entry(finding.span, "CrossEntropyLoss", Verdict.WRONG, "raw, softmax[10]", finding.code)
    assert [mark.label for mark in marks_of(finding, entry)][-1] == "and this is one of several inputs here"


def test_long_labels_go_below_the_line_and_are_wrapped(result: Result) -> None:
    bar, line = "\n    │                ", "─" * 29
    assert f"{bar}{line}{bar}softmax applied here, over 10 classes\n" in printed(result, 66)
    assert f"{bar}softmax applied here, over 10{bar}classes\n" in printed(result, 50)


def test_source_cannot_speak_to_the_terminal(finding: Finding) -> None:
    hostile = "x = '\x1b]0;owned\x07\u202e [red]not markup[/red] :smile: https://x'  # \x9b31m"
    sly = replace(
        finding,
        span=Span("a\x1b.py", 1, 1, 1, 2),
        message="m \x1b[2J",
        effect="e \u202e",
        contexts=("c\x07",),
        related=(),
        fix=Fix("f\x1b", Applicability.SAFE, (Edit(Span("a\x1b.py", 1, 5, 1, 6), "\x1b"),)),
    )
    text = printed(Result((sly,), texts={"a\x1b.py": hostile}))
    assert not {"\x1b", "\u202e", "\x07", "\x9b"} & set(text)
    assert "'\\x1b]0;owned\\x07\\u202e [red]not markup[/red] :smile: https://x'  # \\x9b31m" in text


def test_colour_adds_nothing_but_colour(result: Result) -> None:
    coloured = printed(result, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == printed(result)


def test_wide_characters_and_tabs_keep_marks_under_their_words(locate: Locate, finding: Finding) -> None:
    text = "def f():\n\t損失 = criterion(画像, y)\n"
    wide = replace(finding, span=locate(text, "criterion(画像, y)", "a.py"), related=())
    lines = printed(Result((wide,), texts={"a.py": text})).split("\n")
    row, marks = next((line, lines[at + 1]) for at, line in enumerate(lines) if "criterion(画像" in line)
    assert cell_len(row[: row.index("criterion")]) == marks.index("^")
    assert cell_len("criterion(画像, y)") == marks.count("^")


def test_very_long_rows_are_cut_around_the_mark(locate: Locate, finding: Finding) -> None:
    text = "x = [" + "1, " * 300 + "criterion(model(x), y)" + ", 1" * 300 + "]\n"
    long = replace(finding, span=locate(text, "criterion(model(x), y)", "a.py"), related=())
    lines = printed(Result((long,), texts={"a.py": text})).split("\n")
    row = next(line for line in lines if "criterion(model(x), y)" in line and "│" in line)
    assert row.count("…") == 2
    assert cell_len(row) <= 100
    assert lines[lines.index(row) + 1].index("^") == row.index("criterion(")


def test_places_outside_the_text_do_not_crash(finding: Finding) -> None:
    for span in (Span("a.py", 99, 1, 99, 5), Span("a.py", 1, 99, 1, 120), Span("a.py", 1, 5, 1, 2)):
        for text in ("", "x", "x\ny\n"):
            assert "HL101" in printed(Result((replace(finding, span=span),), texts={"a.py": text}))


SPANS = st.tuples(*[st.integers(1, 9)] * 4).map(
    lambda at: Span("a.py", at[0], at[1] * 9, at[0] + at[2] - 1, at[3] * 12)
)


@given(st.lists(st.text(), max_size=9).map("\n".join), SPANS, SPANS, st.integers(40, 90))
def test_any_place_in_any_text_fits_the_terminal(text: str, span: Span, other: Span, width: int) -> None:
    related = (Related(other, "a label of some length that may have to be wrapped"),)
    finding = Finding("HL101", "n", Severity.ERROR, "m", span, related=related)
    rows = printed(Result((finding,), texts={"a.py": text}), width, hints=False).split("\n")
    assert max(map(cell_len, rows)) <= width
    assert all(unicodedata.category(character)[0] != "C" for row in rows for character in row)


def test_cells_of_a_notebook_have_frames_of_their_own(finding: Finding) -> None:
    made = Related(Span("n.ipynb", 1, 5, 1, 15, 1), "sigmoid applied here")
    inside = replace(finding, span=Span("n.ipynb", 2, 8, 2, 23, 4), related=(made,), fix=None)
    texts = {"n.ipynb#1": "p = sigmoid(x)", "n.ipynb#4": "y = 1\nloss = criterion(p, y)"}
    text = printed(Result((inside,), texts=texts))
    assert text.startswith("n.ipynb#4:2:8 error HL101")
    assert "╭─ n.ipynb#1\n  1 │ p = sigmoid(x)\n" in text
    assert "├─ n.ipynb#4\n  2 │ loss = criterion(p, y)\n" in text


def test_a_fix_over_several_files_names_them(finding: Finding) -> None:
    edits = (Edit(Span("b.py", 1, 1, 1, 2), "z"), Edit(Span("a.py", 2, 1, 2, 1), "new\n"))
    fix = Fix("change both", Applicability.SAFE, edits)
    text = printed(Result((replace(finding, related=(), fix=fix),), texts={"a.py": "one\ntwo\n", "b.py": "x\n"}))
    assert (
        """\
  fix:    change both [safe]
    ├─ b.py
  1 │ - x
  1 │ + z
    ├─ a.py
  2 │ + new
"""
        in text
    )


def test_a_fix_that_changes_much_is_not_previewed(finding: Finding) -> None:
    fix = Fix("rewrite", Applicability.SAFE, (Edit(Span("a.py", 1, 1, 1, 1), "line\n" * 40),))
    text = printed(Result((replace(finding, related=(), fix=fix),), texts={"a.py": "one\n"}))
    assert "fix:    rewrite [safe]\n" in text
    assert "line" not in text.partition("rewrite")[2].partition("headlint rule")[0]


def test_the_ledger_is_a_table(result: Result) -> None:
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(ledger_table(result))
    rows = [line.split() for line in console.file.getvalue().splitlines()]
    assert rows[0] == ["loss", "receives", "verdict", "why"]
    assert rows[1][:4] == ["src/build.py:90", "?", "?", "unresolved"]
    assert rows[2] == ["src/train.py:8", "CrossEntropyLoss", "softmax[10]", "wrong", "HL101"]
    assert rows[3] == ["src/vae.py:30", "BCELoss", "sigmoid[784]", "ok"]


def test_the_ledger_shows_no_markup() -> None:
    entry = Entry(Span("a.py", 1, 1, 1, 2), "[red]x", Verdict.OK, "\x1b[0m", "[/]")
    console = Console(file=StringIO(), width=100, color_system=None)
    console.print(ledger_table(Result(ledger=(entry,))))
    assert "[red]x" in console.file.getvalue()
    assert "\\x1b[0m" in console.file.getvalue()
