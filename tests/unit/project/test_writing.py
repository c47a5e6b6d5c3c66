"""Files are replaced whole, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from headlint.project.errors import ProjectError
from headlint.project.writing import replace_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "net.py"
    made.write_bytes(b"old")
    return made


def test_a_file_gets_new_content_and_keeps_its_mode(file: Path) -> None:
    file.chmod(0o751)
    replace_file(file, b"new", b"old")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert list(file.parent.iterdir()) == [file]


def test_a_symlink_stays_one(file: Path) -> None:
    link = file.with_name("link.py")
    link.symlink_to(file)
    replace_file(link, b"new", b"old")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_a_file_that_was_changed_meanwhile_is_left_alone(file: Path) -> None:
    with pytest.raises(ProjectError, match="it was changed meanwhile"):
        replace_file(file, b"new", b"older")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_failing_write_leaves_the_file(file: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(ProjectError, match=r"cannot write '.*net\.py': no space left on device"):
        replace_file(file, b"new", b"old")
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_may_not_be_written_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ProjectError, match="permission denied"):
        replace_file(file, b"new", b"old")
