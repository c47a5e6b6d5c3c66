"""Lowered files kept from run to run, by their content: a file that has not changed is not parsed again."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import msgspec

from headlint import __version__
from headlint.ir.module import ModuleIR
from headlint.ir.records import decoded

FOLDER = ".headlint_cache"
_SCHEMA = 3  # raised whenever the IR changes its meaning
_MOST_ROWS = 20_000
_MOST_WAITING = 8_000_000  # bytes of records that are not written yet


class Cache:
    """A small database of msgpack records under the project's root, or one that ends with the run: ``root`` None.
    Whatever goes wrong with it (a read-only folder, a lock, a broken file) only means that the next run parses again.
    Nothing that it holds is ever executed."""

    def __init__(self, root: Path | None) -> None:
        self.lasts = root is not None
        self._waiting: dict[bytes, bytes] = {}
        self._weight = 0
        self._connection: sqlite3.Connection | None = None
        if root is not None:
            with contextlib.suppress(OSError, sqlite3.Error):
                self._connection = _with_table(sqlite3.connect(made_folder(root) / "ir.sqlite", timeout=1.0))

    def get(self, text: str) -> ModuleIR | None:
        """The lowered form of a text, None where it is not kept."""
        key = _key(text)
        record = self._waiting.get(key) or self._selected("data", key)
        try:
            return None if record is None else decoded(record)
        except msgspec.MsgspecError:
            return None

    def knows(self, text: str) -> bool:
        """True where the lowered form of a text is kept."""
        key = _key(text)
        return key in self._waiting or self._selected("x''", key) is not None

    def put(self, text: str, record: bytes) -> None:
        """Keep the lowered form of a text."""
        self._waiting[_key(text)] = record
        self._weight += len(record)
        if self._weight > _MOST_WAITING:
            self._write()

    def close(self) -> None:
        """Write what was kept, the oldest rows making room."""
        if self._connection is None:
            return
        self._write()
        with contextlib.suppress(sqlite3.Error):
            with self._connection:
                self._connection.execute("DELETE FROM ir WHERE rowid <= (SELECT max(rowid) FROM ir) - ?", (_MOST_ROWS,))
            self._connection.close()
        self._connection = None

    def _selected(self, column: str, key: bytes) -> bytes | None:
        if self._connection is None:
            return None
        try:
            row = self._connection.execute(f"SELECT {column} FROM ir WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return None if row is None else row[0]

    def _write(self) -> None:
        """Hand what waits to the database; what it does not take waits on."""
        self._weight = 0
        with contextlib.suppress(sqlite3.Error):
            if self._connection is None:
                self._connection = _with_table(sqlite3.connect(""))  # a file without a name, gone when it is closed
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO ir VALUES (?, ?)", self._waiting.items())
            self._waiting.clear()


def made_folder(root: Path) -> Path:
    """The folder of what is kept for a project, made where it is missing, out of git's sight. Raises OSError."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def _with_table(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("CREATE TABLE IF NOT EXISTS ir (key BLOB UNIQUE, data BLOB)")
    return connection


def _key(text: str) -> bytes:
    said = f"{__version__} {_SCHEMA}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=20).digest()
