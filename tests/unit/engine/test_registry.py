"""The rules of this installation."""

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from headlint.engine import registry
from headlint.engine.builtin import BUILTIN
from headlint.engine.registry import RegistryError, catalogue, known_codes, load_rules

RULE = '''"""A rule."""
from collections.abc import Iterator
from headlint.rulekit import LossCall, Report, rule

@rule("{code}", "{name}")
def check(call: LossCall) -> Iterator[Report]:
    yield from ()
'''
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Write packs below a folder of the path and announce them as the only entry points."""
    monkeypatch.syspath_prepend(str(tmp_path))
    entries: list[EntryPoint] = []
    monkeypatch.setattr(registry, "entry_points", lambda group: entries)

    def write(pack: str, **modules: str) -> None:
        for dotted, text in {"__init__": "", **modules}.items():
            path = tmp_path / pack / (dotted.replace("__in__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for known in [name for name in sys.modules if name.partition(".")[0] == pack]:
            monkeypatch.delitem(sys.modules, known)
        entries.append(EntryPoint(pack.removeprefix("pack_"), pack, registry.GROUP))

    return write


def test_the_built_in_pack_is_loaded_by_its_entry_point() -> None:
    rules = load_rules()
    assert rules["HL101"].name == "softmax-into-cross-entropy"
    assert list(rules) == sorted(rules)
    assert all(code == rule.code for code, rule in rules.items())


def test_the_catalogue_holds_the_engines_own_findings_too() -> None:
    names = known_codes()
    assert {rule.code: rule.name for rule in BUILTIN}.items() <= names.items()
    assert list(names) == sorted(names) == list(catalogue())
    for rule in BUILTIN:
        assert rule.page.summary
        assert {"What it does", "Why is this bad", "Effect", "Fix safety"} <= set(rule.page.sections)
        assert list(rule.judge(object())) == []  # type: ignore[arg-type]


def test_rules_are_found_in_folders_and_counted_once(install: Install) -> None:
    install(
        "pack_a",
        __init__="from pack_a.deep.one import check",
        deep__in____init__="",
        deep__in__one=RULE.format(code="XX101", name="one"),
        two=RULE.format(code="XX102", name="two"),
    )
    assert list(load_rules()) == ["XX101", "XX102"]


@pytest.mark.parametrize(
    ("second", "message"),
    [
        (
            RULE.format(code="XX101", name="other"),
            r"rule pack 'b': pack_b.two: the code XX101 is already taken by pack_a.one",
        ),
        (
            RULE.format(code="XX102", name="one"),
            r"rule pack 'b': pack_b.two: the name one is already taken by pack_a.one",
        ),
        (RULE.format(code="HL001", name="other"), "the code HL001 is already taken by headlint itself"),
        (RULE.format(code="nonsense", name="other"), "rule pack 'b': pack_b.two: 'nonsense' is no code"),
        ("", r"rule pack 'b' \(pack_b\) holds no rule"),
        ("import gone_away", r"rule pack 'b' \(pack_b\) cannot be loaded: pack_b.two: ModuleNotFoundError: No module"),
        ("x = (", r"rule pack 'b' \(pack_b\) cannot be loaded: pack_b.two: SyntaxError"),
        ("1 / 0", "cannot be loaded: pack_b.two: ZeroDivisionError: division by zero"),
    ],
)
def test_a_pack_that_cannot_be_used_is_named(install: Install, second: str, message: str) -> None:
    install("pack_a", one=RULE.format(code="XX101", name="one"))
    install("pack_b", two=second)
    with pytest.raises(RegistryError, match=message):
        load_rules()


def test_a_pack_that_builds_on_another_may_import_its_rules(install: Install) -> None:
    install("pack_a", one=RULE.format(code="XX101", name="one"))
    install(
        "pack_b",
        two="from pack_a.one import check\n" + RULE.format(code="XX102", name="two").replace("check(", "mine("),
    )
    assert list(load_rules()) == ["XX101", "XX102"]


def test_a_pack_that_is_installed_twice_counts_once(install: Install) -> None:
    install("pack_a", one=RULE.format(code="XX101", name="one"))
    install("pack_a", one=RULE.format(code="XX101", name="one"))
    assert list(load_rules()) == ["XX101"]
