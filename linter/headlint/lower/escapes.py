"""Escape sequences of string literals, read without the warnings that Python's own reader gives."""

from __future__ import annotations

import re
import unicodedata

_ESCAPE = re.compile(r"\\(\r\n|N\{[^}]*\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SIMPLE |= {"\\": "\\", "'": "'", '"': '"', "\n": "", "\r": "", "\r\n": ""}


def unescape(body: str, raw: bool) -> str:
    """The value of the inside of a string literal; an escape that Python does not know stays as it is written."""
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    return body if raw or "\\" not in body else _ESCAPE.sub(_value, body)


def _value(match: re.Match[str]) -> str:
    code = match[1]
    if code in _SIMPLE:
        return _SIMPLE[code]
    if code[0] == "N" and len(code) > 1:
        return _named(code[2:-1], match[0])
    if len(code) > 1 and code[0] in "xuU":
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 else match[0]
    return chr(int(code, 8)) if code[0] in "01234567" else match[0]


def _named(name: str, written: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return written
