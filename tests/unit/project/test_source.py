"""A file's bytes and the text they spell."""

import os
from pathlib import Path

import pytest
from headlint.project.source import Source, SourceProblem, decode_source, read_source


def decoded(data: bytes) -> Source:
    source = decode_source(Path("x.py"), data)
    assert isinstance(source, Source)
    return source


def problem(data: bytes) -> SourceProblem:
    found = decode_source(Path("x.py"), data)
    assert isinstance(found, SourceProblem)
    return found


def test_bytes_are_kept_and_utf8_is_assumed(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes("é = 1\n".encode())
    source = read_source(tmp_path / "x.py")
    assert source == Source(tmp_path / "x.py", "é = 1\n".encode(), "é = 1\n")


def test_a_byte_order_mark_is_no_text() -> None:
    source = decoded(b"\xef\xbb\xbfx = 1\n")
    assert (source.text, source.bom, source.data[:3]) == ("x = 1\n", True, b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "iso8859-1"),
        (b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nx = '\xe9'\n", "cp1252"),
        (b"\n# coding: latin-1\nx = '\xe9'\n", "iso8859-1"),
        (b"\xef\xbb\xbf# coding: utf8\nx = 1\n", "utf-8"),
        (b"x = 1\n# coding: latin-1\n", "utf-8"),
        (b"\n\n# coding: latin-1\n", "utf-8"),
    ],
)
def test_declared_encodings(data: bytes, encoding: str) -> None:
    assert decoded(data).encoding == encoding


@pytest.mark.parametrize(("data", "newline"), [(b"a\r\nb\n", "\r\n"), (b"a\rb", "\r"), (b"a\n", "\n"), (b"a", "\n")])
def test_line_ends_are_kept(data: bytes, newline: str) -> None:
    source = decoded(data)
    assert (source.newline, source.text.encode()) == (newline, data)


@pytest.mark.parametrize(
    ("data", "row", "says"),
    [
        (b"x = 1\ny = '\xe9'\n", 2, "is not valid UTF-8: byte 0xe9"),
        (b"x = 1\r\r\n\xff", 3, "is not valid UTF-8: byte 0xff"),
        (b"# coding: ascii\nx = '\xe9'\n", 2, "is not valid ASCII: byte 0xe9"),
        (b"\n# coding: klingon\n", 2, "declares an unknown encoding: klingon"),
        (b"# coding: punycode\n", 1, "declares an unknown encoding: punycode"),
        (b"# coding: rot13\n", 1, "declares an encoding that is not one of text: rot-13"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1, "declares the encoding iso8859-1 after a UTF-8 byte order mark"),
        (b"x = 1\n\ny\0 = 2\n", 3, "contains a NUL byte"),
        ("x = 1\n".encode("utf-16"), 1, "is encoded in UTF-16"),
    ],
)
def test_what_cannot_be_decoded_says_where_and_why(data: bytes, row: int, says: str) -> None:
    found = problem(data)
    assert found.message.startswith(says)
    assert (found.row, found.code) == (row, "HL001")


def test_empty_files_have_empty_text() -> None:
    assert decoded(b"").text == ""


def test_files_above_the_limit_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes(b"#" * 11)
    assert read_source(tmp_path / "x.py", limit=10) == SourceProblem("larger than 10 bytes", code="HL003")
    assert isinstance(read_source(tmp_path / "x.py", limit=11), Source)


def test_what_is_no_regular_file_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert read_source(tmp_path / "pipe.py") == SourceProblem("is not a regular file", code="HL002")
    assert read_source(tmp_path) == SourceProblem("cannot be read: is a directory", code="HL002")
    missing = SourceProblem("cannot be read: no such file or directory", code="HL002")
    assert read_source(tmp_path / "gone.py") == missing
