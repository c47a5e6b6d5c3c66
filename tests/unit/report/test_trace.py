"""A trace as a tree, as a picture, as records, and the values at a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import click
import pytest
from headlint.diagnostics import Span, Verdict
from headlint.engine.trace import Known, Layer, Line, Network, Output, Reach, Sighting, Trace
from headlint.report.glyphs import ASCII, UNICODE
from headlint.report.trace_json import trace_json
from headlint.report.trace_line import line
from headlint.report.trace_mermaid import mermaid
from headlint.report.trace_tree import tree
from headlint.report.trace_words import value, values
from headlint.tensor import Grad, Kind, Step
from rich.cells import cell_len

PLACE = Span("src/net.py", 5, 1, 5, 9)
RAW = Known(kind=Kind.RAW, width=10, logits=True, grad=Grad.FLOWS, trail=(Step("Linear(..., 10)", PLACE),))
SOFT = replace(RAW, kind=Kind.SOFTMAX, logits=False)
LOSS = Reach("CrossEntropyLoss", Span("src/train.py", 48, 1, 48, 9), Verdict.WRONG, SOFT, ("HL101",))
FC = Layer("fc", "Linear(128 → 10)", (RAW,), PLACE, 1, (0,))
SOFTMAX = Layer("softmax", "dim=1", (SOFT,), PLACE, 2, (1,), returned=("",))


def network(*layers: Layer, title: str = "Net(n_classes=10)", reaches: tuple[Reach, ...] = (LOSS,)) -> Network:
    return Network(title, PLACE, "model", ("x",), layers, (Output("", (SOFT,), reaches, (2,)),))


def drawn(found: Network, width: int = 100, depth: int | None = 2) -> list[str]:
    return [click.unstyle(row) for row in tree(Trace("src/net.py", (found,)), width, UNICODE, depth)]


def test_the_tree() -> None:
    assert "\n".join(drawn(network(FC, SOFTMAX))) == (
        """\
Net(n_classes=10)  as model
└─ forward(x)  src/net.py:5
   ├─ fc       Linear(128 → 10)  logits, 10
   └─ softmax  dim=1             probabilities, 10   → returned
      reaches CrossEntropyLoss (src/train.py:48)  wrong  HL101

