"""A file's bytes and the text they spell."""

from __future__ import annotations

import codecs
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

SIZE_LIMIT = 1_000_000
NOTEBOOK_SIZE_LIMIT = 50_000_000  # mostly pictures; the limit of their code is SIZE_LIMIT
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_FOR_HOST_NAMES = ("idna", "punycode")  # quadratic, and never meant for a program
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Why a file has no text to analyse: one clause in lower case, the row it shows at, and the code it is
    reported under (HL001 malformed, HL002 cannot be read, HL003 too large)."""

    message: str
    row: int = 1
    code: str = "HL001"


@dataclass(frozen=True, slots=True)
class Source:
    """``data`` are the bytes as they stand on disk; ``text`` is what they spell, without the byte order mark and
    with its line ends as they are; ``newline`` is the first line end met, ``"\\n"`` where there is none."""

    path: Path
    data: bytes
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"


def read_bytes(path: Path, limit: int = SIZE_LIMIT) -> bytes | SourceProblem:
    """The content of a regular file of at most ``limit`` bytes. Never waits: pipes and devices are refused."""
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return SourceProblem("is not a regular file", code="HL002")
            data = file.read(min(status.st_size, limit) + 1)
            if len(data) > status.st_size:  # the file is growing
                data += file.read(limit + 1 - len(data))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return SourceProblem(f"cannot be read: {reason.lower()}", code="HL002")
    if len(data) > limit:
        return SourceProblem(f"larger than {limit:,} bytes", code="HL003")
    return data


def read_source(path: Path, limit: int = SIZE_LIMIT) -> Source | SourceProblem:
    """The source of a Python file, decoded as Python itself decodes it."""
    data = read_bytes(path, limit)
    return data if isinstance(data, SourceProblem) else decode_source(path, data)


def decode_source(path: Path, data: bytes) -> Source | SourceProblem:
    """The source that ``data`` spells; ``path`` is only remembered."""
    if data.startswith(_UTF16_BOMS):
        return SourceProblem("is encoded in UTF-16, which Python does not read")
    bom = data.startswith(codecs.BOM_UTF8)
    body = data[len(codecs.BOM_UTF8) :] if bom else data
    encoding = _declared(body)
    if isinstance(encoding, SourceProblem):
        return encoding
    if bom and encoding != "utf-8":
        return SourceProblem(f"declares the encoding {encoding} after a UTF-8 byte order mark")
    if (nul := body.find(b"\0")) >= 0:
        return SourceProblem("contains a NUL byte", _row(body, nul))
    text = _decode(body, encoding)
    if isinstance(text, SourceProblem):
        return text
    newline = _LINE_END.search(body)
    return Source(path, data, text, encoding, bom, newline[0].decode() if newline else "\n")


def _declared(body: bytes) -> str | SourceProblem:
    """The encoding that a comment in the first two lines names (PEP 263), normalised; utf-8 without one."""
    for index, line in enumerate(_LINE_END.split(body[:4096], maxsplit=2)[:2]):
        if match := _COOKIE.match(line):
            return _known(match[1].decode("ascii", "replace"), row=index + 1)
        if not _BLANK.match(line):
            break
    return "utf-8"


def _known(name: str, row: int) -> str | SourceProblem:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        found = None
    if found is None or found in _FOR_HOST_NAMES:
        return SourceProblem(f"declares an unknown encoding: {name}", row)
    return found


def _decode(body: bytes, encoding: str) -> str | SourceProblem:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        # Some codecs decode a copy of another length, so the offset may lie outside.
        start = min(error.start, len(body) - 1)
        advice = "; another encoding has to be declared in the first two lines" if encoding == "utf-8" else ""
        return SourceProblem(f"is not valid {encoding.upper()}: byte 0x{body[start]:02x}{advice}", _row(body, start))
    except (LookupError, ValueError):
        return SourceProblem(f"declares an encoding that is not one of text: {encoding}")


def _row(body: bytes, offset: int) -> int:
    return 1 + sum(1 for _ in _LINE_END.finditer(body, 0, offset))


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
