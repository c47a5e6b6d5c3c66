"""Offsets against libcst's own PositionProvider, node by node."""

import sysconfig
from bisect import bisect_right
from pathlib import Path

import libcst as cst
import pytest
from headlint.lower.context import expression_kinds, statement_kinds
from headlint.syntax.positions import offsets
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = ["abc", "bisect", "cgi", "copy", "dis", "enum", "glob", "heapq", "keyword", "queue", "shlex", "this", "types"]
CONSTRUCTS = Path(__file__).parents[1] / "lower" / "constructs.txt"
WANTED = (
    *expression_kinds(),
    *statement_kinds(),
    *(cst.Arg, cst.Param, cst.Annotation, cst.SubscriptElement, cst.WithItem, cst.ImportAlias),
    *(cst.ExceptHandler, cst.ExceptStarHandler, cst.Else, cst.Finally, cst.MatchCase, cst.IndentedBlock),
    *(cst.SimpleStatementLine, cst.SimpleStatementSuite),
)
OWN_PARENTHESES = (cst.Tuple, cst.GeneratorExp)

SNIPPETS = [
    "",
    "x",
    "x\n",
    "x  # c",
    "\n\n# c\nx = ( 1 )\n",
    "if a:\n\tb\n\n\t# c\n\n# d\nelse :\n\tc ; d\n",
    "def f ( a , * , b : int = 1 ) -> c :\n  '''doc'''\n  return [\n  a # x\n , b ]\n",
    "x = a \\\n  + b\r\ny = 1\rz = 2\n",
    "f(a , b = ( c ) , * d , ** e )\n",
    "x[ a : b , : , c ]\n",
    "for a , in b : pass\nelse : pass\n",
    "lambda a , b = 1 : ( a )\n",
    "f'{ a !r:>{ b } }' 'c'\n",
    "with ( a as b , c ) : pass\n",
    "@ a\n\n@ b\nclass A ( B ) :\n    x : int\n",
    "if a:\n    b\n  # outside\n# further out\nc\n",
    "é = 'ü' + β\n",
]


def provided(module: cst.Module) -> dict[cst.CSTNode, CodeRange]:
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    return dict(wrapper.resolve(PositionProvider))


def compare(text: str) -> int:
    module = cst.parse_module(text)
    found, exact = offsets(module, text, WANTED)
    assert exact
    rows = row_starts(text)
    compared = 0
    for node, position in provided(module).items():
        if type(node) not in WANTED or (isinstance(node, OWN_PARENTHESES) and node.lpar):
            continue
        compared += 1
        spans = tuple((bisect_right(rows, at), at - rows[bisect_right(rows, at) - 1]) for at in found[id(node)])
        expected = ((position.start.line, position.start.column), (position.end.line, position.end.column))
        assert spans == expected, type(node)
    return compared


def row_starts(text: str) -> list[int]:
    starts = [0]
    for at, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
    return starts


@pytest.mark.parametrize("text", SNIPPETS)
def test_snippets_as_the_position_provider(text: str) -> None:
    compare(text)


def test_every_construct_as_the_position_provider() -> None:
    assert compare(CONSTRUCTS.read_text(encoding="utf-8")) > 300


@pytest.mark.parametrize("name", MODULES)
def test_library_code_as_the_position_provider(name: str) -> None:
    path = LIBRARY / f"{name}.py"
    if not path.exists():
        pytest.skip("not in this Python")
    assert compare(path.read_text(encoding="utf-8")) > 20


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(a, b)", "(a, b)"),
        ("( a , )", "( a , )"),
        ("()", "()"),
        ("((a, b))", "(a, b)"),
        ("(  # c (\n a, b  # d )\n  )", "(  # c (\n a, b  # d )\n  )"),
        ("(a for a in b)", "(a for a in b)"),
        ("a, b", "a, b"),
    ],
)
def test_own_parentheses_belong_to_a_display(source: str, expected: str) -> None:
    module = cst.parse_module("x = " + source + "\n")
    found, _ = offsets(module, module.code, OWN_PARENTHESES)
    statement = module.body[0]
    assert isinstance(statement, cst.SimpleStatementLine)
    assign = statement.body[0]
    assert isinstance(assign, cst.Assign)
    start, end = found[id(assign.value)]
    assert module.code[start:end] == expected


def test_only_what_is_wanted_and_statements_are_found() -> None:
    module = cst.parse_module("x = f(a)\n")
    found, _ = offsets(module, module.code, (cst.Call,))
    assert len(found) == 3  # the call, the assignment, its row


def test_nodes_that_libcst_does_not_announce() -> None:
    text = "x = 1  # one\nif x:\n    # two\n    f(  # three\n    )\n"
    module = cst.parse_module(text)
    found, exact = offsets(module, text, (cst.Comment,))
    comments = sorted(text[start:end] for start, end in found.values() if text[start] == "#")
    assert exact
    assert comments == ["# one", "# three", "# two"]


def test_a_tree_of_another_text_is_not_exact() -> None:
    _, exact = offsets(cst.parse_module("x = 1\n"), "x = 12\n", (cst.Name,))
    assert not exact


def test_a_byte_order_mark_is_counted() -> None:
    text = "\ufeffx = 1\n"
    module = cst.parse_module(text)
    found, exact = offsets(module, text, (cst.Integer,))
    assert exact
    assert (5, 6) in found.values()


def test_libcst_still_writes_the_text() -> None:
    text = CONSTRUCTS.read_text(encoding="utf-8")
    assert cst.parse_module(text).code == text
