"""No input crashes the run, hangs it, or hides a finding elsewhere."""

import ast
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from headlint.testing import fixtures

FIXTURES = Path(__file__).parent.parent / "fixtures"
THREADS = FIXTURES / "threads"
PROGRAMS = sorted((FIXTURES / "hostile").glob("*.py"))  # valid, and hard on an interpreter

WRONG = """\
import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
loss = nn.CrossEntropyLoss()(net(torch.randn(2, 4)), torch.tensor([0, 2]))
"""
FOUND_IN_WRONG = (5, "HL101")

# A process of its own, for the day on which a guard fails: what is dead answers nothing more. It runs one folder after
# the other, since most of a short run is its start.
DRIVER = """\
import json, os, sys
from pathlib import Path

try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) << 20,) * 2)
except ImportError:
    pass

from headlint.engine.result import Request
from headlint.engine.run import run

for folder in sys.argv[2:]:
    os.chdir(folder)
    result = run(Request((Path("."),), cache=False))
    findings = [[f.span.path, f.span.row, f.code, f.message] for f in result.findings]
    ledger = [[e.span.path, e.span.row, e.verdict, e.why] for e in result.ledger]
    print(json.dumps({"folder": folder, "findings": findings, "ledger": ledger}), flush=True)
"""
LIMIT = 300  # seconds; far above what any input here may take, so that it only ends what hangs

Row = list[object]
Write = Callable[[Path], object]  # makes an input at a path


def runs(folders: Sequence[Path], hash_seed: int = 0, megabytes: int = 4_096) -> dict[str, str]:
    """What runs over some folders print, by folder, as far as they come, in a process of so much address space."""
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", DRIVER, str(megabytes), *map(str, folders)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=LIMIT)
        printed, said = done.stdout, done.stderr.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        printed, said = late.stdout or b"", "takes too long"
    lines = printed.decode().splitlines()
    if len(lines) < len(folders):
        print(f"nothing comes from {folders[len(lines)]} on: {said[-2000:]}")
    return {json.loads(line)["folder"]: line for line in lines}


def run(folder: Path, hash_seed: int = 0, megabytes: int = 4_096) -> str:
    """What a run over one folder prints."""
    return runs([folder], hash_seed, megabytes)[str(folder)]


def findings(printed: str) -> list[Row]:
    rows: list[Row] = json.loads(printed)["findings"]
    return rows


def text(source: str | bytes) -> Write:
    data = source if isinstance(source, bytes) else source.encode()
    return lambda path: path.write_bytes(data)


def of_torch(source: str) -> Write:
    return text("import torch\nfrom torch import nn\nimport torch.nn.functional as F\n" + source)


def fifo(path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)


def loop_of_links(path: Path) -> None:
    path.symlink_to(path.name)
    (path.parent / "deeper").symlink_to(".", target_is_directory=True)


def named_like_two_lines(path: Path) -> None:
    (path.parent / "x\n::error::y.py").write_text(WRONG)


def notebook(cells: object) -> Write:
    return lambda path: path.with_suffix(".ipynb").write_text(json.dumps(cells))


def nested(opening: str, closing: str, depth: int, core: str = "") -> str:
    return opening * depth + core + closing * depth


def indented(depth: int) -> str:
    return "".join(f"{' ' * i}if x{i}:\n" for i in range(depth)) + " " * depth + "nn.Softmax()(x)\n"