1 file read"""
    )


def test_where_nothing_is_reached_that_is_said() -> None:
    assert drawn(network(FC, SOFTMAX, reaches=()))[-1] == "1 file read; the output reaches no loss in them"


def test_branches_stand_below_their_condition() -> None:
    train, otherwise = replace(FC, conditions=("self.training",), returned=("",)), replace(SOFTMAX, conditions=("x",))
    found = replace(network(train, otherwise), outputs=(Output("", (RAW, SOFT), (LOSS,)),))
    assert drawn(found)[2:-2] == [
        "   ├─ if self.training",
        "   │  └─ fc       Linear(128 → 10)  logits, 10   → returned",
        "   └─ if x",
        "      └─ softmax  dim=1             probabilities, 10   → returned",
        "         reaches CrossEntropyLoss (src/train.py:48) with probabilities, 10  wrong  HL101",
    ]


def blocks(count: int) -> Iterator[Layer]:
    for at in range(count):
        yield Layer(f"blocks.{at}", "Block(64)", (RAW,), PLACE, 10 + 2 * at, layers=(replace(FC, number=11 + 2 * at),))


def test_equal_blocks_share_a_row() -> None:
    rows = drawn(network(*blocks(12), SOFTMAX))
    assert any("blocks.0 … 11" in row and "12 × Block(64)" in row for row in rows)
    assert sum("Linear" in row for row in rows) == 1


def test_a_long_level_is_folded() -> None:
    layers = [replace(FC, name=f"fc{at}", number=at + 1) for at in range(50)]
    rows = drawn(network(*layers))
    assert any("31 more" in row and "--all" in row for row in rows)
    assert any("fc49" in row for row in rows)
    assert any("fc30" in row for row in drawn(network(*layers), depth=None))


def test_deep_levels_are_left_out() -> None:
    deep = replace(FC, name="a", layers=(replace(FC, name="b", number=5, layers=(replace(FC, name="c", number=6),)),))
    assert not any(" c " in row for row in drawn(network(deep)))
    assert any(" c " in row for row in drawn(network(deep), depth=3))


@pytest.mark.parametrize("width", [60, 100])
def test_rows_fit_but_a_verdict_is_never_cut(width: int) -> None:
    long = replace(FC, name="n" * 60, what="w" * 60)
    rows = drawn(network(long, SOFTMAX, title="Net(" + "x" * 200 + ")"), width)
    assert all(cell_len(row) <= width or "reaches" in row for row in rows)
    assert any(row.endswith("wrong  HL101") for row in rows)


def test_a_terminal_without_unicode() -> None:
    text = "\n".join(tree(Trace("a.py", (network(FC, SOFTMAX),)), 100, ASCII))
    assert click.unstyle(text).isascii()
    assert "Linear(128 -> 10)" in text


def test_colour_says_nothing_that_the_text_does_not() -> None:
    rows = list(tree(Trace("a.py", (network(FC, SOFTMAX),)), 100, UNICODE))
    coloured = [row for row in rows if "\x1b[31m" in row]
    assert coloured and all("wrong" in row for row in coloured)


def test_the_words_of_values() -> None:
    assert value(RAW) == "logits, 10"
    assert value(replace(RAW, logits=False)) == "raw, 10"
    assert value(Known(kind=Kind.RELU, width=128)) == "≥ 0, 128"
    assert value(Known(kind=Kind.SIGMOID, width=1)) == "a probability, 1"
    assert value(Known(kind=Kind.RAW, grad=Grad.CUT, cut="detach()")) == "raw, no gradient behind detach()"
    assert value(Known(why="a name that is bound nowhere")) == "not known: a name that is bound nowhere"
    assert values([replace(RAW, path="[0]"), replace(SOFT, path="[1]", conditions=("a", "b"))]) == (
        "[0] logits, 10 | [1] probabilities, 10 if a and b"
    )


LABEL = r'"[^"<>`|;]*(?:#\d+;[^"<>`|;]*)*"'
MERMAID = re.compile(
    rf"flowchart TD|  subgraph \w+\[{LABEL}\]|  end"
    rf"|    \w+(?:\(\[{LABEL}\]\)|\[{LABEL}\]|\{{\{{{LABEL}\}}\}})"
    rf"|    \w+ -->(?:\|{LABEL}\|)? \w+"
)


def chart(found: Network) -> list[str]:
    rows = mermaid(Trace("src/net.py", (found,))).splitlines()
    for row in rows:
        assert MERMAID.fullmatch(row), row
    return rows


def test_the_picture() -> None:
    assert chart(network(FC, SOFTMAX)) == [
        "flowchart TD",
        '  subgraph s0["Net(n_classes=10)"]',
        '    s0n0(["x"])',
        '    s0n1["fc Linear(128 → 10)"]',
        '    s0n2["softmax dim=1"]',
        '    s0out0(["returns"])',
        '    s0loss0x0{{"CrossEntropyLoss src/train.py:48: wrong HL101"}}',
        "    s0n0 --> s0n1",
        '    s0n1 -->|"logits, 10"| s0n2',
        '    s0n2 -->|"probabilities, 10"| s0out0',
        '    s0out0 -->|"probabilities, 10"| s0loss0x0',
        "  end",
    ]


@pytest.mark.parametrize("name", ['a"]; end', "`x`", "#quot;", "a\nb", "x|y", "<b>", "end", "$$x$$", "\u202e"])
def test_nothing_in_a_name_ends_its_label(name: str) -> None:
    hostile = replace(FC, name=name, what=name, conditions=(name,))
    rows = chart(network(hostile, replace(SOFTMAX, returned=("",)), title=name))
    assert len(rows) == 12


def test_every_arrow_joins_nodes_of_the_picture() -> None:
    inner = replace(FC, number=3)
    rows = chart(network(replace(FC, layers=(inner,)), replace(SOFTMAX, sources=(0, 3, 99))))
    nodes = {found[1] for row in rows if (found := re.match(r"    (\w+)[(\[{]", row))}
    ends = [found.groups() for row in rows if (found := re.match(r"    (\w+) -->.*?(\w+)$", row))]
    assert {end for pair in ends for end in pair} <= nodes
    assert ("s0n1", "s0n2") in ends and ("s0n0", "s0n2") in ends


def test_parts_are_not_pictured_beside_the_whole() -> None:
    part = replace(network(FC), title="Part()", part_of="Net")
    assert "Part" not in mermaid(Trace("a.py", (network(FC, SOFTMAX), part)))


def test_a_line_has_no_picture() -> None:
    with pytest.raises(ValueError):
        mermaid(Trace("a.py", line=Line(PLACE, "x = 1")))


def test_the_records() -> None:
    found = json.loads(trace_json(Trace("src/net.py", (network(FC, SOFTMAX),), files=2, left_out=1)))
    assert (found["schema"], found["files"], found["left_out"]) == (1, 2, 1)
    (one,) = found["networks"]
    assert set(one) >= {"title", "name", "part_of", "parameters", "layers", "outputs", "notes", "row", "path"}
    assert [layer["number"] for layer in one["layers"]] == [1, 2]
    assert one["layers"][0]["gives"][0] | {"trail": []} == {
        "text": "logits, 10",
        "path": "",
        "conditions": [],
        "kind": "raw",
        "width": 10,
        "logits": True,
        "grad": "flows",
        "what": "",
        "why": "",
        "trail": [],
    }
    (reach,) = one["outputs"][0]["reaches"]
    assert (reach["verdict"], reach["codes"], reach["row"]) == ("wrong", ["HL101"], 48)


def test_the_values_of_a_line() -> None:
    seen = (
        Sighting("out", "argument", PLACE, (replace(SOFT, conditions=("a",)), replace(RAW, conditions=("b",)))),
        Sighting("y", "argument", PLACE, (Known(why="an item of a loader"),)),
    )
    found = Line(Span("src/train.py", 48, 1, 48, 30), "loss = criterion(out, y)", seen, (LOSS,))
    assert [click.unstyle(row) for row in line(found, UNICODE)] == [
        "src/train.py:48  loss = criterion(out, y)",
        "",
        "  out  probabilities, 10  (trains)  if a",
        "         Linear(..., 10)  src/net.py:5:1",
        "       logits, 10  (trains)  if b",
        "         Linear(..., 10)  src/net.py:5:1",
        "  y    not known: an item of a loader",
        "",
        "  CrossEntropyLoss is given probabilities, 10: wrong HL101",
    ]
    record = json.loads(trace_json(Trace("src/train.py", line=found)))
    assert [one["role"] for one in record["line"]["sightings"]] == ["argument", "argument"]
    assert "networks" not in record


def test_a_part_that_no_layer_gave_has_a_row_of_its_own() -> None:
    """Nothing but a parameter, handed through in one of two worlds."""
    found = replace(network(FC), outputs=(Output("", (RAW, Known(kind=Kind.UNKNOWN)), (LOSS,)),))
    assert drawn(found)[-4:-2] == [
        "   └─ returns                    logits, 10 | ?",
        "      reaches CrossEntropyLoss (src/train.py:48) with probabilities, 10  wrong  HL101",
    ]
