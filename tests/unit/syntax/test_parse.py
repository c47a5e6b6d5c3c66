"""Whatever does not parse is one kind of problem, with a place and a reason."""

import os
import subprocess
import sys
import warnings

import libcst as cst
import pytest
from headlint.syntax import SyntaxProblem
from headlint.syntax.parse import parse


def problem(text: str) -> SyntaxProblem:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    return caught.value


def test_a_text_that_parses_is_a_module() -> None:
    assert isinstance(parse("x = 1\n"), cst.Module)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("print 'a'", "print statement of Python 2"),
        ("print x, y", "print statement of Python 2"),
        ("for x in y: print x", "print statement of Python 2"),
        ("exec 'a'", "exec statement of Python 2"),
        ("raise E, 'a'", "raise statement of Python 2"),
        ("def f(a, (b, c)): pass", "tuple parameter of Python 2"),
        ("lambda (a, b): a", "tuple parameter of Python 2"),
        ("a <> b", "operator <> of Python 2"),
        ("`a`", "backquotes of Python 2"),
        ("chmod(x, 0777)", "octal number of Python 2"),
        ("x = 5L", "long integer of Python 2"),
        ("x = 0xFFL", "long integer of Python 2"),
        ("x = ur'a'", "raw unicode string of Python 2"),
    ],
)
def test_python_2_is_named(line: str, message: str) -> None:
    found = problem(f"x = 1\n{line}\ny = 2\n")
    assert (found.message, found.row) == (message, 2)
    assert found.column >= 1


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("x = 1\ny = = 2\n", 2),
        ("x = (1,\ny = 2\n", 1),
        ("def f():\n    x\n  y\n", 3),
        ("x = 'abc\n", 1),
        ("x\n\n'''abc\n", 3),
        ("x = $\n", 1),
        ("a\x00b\n", 1),
        ("x = '\ud800'\n", 1),
        ("if x = 1:\n    pass\n", 1),
        ("\ufeffx = 1\ny = = 2\n", 2),
        ("x = 1\r\ny = = 2\r\n", 2),
        ("class A(m=1, *b): pass\n", 2),  # libcst 1.9 does not know this order, Python does
        ("type X = int\ntype X = = int\n", 2),  # Python before 3.12 stumbles over the first row
    ],
)
def test_the_row_is_right(text: str, row: int) -> None:
    found = problem(text)
    assert found.row == row
    assert "\n" not in found.message
    assert str(found).startswith(f"{row}:")


def test_what_python_alone_can_read_is_said() -> None:
    assert "Python can" in problem("class A(m=1, *b): pass\n").message


def test_a_string_that_looks_like_python_2_is_not_blamed() -> None:
    assert "Python 2" not in problem("f('a <> b', `x)\n").message or "backquotes" in problem("f('<>', `x)\n").message
    assert "Python 2" not in problem("f('a <> b 0777', x y)\n").message


def test_no_warning_escapes() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        problem("x = '\\d'\ny = = 2\n")


@pytest.mark.parametrize("error", [ValueError("odd"), RecursionError("deep"), BaseException("panic")])
def test_what_libcst_raises_does_not_escape(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> cst.Module:
        raise error

    monkeypatch.setattr(cst, "parse_module", broken)
    assert problem("x = 1\n").row == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_what_is_not_about_the_text_does(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> cst.Module:
        raise error

    monkeypatch.setattr(cst, "parse_module", broken)
    with pytest.raises(type(error)):
        parse("x = 1\n")


def test_the_package_alone_does_not_import_libcst() -> None:
    code = "import sys, headlint.syntax, headlint.syntax.guard; sys.exit('libcst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ).returncode == 0
