"""Reads the sources of torch releases and writes linter/headlint/torchlib/api/names.json. Run by hand, not shipped.

    python tools/torch_api.py RELEASES [OUTPUT]
    python tools/torch_api.py --check RELEASES

RELEASES holds one folder a release, named by its minor version ("1.8", "2.15"), with the ``.py`` and ``.pyi`` files
of ``torch/nn``, ``torch/optim`` and ``torch/_C`` out of its wheel. The wheels for macOS are the small ones::

    pip download --no-deps torch==2.13.0 --only-binary=:all: --python-version 3.11 --platform macosx_14_0_arm64
    unzip -q torch-2.13.0-*.whl 'torch/nn/*' 'torch/optim/*' 'torch/_C/*.pyi' 'torch/*.pyi' -d RELEASES/2.13

With ``--check`` nothing is written: each name and keyword of these releases that the table lacks is printed, and the
exit code is 1 if there is one. So a release that came out since is tried before the table is made anew.

Nothing of torch is imported. Where a signature cannot be read for certain in one release, it is written as unknown.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from headlint.torchlib import api
from torch_release import Release
from torch_source import Signature, Unread

MODULES = (
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.optim",
    "torch.optim.lr_scheduler",
)
CALLABLE = ("class", "function", "builtin")
# Older releases only add names and keywords. What cannot be read in them (they have no stubs) taints nothing.
FIRST = (1, 8)
OUTPUT = Path(__file__).parents[1] / "linter/headlint/torchlib/api/names.json"


def version(text: str) -> tuple[int, ...]:
    """The version as numbers, so that 2.9 comes before 2.10."""
    return tuple(int(part) for part in text.split("."))


@dataclass
class Merged:
    """One callable over all releases: every parameter with the releases that take it, or unknown."""

    order: list[str] = field(default_factory=list)  # of the newest release, then what only older ones take
    keyword_only: frozenset[str] = frozenset()
    taken_in: dict[str, list[str]] = field(default_factory=dict)
    args: bool = False
    kwargs: bool = False
    unknown: bool = False
    releases: list[str] = field(default_factory=list)

    def add(self, release: str, signature: Signature | Unread | None) -> None:
        """Take in one release; to be called from the oldest to the newest."""
        if signature is None:
            return
        if isinstance(signature, Unread):
            self.unknown |= version(release) >= FIRST
            return
        self.releases.append(release)
        names = list(signature.names)
        gone = [name for name in self.order if name not in names]
        self.order = names + gone
        self.keyword_only = frozenset(signature.keyword_only) | frozenset(gone)
        self.args |= signature.args
        self.kwargs |= signature.kwargs
        for name in names:
            self.taken_in.setdefault(name, []).append(release)

    @property
    def text(self) -> str | None:
        """``a, b>=1.9, *, c<=2.4``; None where it is unknown."""
        if self.unknown or not self.releases:
            return None
        plain = [self._marked(name) for name in self.order if name not in self.keyword_only]
        keywords = [self._marked(name) for name in self.order if name in self.keyword_only]
        star = ["*args"] if self.args else ["*"] if keywords else []
        return ", ".join([*plain, *star, *keywords, *(["**kwargs"] if self.kwargs else [])])

    def _marked(self, name: str) -> str:
        return name + span(self.taken_in[name], self.releases)


def span(found: list[str], all_releases: list[str]) -> str:
    """``>=1.9<=2.4``, each half only where it says something."""
    since = "" if found[0] == all_releases[0] else f">={found[0]}"
    until = "" if found[-1] == all_releases[-1] else f"<={found[-1]}"
    return since + until


@dataclass
class Entry:
    """One name of a module over all releases."""

    kind: str = "other"
    found: list[str] = field(default_factory=list)
    call: Merged = field(default_factory=Merged)
    forward: Merged = field(default_factory=Merged)


def merge(releases: list[Release], module: str) -> dict[str, Entry]:
    """Every public name of a module."""
    entries: dict[str, Entry] = {}
    for release in releases:
        for name in release.public_names(module):
            found = release.resolve(module, name)
            entry = entries.setdefault(name, Entry())
            entry.kind = "builtin" if "builtin" in (entry.kind, found.kind) else found.kind
            entry.found.append(release.version)
            entry.call.add(release.version, found.call)
            entry.forward.add(release.version, found.forward)
    return entries


def rows(entries: dict[str, Entry], versions: list[str]) -> dict[str, object]:
    """The module's part of the table: callables with their signatures, everything else as plain words."""
    named = sorted(entries.items())
    return {
        "callables": {name: list(_row(e, versions)) for name, e in named if e.kind in CALLABLE},
        "modules": _words((n, e) for n, e in named if e.kind == "module"),
        "others": _words((n, e) for n, e in named if e.kind == "other"),
    }


def _row(entry: Entry, versions: list[str]) -> Iterator[str | None]:
    yield entry.kind
    yield span(entry.found, versions)
    yield entry.call.text
    if entry.forward.releases:
        yield entry.forward.text


def _words(entries: Iterable[tuple[str, Entry]]) -> str:
    return " ".join(name for name, _ in entries)


def lacking(release: Release) -> Iterator[str]:
    """The names of a release that the table does not have, and the keywords that it says torch refuses."""
    for module in MODULES:
        for name in release.public_names(module):
            if not api.known(f"{module}.{name}"):
                yield f"{release.version}: {module}.{name}"
                continue
            found = release.resolve(module, name)
            for dotted, call in ((f"{module}.{name}", found.call), (f"{module}.{name}.forward", found.forward)):
                table = api.parameters(dotted)
                taken = call.names if isinstance(call, Signature) and table is not None else ()
                yield from (f"{release.version}: {dotted}({key}=)" for key in taken if not table.accepts(key))


def check(releases: Iterable[Release]) -> int:
    """Print what the table lacks; the exit code."""
    missing = [line for release in releases for line in lacking(release)]
    print("\n".join(missing) or "nothing is missing")
    return int(bool(missing))


def main(arguments: list[str]) -> None:
    """Read all releases below the first argument and write the table to the second (or to its place)."""
    checking = "--check" in arguments
    arguments = [argument for argument in arguments if argument != "--check"]
    folders = sorted((p for p in Path(arguments[0]).iterdir() if p.is_dir()), key=lambda p: version(p.name))
    releases = [Release(folder.name, folder) for folder in folders]
    if checking:
        sys.exit(check(releases))
    versions = [release.version for release in releases]
    table = {"releases": versions} | {m: rows(merge(releases, m), versions) for m in MODULES}
    output = Path(arguments[1]) if len(arguments) > 1 else OUTPUT
    output.write_text(laid_out(table), encoding="utf-8")


def laid_out(table: Mapping[str, object]) -> str:
    """The table as JSON with one name a line, so that two versions of it can be compared."""
    text = json.dumps(table, indent=1, sort_keys=True)
    return re.sub(r"\[[^\[\]{}]*\]", lambda row: " ".join(row[0].split()), text) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
