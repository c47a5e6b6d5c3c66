"""Text to tree, with one kind of failure."""

from __future__ import annotations

import ast
import re
import warnings

import libcst as cst

from headlint.syntax.problem import SyntaxProblem

_PYTHON_2 = (
    (re.compile(r"\s*print\b\s*[^\s(=.,)\]:]|.*[:;]\s*print\s+[\w\"']"), "print statement of Python 2"),
    (re.compile(r"\s*exec\s+[\w\"']"), "exec statement of Python 2"),
    (re.compile(r"\s*raise\s+[\w.]+\s*,"), "raise statement of Python 2"),
    (re.compile(r"\s*def\s+\w+\s*\((?:[^()]*,)?\s*\("), "tuple parameter of Python 2"),
    (re.compile(r".*\blambda\s*(?:\w+\s*,\s*)*\("), "tuple parameter of Python 2"),
    (re.compile(r".*<>"), "operator <> of Python 2"),
    (re.compile(r".*`"), "backquotes of Python 2"),
    (re.compile(r".*(?<![\w.])0[0-7]+\b"), "octal number of Python 2"),
    (re.compile(r".*(?<![\w.])(?:0[xX][0-9a-fA-F]+|\d+)[lL]\b"), "long integer of Python 2"),
    (re.compile(r".*(?<!\w)[uU][rR][\"']"), "raw unicode string of Python 2"),
)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_ROW_END = re.compile(r"\r\n?|\n")
_PLACE = re.compile(r"error at (\d+):(\d+)")


def parse(text: str) -> cst.Module:
    """The tree of a module; raises SyntaxProblem if the text does not parse, whatever libcst itself raised."""
    try:
        return cst.parse_module(text)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the native parser is no Exception
        raise _problem(text.removeprefix("\ufeff"), error) from None


def _problem(text: str, error: BaseException) -> SyntaxProblem:
    """libcst says how far it came; Python says what is wrong, but may be older than what the text is written for."""
    place = _PLACE.search(str(error))
    row, column = (int(place[1]), int(place[2])) if place else (1, 1)
    message = "invalid syntax"
    told = _told_by_python(text)
    if told is None:
        message = "libcst cannot read this, though Python can"
    elif place is None or told.row >= row or "never closed" in told.message:
        message, row, column = told.message, told.row, told.column
    return SyntaxProblem(_python_2(text, row) or message, row, max(column, 1))


def _told_by_python(text: str) -> SyntaxProblem | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except SyntaxError as error:
            return SyntaxProblem(error.msg, error.lineno or 1, error.offset or 1)
        except Exception as error:
            return SyntaxProblem(str(error), 1, 1)
    return None


def _python_2(text: str, row: int) -> str | None:
    rows = _ROW_END.split(text)
    line = _STRING.sub("''", rows[row - 1]) if row <= len(rows) else ""
    return next((message for pattern, message in _PYTHON_2 if pattern.match(line)), None)
