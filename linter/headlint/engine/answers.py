"""What a whole run answered, for as long as nothing changes that it rests on.

A run rests on what it was asked, on the bytes of every file that it read, on which paths it found to be files when it
looked for imports, and on headlint itself. All of that is looked at again before an old answer is given; the time
stamps of files that are checked are not trusted. This module imports no more than it needs for that.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import msgspec

from headlint.diagnostics import Applicability, Edit, Entry, Finding, Fix, Related, Severity, Span
from headlint.engine.cache import FOLDER, made_folder
from headlint.engine.reading import digest_of
from headlint.engine.result import Request, Result
from headlint.project.discovery import discover
from headlint.project.names import common_folder, project_root

_SUFFIX = ".answer"
_MOST = 8  # answers that are kept for a project


class Basis(msgspec.Struct, array_like=True):
    """What an answer rests on: the files that the run was asked about, a digest of each that it read, and which of the
    paths that imports may have meant were files."""

    asked: tuple[str, ...]
    digests: dict[str, bytes]
    probed: dict[str, bool]

    def holds(self, request: Request) -> bool:
        """True where all of it is still so."""
        asked = tuple(map(str, discover(request.paths, request.exclude, request.root)))
        if asked != self.asked or any(os.path.isfile(path) != found for path, found in self.probed.items()):
            return False
        return all(digest_of(Path(path)) == known for path, known in self.digests.items())


class _Fix(msgspec.Struct, array_like=True):
    """A fix without the changes that its edits were made of."""

    message: str
    applicability: Applicability
    edits: tuple[Edit, ...]


class _Finding(msgspec.Struct, array_like=True):
    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    effect: str | None
    related: tuple[Related, ...]
    fix: _Fix | None
    contexts: tuple[str, ...]


class _Record(msgspec.Struct, array_like=True):
    basis: Basis
    findings: tuple[_Finding, ...]
    ledger: tuple[Entry, ...]
    files: int
    torch_files: int
    texts: dict[str, str]
    asked: tuple[str, ...]


_RECORDS = msgspec.msgpack.Decoder(_Record)


def answer(request: Request) -> Result:
    """What ``headlint.engine.run.run`` answers, from an earlier run where that still holds. Raises what it raises."""
    started = time.perf_counter()
    known = _known(request) if request.cache and not request.unsaved else None
    if known is not None:
        return replace(known, seconds=time.perf_counter() - started)
    from headlint.engine.run import run  # all that an old answer does not need

    return run(request)


def keep(request: Request, basis: Basis, result: Result) -> None:
    """Keep an answer for the next run that asks the same. One that says that a file could not be analysed is not
    kept: the next run may have more time or memory."""
    if not request.cache or request.unsaved or any(finding.code == "HL002" for finding in result.findings):
        return
    findings = tuple(_slim(finding) for finding in result.findings)
    texts, asked = dict(result.texts), tuple(sorted(result.asked))
    record = _Record(basis, findings, result.ledger, result.files, result.torch_files, texts, asked)
    with contextlib.suppress(OSError):
        made_folder(_root(request))
        _write(_place(request), msgspec.msgpack.encode(record))


def _known(request: Request) -> Result | None:
    try:
        record = _RECORDS.decode(_place(request).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    if not record.basis.holds(request):
        return None
    findings, asked = tuple(_whole(each) for each in record.findings), frozenset(record.asked)
    return Result(findings, record.ledger, record.files, record.torch_files, texts=record.texts, asked=asked)


def _slim(finding: Finding) -> _Finding:
    fix = finding.fix
    slim = None if fix is None else _Fix(fix.message, fix.applicability, fix.edits)
    same = {name: getattr(finding, name) for name in _Finding.__struct_fields__ if name != "fix"}
    return _Finding(**same, fix=slim)


def _whole(kept: _Finding) -> Finding:
    fix = kept.fix
    whole = None if fix is None else Fix(fix.message, fix.applicability, fix.edits)
    same = {name: getattr(kept, name) for name in _Finding.__struct_fields__ if name != "fix"}
    return Finding(**same, fix=whole)


def _root(request: Request) -> Path:
    return project_root(common_folder(request.paths))


def _place(request: Request) -> Path:
    """The file that holds the answer to a request that this headlint gives here."""
    # How many processes parse, and what counts as a failure, changes no answer.
    asked = {
        **msgspec.to_builtins(replace(request, jobs=0, fail_on=Severity.ERROR, unsaved={}), enc_hook=str),
        "cwd": os.getcwd(),
    }
    said = repr((sorted(asked.items()), list(_itself())))
    name = hashlib.blake2b(said.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return _root(request) / FOLDER / (name + _SUFFIX)


def _itself() -> Iterator[object]:
    """What headlint is made of: its own files and those of the rule packs, Python, and the parser."""
    yield sys.version
    parser = find_spec("libcst")
    yield parser and parser.origin and os.stat(parser.origin).st_mtime_ns
    packages = {"headlint", *(entry.value for entry in entry_points(group="headlint.rules"))}
    for package in sorted(packages):
        spec = find_spec(package)
        for folder in sorted(spec.submodule_search_locations or ()) if spec else ():
            for top, _, names in sorted(os.walk(folder)):
                for name in sorted(names):
                    if name.endswith(".py"):
                        status = os.stat(os.path.join(top, name))
                        yield top, name, status.st_size, status.st_mtime_ns


def _write(place: Path, data: bytes) -> None:
    """Write a file at once or not at all, the oldest answers making room."""
    unfinished = place.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(data)
    os.replace(unfinished, place)
    answers = sorted(place.parent.glob("*" + _SUFFIX), key=lambda each: each.stat().st_mtime_ns)
    for old in answers[:-_MOST]:
        old.unlink(missing_ok=True)
