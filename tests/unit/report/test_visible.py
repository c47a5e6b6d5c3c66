"""Text from source files made safe to show."""

import pytest
from headlint.diagnostics import Span
from headlint.report.visible import one_line, place, row_place, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [bold] text", "plain [bold] text"),
        ("é 画像 🎉", "é 画像 🎉"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\u202eb\u2066c\u200bd", "a\\u202eb\\u2066c\\u200bd"),
        ("\x9bm\x7f", "\\x9bm\\x7f"),
        ("a\nb\r\tc\u2028d", "a\\nb\\r\\tc\\u2028d"),
        ("\udcff\ue000\U000e0041", "\\udcff\\ue000\\U000e0041"),
    ],
)
def test_what_would_not_show_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_prose_stays_on_its_line() -> None:
    assert one_line("a\n  b\t\x1bc") == "a b \\x1bc"


def test_places() -> None:
    span = Span("a\nb.ipynb", 3, 7, 3, 9, 2)
    assert place(span) == "a\\nb.ipynb#2:3:7"
    assert row_place(span) == "a\\nb.ipynb#2:3"
