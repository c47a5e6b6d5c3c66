"""Every fixture says what must be found in it; nothing else may be."""

from pathlib import Path

import pytest
from headlint.testing import Fixture, check, fixtures

FIXTURES = Path(__file__).parent.parent / "fixtures"
THREADS = FIXTURES / "threads"  # a folder for each thread, which holds the fixtures
HOSTILE = FIXTURES / "hostile"  # to be survived, see test_survives_anything.py


def _folders() -> list[Path]:
    folders = [*FIXTURES.iterdir(), *THREADS.iterdir()]
    return sorted(folder for folder in folders if folder.is_dir() and folder not in (THREADS, HOSTILE))


ALL = [fixture for folder in _folders() for fixture in fixtures(folder)]


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.name)
def test_fixture(fixture: Fixture) -> None:
    failures = check(fixture)
    assert not failures, "\n".join(["", *failures])
