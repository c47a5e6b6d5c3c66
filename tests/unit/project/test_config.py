"""[tool.headlint] of pyproject.toml."""

from pathlib import Path

import pytest
from headlint.project.config import Config, find_config, load_config, unknown_code
from headlint.project.errors import ConfigError

KNOWN = {"HL001": "does-not-parse", "HL101": "softmax-into-cross-entropy", "HL201": "softmax-over-one-unit"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(folder: Path, text: str) -> Config:
    (folder / "pyproject.toml").write_text(text)
    return load_config(folder / "pyproject.toml", KNOWN)


def test_all_settings(project: Path) -> None:
    text = '[tool.headlint]\nselect = ["HL1"]\nignore = ["HL101"]\nexclude = ["old/"]\nfail-on = "error"\n'
    path = project / "pyproject.toml"
    assert load(project, text) == Config(("HL1",), ("HL101",), ("old/",), "error", path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[project]\nname = 'x'\n\n[tool.headlint]\nselect = []\nignor = ['HL101']\n",
            "pyproject.toml:6: unknown key 'ignor' in [tool.headlint] (did you mean 'ignore'?)",
        ),
        ("[tool.headlint]\nzzz = 1\n", "pyproject.toml:2: unknown key 'zzz' in [tool.headlint]"),
        (
            "[tool.headlint]\nfail_on = 'error'\n",
            "pyproject.toml:2: unknown key 'fail_on' in [tool.headlint] (did you mean 'fail-on'?)",
        ),
        ("[tool.headlint]\n\nselect = 'HL1'\n", "pyproject.toml:3: 'select' must be a list of strings"),
        ("[tool.headlint]\nexclude = ['a', 1]\n", "pyproject.toml:2: 'exclude' must be a list of strings"),
        (
            "[tool.headlint]\nselect = [\n  'HL1',\n  'HL21',\n]\n",
            "pyproject.toml:4: unknown code 'HL21' (did you mean 'HL201'?)",
        ),
        (
            "[tool.headlint]\nignore = ['softmax-into-crossentropy']\n",
            "pyproject.toml:2: unknown code 'softmax-into-crossentropy' (did you mean 'HL101'?)",
        ),
        (
            "[tool.headlint]\nfail-on = 'warn'\n",
            "pyproject.toml:2: 'fail-on' must be one of advice, warning, error, never (did you mean 'warning'?)",
        ),
        ("[tool.headlint]\nfail-on = 3\n", "pyproject.toml:2: 'fail-on' must be one of advice, warning, error, never"),
        ("[tool]\nheadlint = 3\n", "pyproject.toml:2: 'tool.headlint' must be a table"),
        ("x = 1\n[tool.headlint\n", "pyproject.toml:2: not valid TOML: expected ']' at the end of a table declaration"),
        (
            "[tool]\nheadlint = {ignor = []}\n",
            "pyproject.toml:2: unknown key 'ignor' in [tool.headlint] (did you mean 'ignore'?)",
        ),
        ("[project]\n", "pyproject.toml: no [tool.headlint] section"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(project: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(project, text)
    assert str(error.value) == message


def test_a_file_elsewhere_is_named_in_full(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "pyproject.toml"
    other.write_bytes(b"\xff")
    with pytest.raises(ConfigError) as error:
        load_config(other, KNOWN)
    assert str(error.value) == f"{other}: is not valid UTF-8"
    with pytest.raises(ConfigError, match="cannot be read: no such file or directory"):
        load_config(project / "gone.toml", KNOWN)


def test_the_nearest_file_with_a_section_is_found(project: Path) -> None:
    (project / "a/b/c").mkdir(parents=True)
    (project / "pyproject.toml").write_text("[tool.headlint]\n")
    (project / "a/pyproject.toml").write_text("[project]\nname = 'headlint-user'\n")
    (project / "a/b/pyproject.toml").write_bytes(b"\xff not even toml")
    assert find_config(project / "a/b/c") == project / "pyproject.toml"
    (project / "a/pyproject.toml").write_text("[tool.headlint]\n")
    assert find_config(project / "a/b/c") == project / "a/pyproject.toml"


def test_codes_and_prefixes() -> None:
    assert unknown_code("HL101", KNOWN) is None
    assert unknown_code("HL", KNOWN) is None
    assert unknown_code("", KNOWN) == "unknown code ''"
    assert unknown_code("hl101", KNOWN) == "unknown code 'hl101' (did you mean 'HL101'?)"
    assert unknown_code("does-not-parse", KNOWN) == "unknown code 'does-not-parse' (did you mean 'HL001'?)"
