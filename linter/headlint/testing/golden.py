"""Hold what fixes make of a fixture to what is written down."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

from headlint.testing.answers import fixed
from headlint.testing.fixture import Fixture


def check_fixes(fixture: Fixture, code: str) -> list[str]:
    """What is wrong with the fixes of a fixture, one sentence or diff each: they must give the golden text, leave no
    finding of ``code``, and leave nothing to do for another run."""
    with _laid(fixture) as project:
        made, remaining = fixed(project)
        failures = list(_differences(_golden(fixture), made))
        failures += [f"{finding.span}: {code} is still reported" for finding in remaining if finding.code == code]
        for path, data in made.items():
            (project / path).write_bytes(data)
        again, _ = fixed(project)
        return failures + [f"{path}: a second run changes it again" for path in again]


def write_golden(fixture: Fixture) -> None:
    """Write down what fixes make of a fixture, for a person to read before it is kept."""
    with _laid(fixture) as project:
        made, _ = fixed(project)
    if fixture.path.is_dir():
        shutil.rmtree(fixture.golden, ignore_errors=True)
    for path, data in made.items():
        file = fixture.golden / path if fixture.path.is_dir() else fixture.golden
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@contextmanager
def _laid(fixture: Fixture) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        project = Path(folder).resolve() / "project"
        fixture.lay(project)
        yield project


def _golden(fixture: Fixture) -> dict[str, bytes]:
    """The files that change, as they are written down."""
    if not fixture.golden.is_dir():
        return {fixture.path.name: fixture.golden.read_bytes()}
    files = [path for path in fixture.golden.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(fixture.golden).as_posix(): path.read_bytes() for path in files}


def _differences(golden: Mapping[str, bytes], made: Mapping[str, bytes]) -> Iterator[str]:
    for path in sorted({*golden, *made}):
        wanted, given = golden.get(path, b""), made.get(path, b"")
        if wanted != given:
            old, new = (data.decode("utf-8", "replace").splitlines() for data in (wanted, given))
            yield "\n".join(unified_diff(old, new, f"{path} as written down", f"{path} as fixed", lineterm=""))
