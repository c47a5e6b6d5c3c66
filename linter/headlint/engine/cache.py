"""Lowered files kept from run to run, by their content: a file that has not changed is not parsed again."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import msgspec

from headlint import __version__
from headlint.ir.module import ModuleIR

FOLDER = ".headlint_cache"
_SCHEMA = 1  # raised whenever the IR changes its meaning
_MOST_ROWS = 20_000
_ENCODER = msgspec.msgpack.Encoder()


class Cache:
    """A small database of msgpack records under the project's root. Whatever goes wrong with it (a read-only folder,
    a lock, a broken file) only means that files are parsed again. Nothing that it holds is ever executed."""

    def __init__(self, root: Path) -> None:
        self._rows: list[tuple[bytes, bytes]] = []
        self._decoder = msgspec.msgpack.Decoder(ModuleIR)
        self._connection: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            self._connection = _opened(root / FOLDER)

    def get(self, text: str) -> ModuleIR | None:
        """The lowered form of a text, None where it is not kept."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT data FROM ir WHERE key = ?", (_key(text),)).fetchone()
            return None if row is None else self._decoder.decode(row[0])
        except (sqlite3.Error, msgspec.MsgspecError):
            return None

    def put(self, text: str, ir: ModuleIR) -> None:
        """Keep the lowered form of a text, once the run is over."""
        if self._connection is not None:
            self._rows.append((_key(text), _ENCODER.encode(ir)))

    def close(self) -> None:
        """Write what was kept, the oldest rows making room."""
        if self._connection is None:
            return
        with contextlib.suppress(sqlite3.Error):
            with self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO ir VALUES (?, ?)", self._rows)
                self._connection.execute("DELETE FROM ir WHERE rowid <= (SELECT max(rowid) FROM ir) - ?", (_MOST_ROWS,))
            self._connection.close()
        self._connection = None


def _opened(folder: Path) -> sqlite3.Connection:
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    connection = sqlite3.connect(folder / "ir.sqlite", timeout=1.0)
    connection.execute("CREATE TABLE IF NOT EXISTS ir (key BLOB UNIQUE, data BLOB)")
    return connection


def _key(text: str) -> bytes:
    said = f"{__version__} {_SCHEMA}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=20).digest()
