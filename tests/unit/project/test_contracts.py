"""[tool.headlint.contracts] of pyproject.toml."""

from pathlib import Path

import pytest
from headlint.project.config import load_config
from headlint.project.contracts import GIVES, WANTS, Declaration
from headlint.project.errors import ConfigError
from headlint.torchlib import declared
from headlint.torchlib.rows import Computes, Gives, Keeps
from headlint.torchlib.wants import Wants

TABLE = "[tool.headlint.contracts]\n"


def load(folder: Path, text: str) -> tuple[Declaration, ...]:
    (folder / "pyproject.toml").write_text(text)
    return load_config(folder / "pyproject.toml", {}).contracts


def test_losses_and_layers(tmp_path: Path) -> None:
    text = (
        f"{TABLE}"
        '"mylib.FocalLoss" = { wants = "logits" }\n'
        '"mylib.soft_dice" = { wants = "class-logits", parameters = ["target", "preds"], input = "preds" }\n'
        '"mylib.layers.Gate" = { gives = "sigmoid" }\n'
        '"mylib.layers.Scaled" = { passes = true }\n'
    )
    assert load(tmp_path, text) == (
        Declaration("mylib.FocalLoss", wants="logits"),
        Declaration("mylib.soft_dice", wants="class-logits", parameters=("target", "preds"), input="preds"),
        Declaration("mylib.layers.Gate", gives="sigmoid"),
        Declaration("mylib.layers.Scaled", passes=True),
    )


@pytest.mark.parametrize(
    "text",
    [
        f'{TABLE}mylib.losses.FocalLoss = {{ wants = "logits" }}\n',
        f'{TABLE}mylib."losses.FocalLoss" = {{ wants = "logits" }}\n',
        '[tool.headlint.contracts."mylib.losses.FocalLoss"]\nwants = "logits"\n',
        '[tool.headlint.contracts.mylib.losses.FocalLoss]\nwants = "logits"\n',
        '[tool.headlint]\ncontracts = { "mylib.losses.FocalLoss" = { wants = "logits" } }\n',
    ],
)
def test_every_way_to_write_a_name(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == (Declaration("mylib.losses.FocalLoss", wants="logits"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f'{TABLE}"mylib.A" = {{ wants = "logits" }}\n"mylib.B" = {{ wants = "logit" }}\n',
            f":3: contract 'mylib.B': 'wants' must be one of {', '.join(WANTS)} (did you mean 'logits'?)",
        ),
        (
            f'{TABLE}"mylib.Gate" = {{ gives = "Sigmoid" }}\n',
            f":2: contract 'mylib.Gate': 'gives' must be one of {', '.join(GIVES)} (did you mean 'sigmoid'?)",
        ),
        (f'{TABLE}"m.A" = {{ want = "logits" }}\n', ":2: contract 'm.A': unknown key 'want' (did you mean 'wants'?)"),
        (
            '[tool.headlint.contracts."m.A"]\nwants = "logits"\n\ninputs = "x"\n',
            ":4: contract 'm.A': unknown key 'inputs' (did you mean 'input'?)",
        ),
        (
            f'{TABLE}FocalLoss = {{ wants = "logits" }}\n',
            ":2: contract 'FocalLoss' needs the dotted name that programs import: "
            '"mylib.FocalLoss" = { wants = "logits" }',
        ),
        (
            f'{TABLE}"mylib.FocalLoss" = "logits"\n',
            ':2: contract \'mylib.FocalLoss\' must be a table: "mylib.FocalLoss" = { wants = "logits" }',
        ),
        (f'{TABLE}"m.A" = {{}}\n', ":2: contract 'm.A' must say one of 'wants', 'gives' and 'passes'"),
        (
            f'{TABLE}"m.A" = {{ wants = "logits", gives = "tanh" }}\n',
            ":2: contract 'm.A' must say one of 'wants', 'gives' and 'passes'",
        ),
        (f'{TABLE}"m.A" = {{ passes = false }}\n', ":2: contract 'm.A': 'passes' must be true, or left out"),
        (
            f'{TABLE}"m.A" = {{ wants = "logits", parameters = "x" }}\n',
            ":2: contract 'm.A': 'parameters' must be a list of names, in the order in which the call takes them",
        ),
        (
            f'{TABLE}"m.A" = {{ wants = "logits", input = "z", parameters = ["x", "y"] }}\n',
            ":2: contract 'm.A': 'input' must be one of its parameters",
        ),
        (
            f'{TABLE}"m.A" = {{ wants = "logits", input = 1 }}\n',
            ":2: contract 'm.A': 'input' must be the name of a parameter",
        ),
        (
            '[tool.headlint]\ncontracts = ["m.A"]\n',
            ':2: \'contracts\' must be a table, with rows such as "mylib.FocalLoss" = { wants = "logits" }',
        ),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text)
    assert str(error.value) == f"pyproject.toml{message}"


def test_every_word_has_a_meaning() -> None:
    assert tuple(declared.WANTS) == WANTS
    assert tuple(declared.GIVES) == GIVES
    assert set(declared.WANTS.values()) == set(Wants)


def test_the_input_is_found_by_name_or_comes_first() -> None:
    first = declared.row(Declaration("m.A", wants="logits"), ("pred", "y"))
    named = declared.row(Declaration("m.A", wants="logits", input="pred", parameters=("y", "pred")))
    unknown = declared.row(Declaration("m.A", wants="logits"))
    for row, names in ((first, ("pred", "y")), (named, ("pred", "y")), (unknown, ("input", "target"))):
        assert isinstance(row, Computes)
        assert (row.loss.input, row.loss.target) == names
        assert (row.loss.wants, row.loss.reduction, row.loss.trains) == (Wants.LOGITS, None, True)


def test_layers() -> None:
    assert declared.row(Declaration("m.A", gives="tanh")) == Gives(
        params=("input", "target"), kind=declared.GIVES["tanh"]
    )
    passes = declared.row(Declaration("m.A", passes=True, input="b", parameters=("a", "b")))
    assert passes == Keeps(params=("b", "a"))
