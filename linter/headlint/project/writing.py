"""Files replaced in one step: a reader sees the old content or the new, and a full disk costs nothing."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from headlint.project.errors import ProjectError


def replace_file(file: Path, data: bytes, before: bytes) -> None:
    """Give a file new content, its mode kept. A symlink stays one: the file behind it is replaced.

    The content goes to a temporary file in the same folder first, which then takes the file's place. Raises
    ProjectError with path and reason where that fails or where the file no longer holds ``before``; it is then as it
    was.
    """
    target = Path(os.path.realpath(file))
    try:
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ProjectError(f"cannot write {str(file)!r}: not a regular file")
        if not os.access(target, os.W_OK):
            raise ProjectError(f"cannot write {str(file)!r}: permission denied")
        if target.read_bytes() != before:
            raise ProjectError(f"cannot write {str(file)!r}: it was changed meanwhile")
        _replace(target, data, status)
    except OSError as error:
        raise ProjectError(f"cannot write {str(file)!r}: {(error.strerror or str(error)).lower()}") from error


def _replace(target: Path, data: bytes, status: os.stat_result) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".headlint", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, stat.S_IMODE(status.st_mode))
        with contextlib.suppress(OSError):  # not ours to give away; the owner is then who runs headlint
            os.chown(name, status.st_uid, status.st_gid)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
