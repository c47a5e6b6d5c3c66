"""What the guard refuses, what it must let through, and that what it lets through is survived."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from headlint.syntax.guard import SIZE, check

LIBRARY = Path(sysconfig.get_path("stdlib"))
BRACKETS = "brackets are nested too deeply"
CHAIN = "a chain of operators or calls is too long"
PATTERNS = "patterns are nested too deeply"
BRANCHES = "an if statement has too many branches"
LOAD = "too much is nested in brackets"

REFUSED = [
    ("(" * 201 + ")" * 201, BRACKETS),
    ("x = [\n" * 2000 + "]" * 2000, BRACKETS),
    ("f(" * 1000 + ")" * 1000, BRACKETS),
    ("{1: " * 1000 + "1" + "}" * 1000, BRACKETS),
    ("f'{" * 1000 + "1" + "}'" * 1000, BRACKETS),
    ("x = f'{" + "(" * 300 + ")" * 300 + "}'", BRACKETS),
    ("f'{a['('" + "(" * 300, BRACKETS),
    ("x = a" + ".b()" * 2000, CHAIN),
    ("x = a" + "(\n)" * 2000, CHAIN),
    ("x = a" + ".b" * 5000, CHAIN),
    ("x = a" + "[0]" * 2000, CHAIN),
    ("x = " + "a + " * 5000 + "a", CHAIN),
    ("x = (" + "a +\n" * 5000 + "a)", CHAIN),
    ("x = " + "a + \\\n" * 5000 + "a", CHAIN),
    ("x = f'{" + "a + " * 5000 + "a}'", CHAIN),
    ("x = " + "f(a) + " * 900 + "a", CHAIN),
    ("x = a" + ".b(1, 2, c=[3])" * 700, CHAIN),
    ("x = " + "- " * 3000 + "1", CHAIN),
    ("x = " + "-" * 3000 + "1", CHAIN),
    ("x = " + "not " * 3000 + "1", CHAIN),
    ("x = " + "lambda a, b: " * 2000 + "1", CHAIN),
    ("x = " + "1 if a else " * 2000 + "1", CHAIN),
    ("x = " + "a ** " * 2000 + "1", CHAIN),
    ("from a" + ".b" * 5000 + " import c", CHAIN),
    ("match x:\n  case " + "[" * 13 + "]" * 13 + ": pass\n", PATTERNS),
    ("match x:\n  case (\n" + "(" * 13 + "1" + ")" * 13 + "): pass\n", PATTERNS),
    ("match x:\n  case " + "A(b=" * 13 + "1" + ")" * 13 + ": pass\n", PATTERNS),
    ("match x:\n  case " + "{1: " * 7 + "1" + "}" * 7 + ": pass\n", PATTERNS),
    ("match x:\n" + ("  case " + "[" * 12 + "]" * 12 + ": pass\n") * 1000, PATTERNS),
    ("if a: pass\n" + "elif a: pass\n" * 1001, BRANCHES),
    ("def f():\n  if a: pass\n" + "  elif a: pass\n  # c\n\n" * 1001, BRANCHES),
    ("f(" * 150 + "1, " * 20_000 + ")" * 150, LOAD),
    ("x" * (SIZE + 1), "larger than 1,000,000 characters"),
]

ALLOWED = [
    "",
    "x = (1\n",
    ")" * 1000,
    "x = a" + ".b()" * 150,
    "x = " + "a + " * 1000 + "a",
    "x = (" + "'a' +\n" * 1000 + "'b')",
    "(" * 200 + ")" * 200,
    "f(" * 150 + ")" * 150,
    "x = [" + "1, " * 100_000 + "]",
    "x = [" + "lambda a: a, " * 400 + "]",
    "x = [" + "-1.5 * 2 + 3,\n" * 10_000 + "]",
    "x = '''" + "a + b - (((c." * 10_000 + "'''",
    "x = f'''" + "a + b - c. {x}" * 5_000 + "'''",
    "# " + "(" * 1000,
    "x = a\n" * 100_000,
    "x = a.b(c) + d\n" * 20_000,
    "x = (a.b(c) +\n d)\n" * 20_000,
    "import a.b.c.d\n" * 2_000,
    "match x:\n" + "  case [A(b=[1, (2, 3)])]: pass\n" * 500,
    "match x:\n  case 1: f(" + "[" * 30 + "]" * 30 + ")\n",
    "match x:\n  case 1 if f(" + "[" * 30 + "]" * 30 + "): pass\n",
    "case = f(" + "[" * 11 + "]" * 11 + ")\n",
    "if a: pass\n" + "elif a: pass\n" * 1000,
    ("if a: pass\n" + "elif a: pass\n" * 300) * 10,
    "if a:\n" + ("  if b: pass\n  elif c: pass\n" * 1500),
    'x = f"{d["("]}"\n' * 1000,
    'x = f"{", ".join(a)}" + f(b)\n' * 1000,
]


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=lambda value: value[:30] if isinstance(value, str) else None)
def test_refused(text: str, reason: str) -> None:
    refusal = check(text)
    assert refusal is not None
    assert refusal.reason == reason


@pytest.mark.parametrize("text", ALLOWED, ids=lambda value: value[:30])
def test_allowed(text: str) -> None:
    assert check(text) is None


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("x\n\n" + "(" * 201, 3),
        ("x\r\n\r\n" + "(" * 201, 3),
        ("x\r\ry = " + "a + " * 5000 + "a", 3),
        ("if a: pass\n" + "elif a: pass\n" * 1001, 1002),
        ("x\nmatch x:\n  case " + "[" * 13, 3),
    ],
)
def test_the_row_is_where_it_shows(text: str, row: int) -> None:
    refusal = check(text)
    assert refusal is not None
    assert refusal.row == row


def test_the_size_can_be_set() -> None:
    assert check("x" * 11, size=10) is not None
    assert check("x" * (SIZE + 1), size=2 * SIZE) is None


@pytest.mark.parametrize("folder", ["", "asyncio", "email", "test", "lib2to3", "idlelib"])
def test_no_library_file_is_refused(folder: str) -> None:
    for path in sorted((LIBRARY / folder).glob("*.py"))[:150]:
        text = path.read_bytes().decode("utf-8", "replace")
        assert check(text) is None, path


SURVIVAL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from headlint.lower import lower_module
from headlint.syntax import SyntaxProblem
from headlint.syntax.guard import check
for make in CASES:
    text = make
    if check(text) is None:
        try:
            lower_module(text)
        except SyntaxProblem:
            pass
print("alive")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("part", range(4))
def test_what_is_allowed_and_refused_is_survived(part: int) -> None:
    small = [text for text in [*(text for text, _ in REFUSED), *ALLOWED] if len(text) < 60_000]
    code = SURVIVAL.replace("CASES", repr(small[part::4]))
    run = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120)
    assert run.stdout == "alive\n", run.stderr[-500:]


EDGES = {
    "brackets": "x = " + "f(1, " * 200 + "1" + ")" * 200,
    "literals": "x = " + "{1: [" * 100 + "1" + "]}" * 100,
    "comprehensions": "x = " + "[" * 200 + "1" + " for a in b]" * 200,
    "unary": "x = " + "- " * 1000 + "1",
    "sum": "x = " + "a + " * 1000 + "a",
    "attributes": "x = a" + ".b" * 1000,
    "calls": "x = a" + ".b()" * 450,
    "lambdas": "x = " + "lambda: " * 1000 + "1",
    "conditionals": "x = " + "1 if a else " * 800 + "1",
    "branches": "if a: pass\n" + "elif a: pass\n" * 1000,
    "strings": "x = (" + "'a'\n" * 10_000 + ")",
    "clauses": "x = [1" + " for a in b" * 10_000 + "]",
    "indents": "".join(" " * depth + "if x:\n" for depth in range(150)) + " " * 150 + "pass\n",
    "decorators": "@f\n" * 5_000 + "def g(): pass\n",
    "targets": "a = " * 10_000 + "1\n",
    "patterns": "match x:\n" + ("  case " + "[" * 12 + "]" * 12 + ": pass\n") * 20,
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("name", EDGES)
def test_the_edge_of_what_is_allowed_is_survived(name: str) -> None:
    assert check(EDGES[name]) is None
    code = SURVIVAL.replace("CASES", repr([EDGES[name]]))
    run = subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120)
    assert run.stdout == "alive\n", run.stderr[-500:]
