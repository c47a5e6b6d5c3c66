"""``[tool.headlint]`` of pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headlint.diagnostics import Severity
from headlint.project.contracts import Declaration, Misdeclared, declarations
from headlint.project.errors import ConfigError, did_you_mean, nearest

FAIL_ON: Mapping[str, Severity | None] = {
    "advice": Severity.ADVICE,
    "warning": Severity.WARNING,
    "error": Severity.ERROR,
    "never": None,
}
_LISTS = ("select", "ignore", "exclude")
_CODES = ("select", "ignore")
_KEYS = (*_LISTS, "fail-on", "contracts")
_TABLE = re.compile(r"\s*\[\s*tool\s*\.\s*(?:headlint|\"headlint\"|'headlint')\s*\]")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Config:
    """What a project says about its own runs. ``fail_on`` is a key of FAIL_ON, or None where nothing is said;
    ``path`` the file that said it. ``exclude`` is relative to that file's folder. ``contracts`` are its own and its
    libraries' losses and layers."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str | None = None
    path: Path | None = None
    contracts: tuple[Declaration, ...] = ()


def find_config(start: Path) -> Path | None:
    """The nearest pyproject.toml with a ``[tool.headlint]`` at or above the folder ``start``."""
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        if _mentions_headlint(path) and _section(path, _read(path)) is not None:
            return path
    return None


def load_config(path: Path, known: Mapping[str, str]) -> Config:
    """The settings of ``path``. ``known`` maps each code that may be selected to its name. Raises ConfigError with
    file and line for whatever is not understood."""
    text = _read(path)
    section = _section(path, text)
    if section is None:
        raise ConfigError(f"{_named(path)}: no [tool.headlint] section")
    values: dict[str, Any] = {}
    for key, value in section.items():
        if key == "contracts":
            values[key] = _contracts(path, text, value)
            continue
        if fault := _fault(key, value, known):
            raise ConfigError(f"{_named(path)}:{_row(text, key, fault.item)}: {fault.message}")
        values[key.replace("-", "_")] = tuple(value) if key in _LISTS else value
    return Config(**values, path=path)


def _contracts(path: Path, text: str, table: object) -> tuple[Declaration, ...]:
    try:
        return declarations(table, path.name)
    except Misdeclared as error:
        raise ConfigError(f"{_named(path)}:{_row(text, error.name, error.item)}: {error}") from error


def unknown_code(code: str, known: Mapping[str, str]) -> str | None:
    """What is wrong with a code or prefix that someone selects or ignores, or None. A rule's name is met with its
    code."""
    if code and any(each.startswith(code) for each in known):
        return None
    spellings = {name: each for each, name in known.items()} | {each: each for each in known}
    close = nearest(code, spellings)
    return f"unknown code {code!r}" + did_you_mean(close and spellings[close])


@dataclass(frozen=True, slots=True)
class _Fault:
    message: str
    item: str = ""  # the offending entry of a list, which may stand on a row of its own


def _fault(key: str, value: object, known: Mapping[str, str]) -> _Fault | None:
    if key not in _KEYS:
        return _Fault(f"unknown key {key!r} in [tool.headlint]" + did_you_mean(nearest(key, _KEYS)))
    if key == "fail-on":
        return _fault_of_fail_on(value)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return _Fault(f"{key!r} must be a list of strings")
    for item in value if key in _CODES else ():
        if fault := unknown_code(item, known):
            return _Fault(fault, item)
    return None


def _fault_of_fail_on(value: object) -> _Fault | None:
    if isinstance(value, str) and value in FAIL_ON:
        return None
    close = nearest(value, FAIL_ON) if isinstance(value, str) else None
    return _Fault(f"'fail-on' must be one of {', '.join(FAIL_ON)}" + did_you_mean(close))


def _section(path: Path, text: str) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        row = int(place[1]) if place and place[1] else text.count("\n") + 1
        reason = message[: place.start()] if place else message
        raise ConfigError(f"{_named(path)}:{row}: not valid TOML: {reason[:1].lower()}{reason[1:]}") from error
    except RecursionError as error:
        raise ConfigError(f"{_named(path)}: not valid TOML: nested too deeply") from error
    tool = document.get("tool")
    section = tool.get("headlint") if isinstance(tool, dict) else None
    if section is not None and not isinstance(section, dict):
        raise ConfigError(f"{_named(path)}:{_row(text, 'headlint')}: 'tool.headlint' must be a table")
    return section


def _mentions_headlint(path: Path) -> bool:
    # Most files on the way up do not, and need not even be readable or valid.
    try:
        return b"headlint" in path.read_bytes()
    except OSError:
        return False


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{_named(path)}: is not valid UTF-8") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"{_named(path)}: cannot be read: {reason.lower()}") from error


def _named(path: Path) -> str:
    cwd = Path.cwd()
    return str(path.relative_to(cwd)) if path.is_relative_to(cwd) else str(path)


def _row(text: str, key: str, item: str = "") -> int:
    """The row of a list's ``item`` where one is given, else of the key, else of the section's header."""
    rows = text.split("\n")
    header = next((at for at, row in enumerate(rows) if _TABLE.match(row)), None)
    begin = 0 if header is None else header + 1
    spelled = re.compile(rf"(?:^|[\s.{{,\"'])({re.escape(key)})[\"']?\s*[=\]]")
    found = next((at for at in range(begin, len(rows)) if spelled.search(rows[at])), header or 0)
    if item:
        found = next((at for at in range(found, len(rows)) if item in rows[at]), found)
    return found + 1