# What the file is, and the code it is reported under: one of HL00x, "" for none of them, None where either will do.
FILES: dict[str, tuple[Write, str | None]] = {
    "empty": (text(""), ""),
    "one newline": (text("\n"), ""),
    "comments only": (text("# torch softmax\n" * 3), ""),
    "unparsable": (text("import torch.nn\nsoftmax = = 1\n"), "HL001"),
    "never closed": (text("import torch.nn\nx = (softmax(\n"), "HL001"),
    "python 2": (text("import torch.nn\nprint 'softmax', 1\nexec 'x'\n"), "HL001"),
    "invalid utf-8": (text(b"import torch.nn\nsoftmax = '\xff\xfe'\n"), "HL001"),
    "nul bytes": (text(b"import torch.nn\nsoftmax = 1\x00\n"), "HL001"),
    "utf-16": (text("import torch.nn # softmax".encode("utf-16")), None),
    "unknown encoding": (text("# -*- coding: klingon -*-\nimport torch.nn\nsoftmax = 1\n"), "HL001"),
    "declared latin-1": (text(b"# -*- coding: latin-1 -*-\nimport torch.nn\nsoftmax = '\xe9'\n"), ""),
    "byte order mark": (text(b"\xef\xbb\xbf" + WRONG.encode()), ""),
    "carriage returns and newlines": (text(WRONG.replace("\n", "\r\n")), ""),
    "carriage returns alone": (text(WRONG.replace("\n", "\r")), None),
    "form feeds and tabs": (of_torch("\x0cif torch:\n\tx = 1\n\x0c\ty = nn.Softmax()\n"), ""),
    "other alphabets": (of_torch("größe = nn.Linear(3, 3)\nловушка = größe(torch.randn(1, 3))\n"), ""),
    "control characters": (of_torch("x = '\x1b[2J\x07\u202e'  # \x1b]0;softmax\x07\n"), None),
    "two thousand brackets": (of_torch("x = " + nested("(", ")", 2000) + "\n"), "HL003"),
    "two thousand lists": (of_torch("x = " + nested("[", "]", 2000) + "\n"), "HL003"),
    "nested calls": (of_torch("x = " + nested("F.softmax(", ", 1)", 180, "y") + "\n"), None),
    "a call around many": (of_torch("x = " + "f(" * 100 + "a, " * 1500 + ")" * 100 + "\n"), ""),
    "a call of calls": (of_torch("x = " + "f(a, b, c, " * 150 + "y" + ")" * 150 + "\n"), ""),
    "nested lists without end": (of_torch("x = " + "[f(" * 95 + "1 1" + ")]" * 95 + "\n"), "HL001"),
    "nested f-strings": (of_torch("x = " + 'f"{' * 100 + "1" + '}"' * 100 + "\n"), ""),
    "nested comprehensions": (of_torch("x = " + nested("[", " for x in y]", 190, "1") + "\n"), ""),
    "nested lambdas in brackets": (of_torch("x = " + nested("lambda a=(", "): 1", 190, "b") + "\n"), ""),
    "many cases": (of_torch("match x:\n" + "".join(f" case {i}: pass\n" for i in range(4000))), ""),
    "many rows": (of_torch("x\n" * 20_000), ""),
    "one long string": (of_torch("x = 'softmax" + "a" * 900_000 + "'\n"), ""),
    "nested patterns": (of_torch("match x:\n case " + nested("[", "]", 40) + ":\n  pass\n"), None),
    "nested blocks": (of_torch(indented(90)), None),
    "nested functions": (of_torch("".join(f"{' ' * i}def f{i}(x):\n" for i in range(80)) + " " * 80 + "pass\n"), None),
    "nested lambdas": (of_torch("x = " + "lambda y: " * 150 + "F.softmax(y, 1)\n"), None),
    "chain of calls": (of_torch("x = torch.randn(3)" + ".clone()" * 150 + ".softmax(0)\n"), ""),
    "long chain of calls": (of_torch("x = torch.randn(3)" + ".clone()" * 1000 + ".softmax(0)\n"), None),
    "long sum": (of_torch("x = " + " + ".join(["F.relu(y)"] * 1000) + "\n"), None),
    "long elif": (of_torch("if a:\n x = 1\n" + "".join(f"elif a == {i}:\n x = {i}\n" for i in range(1500))), None),
    "long literal": (of_torch("x = [" + "1.5, " * 100_000 + "]\ny = F.softmax(torch.tensor(x), 0)\n"), None),
    "large": (of_torch("x = 1  # softmax\n" * 100_000), None),
    "star star": (of_torch("f(*a, *b, **c, **d)\n[*x, *y]\n{**a, **b}\nprint(*nn.Softmax(dim=1)(x))\n"), ""),
    "fifo": (fifo, None),
    "loop of links": (loop_of_links, None),
    "dangling link": (lambda path: path.symlink_to("nowhere.py"), None),
    "directory named like a module": (lambda path: path.mkdir(), ""),
    "name of two lines": (named_like_two_lines, ""),
    "notebook that is no JSON": (lambda path: path.with_suffix(".ipynb").write_text("{"), "HL001"),
    "notebook of another shape": (notebook([1, 2]), None),
    "notebook without cells": (notebook({"nbformat": 4}), None),
    "notebook of odd cells": (
        notebook({"cells": [1, {}, {"cell_type": "code"}, {"cell_type": "code", "source": 3}]}),
        None,
    ),
    "notebook of magic": (
        notebook({"cells": [{"cell_type": "code", "source": ["%%bash\n", "torch softmax ((("]}]}),
        "",
    ),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    """The findings in a folder for each hostile file, beside one with a mistake."""
    folders = {name: tmp_path_factory.mktemp("hostile") for name in (*FILES, *map(str, PROGRAMS))}
    for name, folder in folders.items():
        if name in FILES:
            FILES[name][0](folder / "x.py")
        else:
            shutil.copy(name, folder / "x.py")
        (folder / "z.py").write_text(WRONG)
    printed = runs(list(folders.values()))
    return {name: findings(printed[str(folder)]) for name, folder in folders.items() if str(folder) in printed}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_hides_nothing(name: str, answers: dict[str, list[Row]]) -> None:
    found = answers[name]
    code = FILES[name][1]
    assert ["z.py", *FOUND_IN_WRONG] in [row[:3] for row in found]
    codes = [row[2] for row in found if row[0] != "z.py" and str(row[2]).startswith("HL00")]
    assert len(codes) <= 1
    assert code is None or codes == ([code] if code else [])


def test_a_file_that_takes_the_memory_is_the_only_one_lost(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    of_torch("x = " + "f(" * 150 + "a, " * 3500 + ")" * 150 + "\n")(tmp_path / "x.py")  # 700 MB
    (tmp_path / "z.py").write_text(WRONG)
    found = [row[:3] for row in findings(run(tmp_path, megabytes=700))]
    assert found == [["x.py", 1, "HL002"], ["z.py", *FOUND_IN_WRONG]]


@pytest.mark.parametrize("name", ["byte order mark", "carriage returns and newlines", "name of two lines"])
def test_an_odd_file_is_read_like_any_other(name: str, tmp_path: Path) -> None:
    FILES[name][0](tmp_path / "x.py")
    assert [row[1:3] for row in findings(run(tmp_path))] == [[*FOUND_IN_WRONG]]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_hostile_program_hides_nothing(program: Path, answers: dict[str, list[Row]]) -> None:
    found = answers[str(program)]
    assert ["z.py", *FOUND_IN_WRONG] in [row[:3] for row in found]
    assert not [row for row in found if str(row[2]).startswith("HL00")]


def test_all_at_once_and_the_same_twice(tmp_path: Path) -> None:
    for i, (write, _) in enumerate(FILES.values()):
        (tmp_path / f"d{i}").mkdir()
        write(tmp_path / f"d{i}" / "x.py")
    for program in PROGRAMS:
        shutil.copy(program, tmp_path)
    (tmp_path / "z.py").write_text(WRONG)
    first, second = run(tmp_path, hash_seed=1), run(tmp_path, hash_seed=2)
    assert first == second
    assert ["z.py", *FOUND_IN_WRONG] in [row[:3] for row in findings(first)]


def mutant(source: str, chance: random.Random) -> str:
    """The program with a line left out, doubled, moved, or bent out of its block, that still parses."""
    for _ in range(20):
        lines = source.split("\n")
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        change = chance.choice(["leave out", "double", "move", "cut", "swap"])
        if change == "leave out":
            del lines[at]
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "move":
            lines.insert(to, lines.pop(at))
        elif change == "cut":
            lines[at] = lines[at].partition("(")[0] or "pass"
        else:
            lines[at] = lines[at].replace("self", "x").replace("nn.", "F.")
        try:
            ast.parse("\n".join(lines))
        except SyntaxError:
            continue
        return "\n".join(lines)
    return source


def test_mutants_of_real_programs_are_analysed(tmp_path: Path) -> None:
    chance = random.Random(7)
    singles = [f.path for folder in sorted(THREADS.iterdir()) for f in fixtures(folder) if f.path.suffix == ".py"]
    for i, path in enumerate(chance.choices(singles, k=60)):
        source = path.read_text("utf-8")
        for _ in range(chance.randint(1, 4)):
            source = mutant(source, chance)
        (tmp_path / f"m{i}.py").write_text(source)
    first = run(tmp_path, hash_seed=1)
    assert [row for row in findings(first) if str(row[2]).startswith("HL00")] == []
    assert run(tmp_path, hash_seed=2) == first


def test_random_programs_are_analysed(tmp_path: Path) -> None:
    codegen = pytest.importorskip("pysource_codegen")
    for seed in range(40):
        source = codegen.generate(seed, node_limit=400, depth_limit=6)
        try:
            ast.parse(source)
        except (SyntaxError, RecursionError, ValueError):
            continue
        of_torch(source)(tmp_path / f"r{seed}.py")
    (tmp_path / "z.py").write_text(WRONG)
    first = run(tmp_path, hash_seed=1)
    assert ["z.py", *FOUND_IN_WRONG] in [row[:3] for row in findings(first)]
    assert [row for row in findings(first) if row[2] == "HL002"] == []
    assert run(tmp_path, hash_seed=2) == first
