"""A whole file: rows, comments, exactness, what is kept and what can be stored."""

import gc
import sysconfig
from pathlib import Path

import libcst as cst
import pytest
from headlint.ir.records import decoded, encoded
from headlint.ir.show import show_block
from headlint.ir.statements import Assign
from headlint.lower import lower_module
from headlint.syntax import SyntaxProblem

LIBRARY = Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", (0,)),
        ("x", (0,)),
        ("x\n", (0, 2)),
        ("x\r\ny\rz\n", (0, 3, 5, 7)),
        ("x\x0c\n\x0cy", (0, 3)),
        ("'\u2028'\n", (0, 4)),
        ("'''\r\n'''\n", (0, 5, 9)),
    ],
)
def test_rows_begin_after_row_ends_alone(text: str, lines: tuple[int, ...]) -> None:
    assert lower_module(text).lines == lines


def test_positions_count_from_one() -> None:
    module = lower_module("a = 1\nbb = 22\n")
    statement = module.body[1]
    assert isinstance(statement, Assign)
    assert statement.value is not None
    assert module.position(statement.value.start) == (2, 6, None)


def test_an_empty_file_is_a_module() -> None:
    assert lower_module("").body == ()
    assert lower_module("# nothing\n").body == ()


def test_comments_that_speak_to_headlint() -> None:
    text = (
        "# headlint: file\n"
        "x = '# headlint: no' # headlint: ignore[HL101] why\n"
        "f(  #headlint:off\n"
        "    a,\n"
        "    # headlint: inside\n"
        ")\n"
        "# not headlint: this\n"
        "y = f'{a}# headlint: nor this'\n"
        "if y:\n"
        "    pass\n"
        "  # headlint: dedented\n"
        "# headlint: last"
    )
    comments = lower_module(text).comments
    assert [each.text for each in comments] == [
        "# headlint: file",
        "# headlint: ignore[HL101] why",
        "#headlint:off",
        "# headlint: inside",
        "# headlint: dedented",
        "# headlint: last",
    ]
    assert all(text.startswith(each.text, each.start) for each in comments)


def test_no_comments_without_the_word() -> None:
    assert lower_module("x = 1  # noqa\n").comments == ()


def test_byte_order_mark_counts_as_a_character() -> None:
    module = lower_module("\ufeffx = 1\n")
    assert module.exact
    assert module.body[0].start == 1


@pytest.mark.parametrize("text", ["\x0cx = (a, b)\n", "try:\n    a\nexcept E :\n    x = (a ,\n  b)\n"])
def test_white_space_that_libcst_loses_moves_nothing(text: str) -> None:
    assert cst.parse_module(text).code != text
    module = lower_module(text)
    assert module.exact
    assert text[module.body[0].start :].startswith(("x = ", "try:"))
    assert text[: module.body[0].end].endswith((")", "b)"))


def test_same_text_same_module() -> None:
    text = "class A(B):\n    def f(self, x=1):\n        return f'{x}'\n"
    assert lower_module(text) == lower_module(text)


def test_what_does_not_parse_says_where() -> None:
    with pytest.raises(SyntaxProblem) as caught:
        lower_module("x = 1\nprint x\n")
    assert (caught.value.row, caught.value.message) == (2, "print statement of Python 2")


def test_nothing_of_the_tree_is_kept() -> None:
    gc.collect()
    before = sum(isinstance(each, cst.CSTNode) for each in gc.get_objects())
    module = lower_module("class A:\n    def f(self, x):\n        return g(x)[1]  # headlint: x\n")
    after = sum(isinstance(each, cst.CSTNode) for each in gc.get_objects())
    assert module.body
    assert after <= before


def library(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((LIBRARY / folder).glob("*.py"))]


@pytest.mark.parametrize(
    "path", library("json", "asyncio", "collections", "importlib", "unittest"), ids=lambda p: p.stem
)
def test_library_code_is_lowered_and_can_be_stored(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module = lower_module(text)
    assert module.exact
    assert show_block(module.body).count("\n") > 0 or not module.body or len(module.body) == 1
    stored = encoded(module)
    assert decoded(stored) == module


def test_every_construct_can_be_stored() -> None:
    text = Path(__file__).with_name("constructs.txt").read_text(encoding="utf-8")
    module = lower_module(text)
    assert decoded(encoded(module)) == module
