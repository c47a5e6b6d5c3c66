"""The house keeps its shape: floors, sizes, names."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = [path for source in ("linter", "rules") for path in sorted((ROOT / source).rglob("*.py"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]

# Files and functions ("path:function") that may be longer. Each needs a reason beside it.
LONG_FILES: frozenset[str] = frozenset()
LONG_FUNCTIONS: frozenset[str] = frozenset()

NOISE = {"utils", "util", "common", "helpers", "helper", "misc", "tools", "stuff"}


@dataclass(frozen=True)
class Function:
    name: str
    lines: int


def functions() -> Iterator[Function]:
    for path, name in zip(FILES, NAMES, strict=True):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield Function(f"{name}:{node.name}", node.end_lineno - node.lineno + 1)


def test_a_floor_imports_only_lower_floors() -> None:
    pytest.importorskip("importlinter")
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent)) or "lint-imports"
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_has_three_hundred_lines_at_most() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for path, name in zip(FILES, NAMES, strict=True)}
    assert {name: n for name, n in lengths.items() if n > 300 and name not in LONG_FILES} == {}


def test_a_function_has_sixty_lines_at_most() -> None:
    assert [f for f in functions() if f.lines > 60 and f.name not in LONG_FUNCTIONS] == []


def test_most_functions_are_short() -> None:
    lengths = sorted(f.lines for f in functions())
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_the_exceptions_are_still_needed() -> None:
    long = {f.name for f in functions() if f.lines > 60}
    files = {name for path, name in zip(FILES, NAMES, strict=True) if len(path.read_text("utf-8").splitlines()) > 300}
    assert long >= LONG_FUNCTIONS
    assert files >= LONG_FILES


def test_a_helper_lives_with_the_noun_it_serves() -> None:
    parts = {name: set(Path(name).with_suffix("").parts[2:]) for name in NAMES}
    assert {name for name, own in parts.items() if own & NOISE} == set()


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_module_says_what_it_is(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source))
