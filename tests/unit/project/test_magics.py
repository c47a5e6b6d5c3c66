"""IPython's additions to Python, taken out row by row."""

import ast

import pytest
from headlint.project.magics import plain_python
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install torch", "pass"),
        ("if colab:\n    !pip install torch\nx = 1", "if colab:\n    pass\nx = 1"),
        ("!pip install \\\n    torch \\\n    timm\nx = 1", "pass\n\n\nx = 1"),
        ("?model", "pass"),
        ("model.forward??", "pass"),
        ("nn.Linear?  # what was it", "pass"),
        ("files = !ls *.py", "files = get_ipython()"),
        ("a, *b = %sx ls", "a, *b = get_ipython()"),
        ("d['k'] = !ls", "d['k'] = get_ipython()"),
        ("loss = %time criterion(model(x), y)", "loss =       criterion(model(x), y)"),
        ("t = %timeit -o f()", "t = get_ipython()"),
        ("%time loss = criterion(out, y)", "0;    loss = criterion(out, y)"),
        ("%timeit -n 10 -r3 f(x)", "0;                f(x)"),
        ("%time for i in x: f(i)", "pass"),
        ("    %time f(\n        x)", "    0;    f(\n        x)"),
        ("%time f(x) + \\\n  y", "0;    f(x) + \\\n  y"),
        ("%%time\nloss = f(x)", "\nloss = f(x)"),
        ("%%timeit -n 1 y = 2\nloss = f(x)", "\nloss = f(x)"),
        ("\n%%capture out\nx = 1", "\n\nx = 1"),
        ("%%bash\nfor i in *; do\n  echo $i\ndone", "\n\n\n"),
        ("%%writefile model.py\nimport torch", "\n"),
    ],
)
def test_additions_are_neutralised_in_place(cell: str, python: str) -> None:
    assert plain_python(cell) == python


@pytest.mark.parametrize(
    "cell",
    [
        'print("%d epochs"\n      % n)',
        "x = (1\n%not_magic)",
        'text = """\n%time not magic\n!not shell\nwhat?\n"""',
        "x = a \\\n  % b",
        "f(a\n  , b)",
        "x != y",
        "if x != 1: y = x % 2",
        "# is this right?",
        "s = 'a = %d' % x",
        "print('x = !', x)",
        "x = '''it's'''  # don't\ny = 1",
        "s = 'it\\'s'\ny = 2",
        "# a comment that ends in a backslash \\\ny = 1",
        'f"{x!r}"',
        "@decorated\ndef f(): pass",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    assert plain_python(cell) == cell
    ast.parse(cell)


def test_a_comment_that_ends_in_a_backslash_does_not_hide_a_magic() -> None:
    assert plain_python("# c \\\n%cd x") == "# c \\\npass"


@pytest.mark.parametrize("cell", ["f(x,", 'text = """open', "x = [1,\n  2", "x = 1 + \\"])
def test_a_cell_that_would_swallow_the_next_is_refused(cell: str) -> None:
    assert plain_python(cell) is None


def test_many_flags_do_not_take_exponential_time() -> None:
    assert plain_python("%time" + " -nn" * 60) == "pass"


def test_a_long_unfinished_target_does_not_take_exponential_time() -> None:
    cell = "a[" * 5000 + "]" * 5000
    assert plain_python(cell) == cell


PIECES = [
    "%",
    "!",
    "?",
    "%%",
    "time ",
    "x",
    " = ",
    "(",
    ")",
    "'",
    '"',
    '"""',
    "#",
    "\\",
    "\n",
    "\n    ",
    "f(x)",
    "{",
    "}",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_cell_keeps_its_rows(cell: str) -> None:
    python = plain_python(cell)
    assert python is None or python.count("\n") == cell.count("\n")
