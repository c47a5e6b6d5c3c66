"""One row of source on one row of the screen."""

import pytest
from headlint.report.row import Row, rows_of
from hypothesis import given
from hypothesis import strategies as st


def test_tabs_and_wide_characters_take_their_cells() -> None:
    row = Row.of("\tx = f(画像, y)")
    assert row.text(0, row.width) == "    x = f(画像, y)"
    assert row.cells(8, 10) == (10, 14)
    assert row.cells(12, 13) == (16, 17)


def test_a_tab_reaches_to_the_next_stop() -> None:
    assert Row.of("ab\tc").text(0, 99) == "ab  c"


def test_hidden_characters_are_shown_and_counted() -> None:
    row = Row.of("a\x1b[0mb")
    assert row.text(0, row.width) == "a\\x1b[0mb"
    assert row.cells(6, 7) == (8, 9)


@pytest.mark.parametrize(("column", "end"), [(1, 1), (99, 120), (3, 2), (0, 0)])
def test_a_stretch_is_never_empty(column: int, end: int) -> None:
    start, past = Row.of("abc").cells(column, end)
    assert 0 <= start < past


def test_a_row_that_fits_is_shown_whole() -> None:
    assert Row.of("x" * 80).window(70, 75, 80) == (0, 80)


def test_a_long_row_is_cut_behind_what_matters() -> None:
    assert Row.of("x" * 200).window(10, 20, 80) == (0, 79)


def test_a_long_row_is_cut_around_what_matters() -> None:
    first, past = Row.of("x" * 200).window(100, 120, 80)
    assert first <= 100 < 120 <= past
    assert 2 + past - first <= 80


def test_a_long_row_is_cut_before_what_matters() -> None:
    first, past = Row.of("x" * 200).window(190, 200, 80)
    assert past == 200
    assert 1 + past - first <= 80


@given(st.text(), st.integers(1, 40), st.integers(0, 40), st.integers(20, 60))
def test_cutting_keeps_the_width_and_the_start(source: str, column: int, length: int, width: int) -> None:
    row = Row.of(source.replace("\n", " ") * 5)
    start, end = row.cells(column, column + length)
    first, past = row.window(start, end, width)
    marks = bool(first) + (past < row.width)
    assert marks + past - first <= max(width, 1)
    assert start >= row.width or first <= start


def test_rows_are_pythons() -> None:
    assert rows_of("a\r\nb\rc\nd\x0ce\u2028f") == ["a", "b", "c", "d\x0ce\u2028f"]
