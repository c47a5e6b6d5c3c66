"""The scanner sees brackets where Python sees them, in every kind of string and f-string."""

import io
import re
import sysconfig
import tokenize
from pathlib import Path

import pytest
from headlint.syntax.tokens import EVERYTHING, tokens

BRACKETS = set("()[]{}")


def brackets(text: str) -> str:
    return "".join(token for token, _, _ in tokens(text, 0, len(text)) if token in BRACKETS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(a[0], {b: 1})", "([]{})"),
        ("'(' + \"[\" + '''{\n(''' + \"\"\"[\n\"\"\"", ""),
        (r"'\'(' ( '\\' )", "()"),
        ("r'\\' (' + b'('", ""),
        ("'''a''(''' ()", "()"),
        ("# (\n()", "()"),
        ("'abc\n(", "("),
        ("'''abc\n(", ""),
        ("x = 1 \\\n + (2)", "()"),
        ("f'({a})'", ""),  # too short inside to matter
        ("f'{a[\"(\"]}' ()", "{[]}()"),
        ('f"{a["("]}" ()', "{[]}()"),
        ('f"{"it\'s"}" ()', "{}()"),
        ("f'{{(}}' ()", "()"),
        ("f'{x:{w}}' ()", "{{}}()"),
        ("f'{x!r:>{w}(}' ()", "{{}}()"),
        ("f'{x != y[\"a\"]}' ()", "{[]}()"),
        ("f'{(lambda x: x)(\"]\")}' ()", "{()()}()"),
        ("f'{f'{f'{x}'}'}' ()", "{{{}}}()"),
        ("f'''{\n a['(']\n}\n(''' ()", "{[]}()"),
        (r"f'\N{DASH}{a['(']}' ()", "{}{[]}()"),
        (r"rf'\{a['(']}' ()", "{[]}()"),
        ("t'{a['(']}' ()", "{[]}()"),
        ("if'('in x: ()", "()"),
        ("f'{a['(", "{["),
        ("f'{", ""),
        ("f'{a['b", "{["),
    ],
)
def test_brackets(text: str, expected: str) -> None:
    assert brackets(text) == expected


def test_row_ends_and_strings_are_tokens() -> None:
    text = "x = 'a\\\nb' # c\r\ny\rz"
    assert [token for token, _, _ in tokens(text, 0, len(text))] == ["'a\\\nb'", "\r\n", "\r"]


def test_everything() -> None:
    text = "a.b -= f'{c+1}' ** 'd'"
    found = [token for token, _, _ in tokens(text, 0, len(text), EVERYTHING)]
    assert found == ["a", ".", "b", "-", "=", "f", "'", "{", "c", "+", "1", "}", "**", "'d'"]


def test_tokens_know_where_they_stand() -> None:
    text = "f(x)[f'{a['k']}'] + \"s\""
    assert all(text.startswith(token, start) and end >= start for token, start, end in tokens(text, 0, len(text)))


FORMATTED = re.compile(r"[fF][rR]?['\"]")
LIBRARY = Path(sysconfig.get_path("stdlib"))
PLAIN = [path for path in sorted(LIBRARY.glob("*.py")) if not FORMATTED.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", PLAIN[:40], ids=lambda path: path.stem)
def test_same_brackets_as_tokenize(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = [0, *(match.end() for match in re.finditer("\n", text))]
    every = tokenize.generate_tokens(io.StringIO(text).readline)
    expected = [rows[each.start[0] - 1] + each.start[1] for each in every if each.string in BRACKETS]
    assert [start for token, start, _ in tokens(text, 0, len(text)) if token in BRACKETS] == expected
