from textwrap import dedent

import pytest
from headlint.testing import Claim, MarkError, Reveal, Verb, parse

EXPECT, MISSING, SPURIOUS = Verb.EXPECT, Verb.MISSING, Verb.SPURIOUS


def claims(source: str) -> list[tuple[Verb, str, int]]:
    return [(c.verb, c.code, c.row) for c in parse(source).claims]


def test_a_mark_on_the_line_speaks_of_the_line() -> None:
    assert claims("x = 1\nloss = f(x)  # expect: HL101\n") == [(EXPECT, "HL101", 2)]


def test_a_comment_that_stands_alone_speaks_of_the_next_code_line() -> None:
    source = "# expect: HL101\n\n# a remark\n   # expect: HL403\nloss = f(x)  # expect: HL604\n"
    assert claims(source) == [(EXPECT, "HL101", 5), (EXPECT, "HL403", 5), (EXPECT, "HL604", 5)]


def test_several_codes_in_one_mark() -> None:
    assert claims("f()  # expect: HL101, HL403,HL604\n") == [(EXPECT, c, 1) for c in ("HL101", "HL403", "HL604")]


def test_codes_of_other_rule_packs() -> None:
    assert claims("f()  # expect: ABC001\n") == [(EXPECT, "ABC001", 1)]


def test_known_gaps_say_why() -> None:
    marked = parse("f()  # missing: HL101 getattr is not followed\ng()  # spurious: HL202 see #12\n")
    assert marked.claims == (
        Claim(MISSING, "HL101", 1, "getattr is not followed"),
        Claim(SPURIOUS, "HL202", 2, "see #12"),
    )


def test_marks_follow_other_comments_and_each_other() -> None:
    marked = parse("z = f()  # noqa: E501  # expect: HL101  # reveal: z = raw[3]\n")
    assert marked.claims == (Claim(EXPECT, "HL101", 1),)
    assert marked.reveals == (Reveal("z", "raw[3]", 1),)
    assert marked.text == "z = f()  # noqa: E501\n"


def test_reveal_keeps_the_whole_text() -> None:
    source = "z = f()  # reveal: z = raw[3] cut | softmax[3]\n"
    assert parse(source).reveals == (Reveal("z", "raw[3] cut | softmax[3]", 1),)


def test_a_reveal_belongs_to_the_row_on_which_its_statement_starts() -> None:
    source = dedent(
        """\
        a = 1
        z = f(
            a,
        )  # reveal: z = raw[3]
        # reveal: y = raw[2]
        y = g(
            a)
        """
    )
    assert parse(source).reveals == (Reveal("z", "raw[3]", 2), Reveal("y", "raw[2]", 6))


def test_a_claim_belongs_to_its_own_row_within_a_statement() -> None:
    assert claims("z = f(\n    nn.Softmax(),  # expect: HL207\n)\n") == [(EXPECT, "HL207", 2)]


def test_strings_are_no_comments() -> None:
    source = 'doc = """\n# expect: HL101\n"""\nf("# expect: HL102")\n'
    assert parse(source).claims == ()
    assert parse(source).text == source


def test_a_mark_behind_a_string_over_several_lines_is_on_that_line() -> None:
    assert claims('x = """\n"""  # expect: HL101\ny = 2\n') == [(EXPECT, "HL101", 2)]


def test_the_text_keeps_rows_and_columns() -> None:
    source = "# expect: HL101\nx = f( 1 )  # expect: HL102\r\n    # why  # expect: HL103\ny = 2"
    assert parse(source).text == "\nx = f( 1 )\r\n    # why\ny = 2"


def test_comments_without_marks_are_left_alone() -> None:
    source = "x = 1  # we expect HL101 here   \n#expects: nothing\n"
    assert parse(source).text == source


@pytest.mark.parametrize("source", ["f(  # expect: HL001\n", "if x:\n  f()\n g()  # expect: HL001\n"])
def test_marks_in_what_is_no_python(source: str) -> None:
    assert [c.code for c in parse(source).claims] == ["HL001"]
    assert "expect" not in parse(source).text


def test_marks_beside_magic_lines() -> None:
    assert claims("!pip install torch\n%matplotlib inline\nf()  # expect: HL101\n") == [(EXPECT, "HL101", 3)]


@pytest.mark.parametrize(
    "mark",
    [
        "expect:",
        "expect: softmax",
        "expect: HL101 because",
        "expect: HL101 HL102",
        "missing: HL101",
        "spurious: HL101",
        "reveal: softmax[3]",
        "reveal: z =",
    ],
)
def test_malformed_marks_are_refused(mark: str) -> None:
    with pytest.raises(MarkError, match="row 2"):
        parse(f"x = 1\nf()  # {mark}\n")
