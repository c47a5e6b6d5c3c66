"""What files are called, in imports and in front of a reader."""

from pathlib import Path

import pytest
from headlint.project.names import Roots, module_name, module_names, project_root, resolve, shown

TOP = Path("/p")


def roots(*files: str) -> Roots:
    return Roots.of(TOP, frozenset(f"/p/{file}" for file in files), frozenset({"torch"}))


def meant(known: Roots, importing: str, dotted: str, level: int = 0) -> str | None:
    found = resolve(TOP / importing, dotted, level, known)
    return found.relative_to(TOP).as_posix() if found else None


def test_the_own_folder_goes_first() -> None:
    known = roots("model.py", "one/model.py", "two/model.py", "two/deep/train.py")
    assert meant(known, "one/train.py", "model") == "one/model.py"
    assert meant(known, "two/train.py", "model") == "two/model.py"
    assert meant(known, "two/deep/train.py", "model") == "two/model.py"
    assert meant(known, "three/train.py", "model") == "model.py"


def test_then_the_roots_src() -> None:
    known = roots("src/app/net.py", "src/app/__init__.py")
    assert meant(known, "scripts/train.py", "app.net") == "src/app/net.py"
    assert meant(known, "scripts/train.py", "app") == "src/app/__init__.py"


def test_packages_go_before_modules_and_namespaces_are_walked_through() -> None:
    known = roots("a.py", "a/__init__.py", "space/deep/net.py")
    assert meant(known, "train.py", "a") == "a/__init__.py"
    assert meant(known, "train.py", "space.deep.net") == "space/deep/net.py"
    assert meant(known, "train.py", "space.deep") is None


def test_a_base_that_has_only_part_of_the_name_is_passed_over() -> None:
    known = roots("scripts/utils.py", "utils/__init__.py", "utils/data.py")
    assert meant(known, "scripts/train.py", "utils.data") == "utils/data.py"


@pytest.mark.parametrize(
    ("importing", "dotted", "level", "file"),
    [
        ("pkg/sub/a.py", "b", 1, "pkg/sub/b.py"),
        ("pkg/sub/a.py", "", 1, "pkg/sub/__init__.py"),
        ("pkg/sub/__init__.py", "b", 1, "pkg/sub/b.py"),
        ("pkg/sub/a.py", "other.c", 2, "pkg/other/c.py"),
        ("pkg/sub/a.py", "", 2, "pkg/__init__.py"),
        ("pkg/sub/a.py", "b", 2, None),
        ("pkg/sub/a.py", "x", 99, None),
    ],
)
def test_relative_imports(importing: str, dotted: str, level: int, file: str | None) -> None:
    known = roots("pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/a.py", "pkg/sub/b.py", "pkg/other/c.py")
    assert meant(known, importing, dotted, level) == file


def test_a_module_never_imports_itself() -> None:
    known = roots("adapters/model.py", "model.py", "lone.py")
    assert meant(known, "adapters/model.py", "model") == "model.py"
    assert meant(known, "lone.py", "lone") is None


def test_inside_a_package_torch_and_the_standard_library_are_no_siblings() -> None:
    known = roots("pkg/__init__.py", "pkg/torch.py", "pkg/logging.py", "pkg/nets.py", "scripts/logging.py")
    assert meant(known, "pkg/a.py", "torch") is None
    assert meant(known, "pkg/a.py", "logging") is None
    assert meant(known, "pkg/a.py", "nets") == "pkg/nets.py"
    assert meant(known, "scripts/a.py", "logging") == "scripts/logging.py"


def test_files_outside_the_project_see_their_own_folder_and_src() -> None:
    known = Roots.of(TOP, frozenset({"/q/model.py", "/p/src/net.py"}))
    assert resolve(Path("/q/train.py"), "model", 0, known) == Path("/q/model.py")
    assert resolve(Path("/q/train.py"), "net", 0, known) == Path("/p/src/net.py")


def test_answers_are_remembered() -> None:
    asked = []
    known = Roots(TOP, lambda path: bool(asked.append(path)))
    for _ in range(3):
        assert resolve(TOP / "train.py", "timm", 0, known) is None
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("train.py", ("train",)),
        ("src/pkg/net.py", ("pkg.net", "net")),
        ("src/pkg/__init__.py", ("pkg",)),
        ("lib/tools/run.py", ("run", "lib.tools.run", "tools.run")),
        ("my-code/deep/run.py", ("run", "deep.run")),
        ("my-code/2run.py", ()),
    ],
)
def test_names_of_a_file(file: str, names: tuple[str, ...]) -> None:
    known = roots("src/pkg/__init__.py", "src/pkg/net.py")
    assert module_names(TOP / file, known) == names
    assert module_name(TOP / file, known) == (names[0] if names else "2run")


def test_the_projects_root_carries_a_mark(tmp_path: Path) -> None:
    (tmp_path / "repo/pkg/sub").mkdir(parents=True)
    (tmp_path / "repo/setup.py").touch()
    (tmp_path / "repo/pkg/sub/a.py").touch()
    assert project_root(tmp_path / "repo/pkg/sub/a.py") == tmp_path / "repo"
    assert project_root(tmp_path / "repo/pkg") == tmp_path / "repo"


def test_names_in_front_of_a_reader() -> None:
    assert shown(Path("/p/src/a.py"), Path("/p")) == "src/a.py"
    assert shown(Path("/q/a.py"), Path("/p")) == "/q/a.py"
