"""Which files are worth running: a byte search, many times cheaper than a parse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from headlint.engine.reading import Text

# A file that mentions none of these holds no sink: nothing can be reported in it.
TOKENS = (
    *(b"oss", b"entropy", b"criterion", b"nll", b"kl_div"),  # losses
    *(b"softmax", b"Softmax", b"igmoid"),  # activations that rules judge
    *(b"argmax", b".round", b".max(", b"topk", b".backward"),  # decisions and gradients
    b"torchmetrics",
    *(b"add_module", b"register_module", b"nn.", b"torch.optim"),  # torch's interface
)
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+([^\n#]*)|import[ \t]+([^\n#]+))", re.MULTILINE)
_IMPORT_AT_ONCE = re.compile(_IMPORT.pattern.replace(r"^[ \t]*", "^", 1), re.MULTILINE)
_WORD = re.compile(r"\w+")
_DOTTED = re.compile(r"[\w.]+")


def worth_running(texts: Mapping[Path, Text], declared: Iterable[str] = ()) -> list[Path]:
    """The files that may hold something to report, and those that import one of them, however many files further
    on: the script that puts a model and a trainer together may itself say nothing of torch. ``declared`` are names of
    losses and layers that the project tells of."""
    tokens = (*TOKENS, *(name.encode() for name in declared))
    chosen = {file for file, text in texts.items() if _has_sink(text, tokens)}
    imports = {file: imported_words(text.text) for file, text in texts.items() if file not in chosen}
    names = {import_word(file) for file in chosen}
    while True:
        more = {file for file, mentioned in imports.items() if file not in chosen and mentioned & names}
        if not more:
            return [file for file in texts if file in chosen]
        chosen |= more
        names |= {import_word(file) for file in more}


def _has_sink(text: Text, tokens: tuple[bytes, ...]) -> bool:
    return bool(text.problems) or (b"torch" in text.data and any(token in text.data for token in tokens))


def import_word(file: Path) -> str:
    """The word by which an import mentions a file."""
    return file.parent.name if file.name == "__init__.py" else file.stem


def imported_words(text: str) -> frozenset[str]:
    """The words in the import statements of a text."""
    return frozenset(
        word for match in _IMPORT.finditer(text) for part in match.groups() if part for word in _WORD.findall(part)
    )


def speaks_of_torch(data: bytes) -> bool:
    """True where a file mentions torch."""
    return b"torch" in data


def possible_imports(text: str, at_once: bool = False) -> Iterator[tuple[str, int]]:
    """The modules that a text may import, as resolving an import takes them: dotted name and leading dots. A name
    behind ``from`` may be a module as well. ``at_once`` leaves out what stands in a block."""
    for source, names, plain in (_IMPORT_AT_ONCE if at_once else _IMPORT).findall(text):
        module = source.lstrip(".")
        level = len(source) - len(module)
        yield from ((dotted, 0) for dotted in _DOTTED.findall(plain))
        if source:
            yield module, level
            yield from ((f"{module}.{name}".lstrip("."), level) for name in _WORD.findall(names))
