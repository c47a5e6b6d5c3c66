"""Which files are meant by the paths that were named."""

import os
from pathlib import Path

import pytest
from headlint.project.discovery import discover
from headlint.project.errors import MissingPath, ProjectError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def names(root: Path, *paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    found = discover([Path(path) for path in paths or (".",)], exclude, root)
    return [path.relative_to(root).as_posix() for path in found]


def test_python_files_and_notebooks_in_sorted_order(project: Path) -> None:
    write(project, "b.py", "a/z.py", "a/n.ipynb", "a/data.csv", "stub.pyi", "a.pyc")
    assert names(project) == ["a/n.ipynb", "a/z.py", "b.py"]


def test_a_file_reached_twice_is_read_once(project: Path) -> None:
    write(project, "a/x.py")
    assert names(project, ".", "a", "a/x.py", "./a/../a/x.py") == ["a/x.py"]


@pytest.mark.parametrize("folder", [".git", ".venv", "build", "dist", "node_modules", "__pycache__", "x.egg-info"])
def test_folders_of_tools_are_passed_over(project: Path, folder: str) -> None:
    write(project, f"{folder}/x.py", "kept.py")
    assert names(project) == ["kept.py"]


def test_a_folder_named_env_is_an_environment_only_with_its_mark(project: Path) -> None:
    write(project, "env/x.py", "myenv/pyvenv.cfg", "myenv/x.py")
    assert names(project) == ["env/x.py"]


def test_a_default_excluded_folder_is_walked_where_it_is_named(project: Path) -> None:
    write(project, "build/x.py")
    assert names(project, "build") == ["build/x.py"]


def test_gitignore_holds_at_every_level_and_the_nearest_decides(project: Path) -> None:
    write(project, "gen/a.py", "sub/gen.py", "sub/keep.py", "sub/deep/gen.py")
    (project / ".gitignore").write_text("gen.py\n/gen/\n")
    (project / "sub/deep/.gitignore").write_text("!gen.py\n")
    assert names(project) == ["sub/deep/gen.py", "sub/keep.py"]


def test_gitignore_above_the_named_folder_counts_up_to_the_repository(project: Path) -> None:
    write(project, "sub/skipped.py", "sub/kept.py")
    (project / ".gitignore").write_text("/sub/skipped.py\n")
    assert names(project, "sub") == ["sub/kept.py"]


def test_gitignore_above_the_repository_does_not_count(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.py\n")
    write(tmp_path, "repo/.git/HEAD", "repo/x.py")
    assert discover([tmp_path / "repo"]) == [tmp_path / "repo/x.py"]


def test_a_malformed_line_in_gitignore_does_not_hide_the_others(project: Path) -> None:
    write(project, "a.py", "b.py")
    (project / ".gitignore").write_bytes(b"!\n\xff\xfe\na.py\n")
    assert names(project) == ["b.py"]


@pytest.mark.parametrize("pattern", ["skipped", "/skipped", "skipped/", "skipped/**", "**/x.py"])
def test_exclude_patterns(project: Path, pattern: str) -> None:
    write(project, "skipped/x.py", "kept/y.py")
    assert names(project, exclude=(pattern,)) == ["kept/y.py"]


def test_a_malformed_exclude_pattern_is_refused(project: Path) -> None:
    with pytest.raises(ProjectError, match="malformed exclude pattern: '!'"):
        names(project, exclude=("!",))


def test_a_named_path_is_taken_even_where_it_is_left_out(project: Path) -> None:
    write(project, "skipped/x.py", "skipped/y.py", "script")
    (project / ".gitignore").write_text("skipped/\n")
    assert names(project, "skipped/x.py", exclude=("x.py",)) == ["skipped/x.py"]
    assert names(project, "skipped") == ["skipped/x.py", "skipped/y.py"]
    assert names(project, "skipped", exclude=("skipped",)) == ["skipped/x.py", "skipped/y.py"]
    assert names(project, "script") == ["script"]


def test_symlinks_to_files_are_read_once_and_to_folders_not_followed(project: Path) -> None:
    write(project, "real/x.py", "outside.txt")
    (project / "again.py").symlink_to("real/x.py")
    (project / "other.py").symlink_to("outside.txt")
    (project / "real/loop").symlink_to("..")
    (project / "broken.py").symlink_to("nowhere.py")
    assert names(project) == ["other.py", "real/x.py"]


def test_a_named_symlink_to_a_folder_is_followed_once(project: Path) -> None:
    write(project, "real/x.py")
    (project / "link").symlink_to("real")
    assert names(project, "link") == ["link/x.py"]
    assert len(names(project, "link", "real")) == 1


def test_pipes_named_like_python_files_are_passed_over(project: Path) -> None:
    os.mkfifo(project / "x.py")
    assert names(project) == []
    with pytest.raises(ProjectError, match="neither a file nor a directory"):
        names(project, "x.py")


def test_a_folder_that_cannot_be_listed_is_returned_itself(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "closed/x.py", "open/y.py")
    scandir = os.scandir

    def refuse(path: str):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(project) == ["closed", "open/y.py"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [("srcc", "src"), ("src/modle.py", "src/model.py"), ("srcc/modle.py", "src/model.py"), ("q", None)],
)
def test_a_missing_path_is_answered_with_the_one_that_was_meant(project: Path, path: str, meant: str | None) -> None:
    write(project, "src/model.py")
    with pytest.raises(MissingPath) as error:
        names(project, "src", path)
    assert error.value.suggestion == meant
    question = f" (did you mean {meant!r}?)" if meant else ""
    assert str(error.value) == f"no such file or directory: {path!r}{question}"


def test_very_deep_folders(project: Path) -> None:
    deep = project
    for _ in range(300):
        deep = deep / "d"
    write(deep, "x.py")
    assert len(names(project)) == 1
