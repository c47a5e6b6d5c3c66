"""``--fix``, ``--unsafe-fixes`` and ``--diff`` on real programs."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

SAFE = """import torch
import torch.nn.functional as F

x = torch.nn.Linear(4, 3)(torch.randn(8, 4))
loss = F.nll_loss(torch.log(F.softmax(x, dim=1)), torch.randint(0, 3, (8,)))
"""
UNSAFE = """import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
loss = nn.CrossEntropyLoss()(net(torch.randn(8, 4)), torch.randint(0, 3, (8,)))
"""
MENDED = "loss = F.nll_loss(F.log_softmax(x, dim=1), torch.randint(0, 3, (8,)))\n"


@pytest.fixture
def files(project: Path) -> tuple[Path, Path]:
    made = project / "safe.py", project / "unsafe.py"
    made[0].write_bytes(SAFE.replace("\n", "\r\n").encode())
    made[1].write_text(UNSAFE, "utf-8")
    return made


def test_safe_fixes_are_written_and_the_rest_is_reported(headlint: Any, files: tuple[Path, Path]) -> None:
    done = headlint("--fix", "--no-cache", "--output-format", "concise")
    assert done.code == 1
    assert files[0].read_bytes().endswith(MENDED.replace("\n", "\r\n").encode())
    assert files[1].read_text("utf-8") == UNSAFE
    assert "Fixed 1 of 2 findings (HL401) · 1 remains, 1 fixable with --unsafe-fixes" in done.out
    assert "unsafe.py:5:8: HL101" in done.out


def test_unsafe_fixes_on_demand(headlint: Any, files: tuple[Path, Path]) -> None:
    done = headlint("--fix", "--unsafe-fixes", "--no-cache")
    assert done.code == 0
    assert "Fixed 2 of 2 findings (HL101, HL401) · none remains" in done.out
    assert "nn.Sequential(nn.Linear(4, 3))\n" in files[1].read_text("utf-8")
    assert headlint("--fix", "--unsafe-fixes", "--no-cache").code == 0
    assert "Fixed" not in headlint("--fix", "--no-cache").out


def test_a_diff_shows_what_would_change_and_writes_nothing(headlint: Any, files: tuple[Path, Path]) -> None:
    before = [file.read_bytes() for file in files]
    done = headlint("--diff", "--unsafe-fixes", "--no-cache")
    assert done.code == 1
    assert "--- safe.py\n+++ safe.py\n" in done.out
    assert f"\n+{MENDED}" in done.out
    assert "-net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))\n" in done.out
    assert "Would fix 2 of 2 findings" in done.err
    assert [file.read_bytes() for file in files] == before
    assert headlint("--diff", "--unsafe-fixes", "--no-cache", "--exit-zero").code == 0


def test_a_diff_of_nothing_is_clean_whatever_remains(headlint: Any, files: tuple[Path, Path]) -> None:
    done = headlint("--diff", "--no-cache", "unsafe.py")
    assert (done.code, done.out) == (0, "")
    assert "1 fixable with --unsafe-fixes" in done.err


def test_unsafe_fixes_alone_are_no_order(headlint: Any, files: tuple[Path, Path]) -> None:
    done = headlint("--unsafe-fixes")
    assert done.code == 2
    assert "--unsafe-fixes widens --fix or --diff" in done.err


def test_a_failing_write_leaves_every_file(
    headlint: Any, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [file.read_bytes() for file in files]
    real = os.replace

    def fail(source: str, target: Any) -> None:
        if str(target).endswith("unsafe.py"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, target)

    monkeypatch.setattr(os, "replace", fail)
    done = headlint("--fix", "--unsafe-fixes", "--no-cache")
    assert done.code == 2
    assert "unsafe.py': no space left on device" in done.err
    assert [file.read_bytes() for file in files] == before
    assert sorted(path.name for path in files[0].parent.iterdir()) == ["safe.py", "unsafe.py"]


def test_json_carries_the_edits(headlint: Any, files: tuple[Path, Path]) -> None:
    document = json.loads(headlint("--output-format", "json", "--no-cache", "unsafe.py").out)
    (finding,) = document["findings"]
    assert finding["fix"]["applicability"] == "unsafe"
    assert finding["fix"]["edits"] == [
        {"path": "unsafe.py", "cell": None, "row": 4, "column": 36, "end_row": 4, "end_column": 55, "content": ""}
    ]


def test_the_report_says_what_can_be_fixed(headlint: Any, files: tuple[Path, Path]) -> None:
    done = headlint("--no-cache", "--output-format", "full")
    assert "headlint --fix . " in done.out
    assert "headlint --fix --unsafe-fixes . " in done.out
    assert "1 fixable with --fix, 1 more with --unsafe-fixes" in " ".join(done.out.split())


def test_notes_stay_out_of_json(headlint: Any, files: tuple[Path, Path]) -> None:
    done = headlint("--fix", "--no-cache", "--output-format", "json")
    assert len(json.loads(done.out)["findings"]) == 1
    assert "Fixed 1 of 2 findings" in done.err
