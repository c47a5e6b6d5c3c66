"""The fixtures of HL204, HL205, HL208, HL304, HL501 and HL605 tell the truth: each program runs under torch and shows,
or does not show, what it is marked with.

A good program runs to its end without a warning about sizes. A bad one runs as well, unless torch or torchmetrics
refuses what is marked; then it stops in a marked statement.
"""

import runpy
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from headlint.testing import Fixture, fixtures

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

FIXTURES = Path(__file__).parents[2] / "fixtures"
ENTRIES = ("main.py", "train.py", "evaluate.py")
BROADCAST = "This will likely lead to incorrect results due to broadcasting"
HARMLESS = ("good_all_pairs", "good_sample_by_sample")  # a table that is wanted, and tables of one by one
REFUSED = (ValueError, RuntimeError, NotImplementedError)


def _of(kind: str, *codes: str) -> list[Fixture]:
    return [f for code in codes for f in fixtures(FIXTURES / code) if f.path.name.startswith(kind)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that programs may import from."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(tmp_path / "project"))
    before = set(sys.modules)
    yield tmp_path / "project"
    for name in set(sys.modules) - before:
        if str(tmp_path) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def _run(fixture: Fixture, project: Path) -> list[str]:
    """Run a program to its end; answer what torch warned of."""
    if fixture.path.parent.name == "hl205":
        pytest.importorskip("torchmetrics")
    fixture.lay(project)
    scripts = list(project.glob("*.py"))
    (script,) = [p for p in scripts if p.name in ENTRIES] if len(scripts) > 1 else scripts
    torch.manual_seed(0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        runpy.run_path(str(script), run_name="__main__")
    return [str(warning.message) for warning in caught]


def _row(error: BaseException, project: Path) -> tuple[str, int | None]:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if project in Path(f.filename).parents]
    return Path(frames[-1].filename).name, frames[-1].lineno


def _rows(fixture: Fixture) -> set[tuple[str, int | None]]:
    return {(path, claim.row) for path, claim in fixture.claims()}


@pytest.mark.parametrize(
    "fixture", _of("good_", "hl204", "hl205", "hl208", "hl304", "hl501", "hl605"), ids=lambda f: f.name
)
def test_a_good_program_runs_to_its_end(fixture: Fixture, project: Path) -> None:
    warned = [message for message in _run(fixture, project) if BROADCAST in message]
    assert not warned or fixture.path.stem in HARMLESS


@pytest.mark.parametrize("fixture", _of("bad_", "hl204", "hl304", "hl605"), ids=lambda f: f.name)
def test_a_bad_program_runs_in_silence(fixture: Fixture, project: Path) -> None:
    _run(fixture, project)


@pytest.mark.parametrize("fixture", _of("bad_", "hl208"), ids=lambda f: f.name)
def test_a_column_against_a_row_is_broadcast_or_refused(fixture: Fixture, project: Path) -> None:
    if "refused" in fixture.path.stem:
        with pytest.raises(ValueError) as refused:
            _run(fixture, project)
        assert _row(refused.value, project) in _rows(fixture)
    else:
        assert any(BROADCAST in message for message in _run(fixture, project))


@pytest.mark.parametrize("fixture", _of("bad_", "hl205"), ids=lambda f: f.name)
def test_torchmetrics_refuses_another_number_of_classes(fixture: Fixture, project: Path) -> None:
    with pytest.raises(ValueError) as refused:
        _run(fixture, project)
    assert _row(refused.value, project) in _rows(fixture)


@pytest.mark.parametrize("fixture", _of("bad_", "hl501"), ids=lambda f: f.name)
def test_swapped_arguments_are_refused_or_run_in_silence(fixture: Fixture, project: Path) -> None:
    try:
        _run(fixture, project)
    except REFUSED as error:
        assert _row(error, project) in _rows(fixture)


def test_metric_rows_agree_with_torchmetrics() -> None:
    """Each name exists, and the number of classes is where its row says."""
    import importlib
    import inspect

    pytest.importorskip("torchmetrics")
    from headlint.torchlib.metrics import METRIC_FUNCTIONS, METRICS

    for dotted, layer in METRICS.items():
        place, _, name = dotted.rpartition(".")
        made = getattr(importlib.import_module(place), name, None)
        if made is None and place == "torchmetrics":
            continue  # the single tasks are exported by torchmetrics.classification
        assert made is not None, dotted
        told = made.__new__ if layer.options == ("task",) else made.__init__
        assert list(inspect.signature(told).parameters)[1 : 1 + len(layer.options)] == list(layer.options), dotted
    for dotted, row in METRIC_FUNCTIONS.items():
        place, _, name = dotted.rpartition(".")
        function = getattr(importlib.import_module(place), name, None)
        if function is None and place == "torchmetrics.functional":
            continue
        assert function is not None, dotted
        assert list(inspect.signature(function).parameters)[: len(row.params)] == list(row.params), dotted


LOSSES = [("mse_loss", False), ("l1_loss", False), ("smooth_l1_loss", False), ("huber_loss", False), ("kl_div", True)]


@pytest.mark.parametrize(("name", "silent"), LOSSES)
def test_these_losses_make_a_table_and_most_of_them_warn(name: str, silent: bool) -> None:
    column, row = torch.rand(16, 1), torch.rand(16)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = getattr(torch.nn.functional, name)(column, row, reduction="none")
    assert table.shape == (16, 16)
    assert table.numel() == 256
    assert silent != any(BROADCAST in str(warning.message) for warning in caught)


@pytest.mark.filterwarnings("ignore")
def test_over_all_pairs_the_best_is_the_mean_and_costs_the_variance() -> None:
    torch.manual_seed(0)
    wanted = torch.randn(16, dtype=torch.float64)
    guess = torch.zeros(16, 1, dtype=torch.float64, requires_grad=True)
    for _ in range(300):
        (step,) = torch.autograd.grad(torch.nn.functional.mse_loss(guess, wanted), guess)
        guess = (guess - 4.0 * step).detach().requires_grad_()
    assert torch.allclose(guess, wanted.mean().expand(16, 1))
    least = torch.nn.functional.mse_loss(guess, wanted).item()
    assert least == pytest.approx(wanted.var(unbiased=False).item())


@pytest.mark.filterwarnings("ignore")
def test_over_all_pairs_the_median_is_the_best_in_absolute_terms() -> None:
    torch.manual_seed(0)
    wanted = torch.randn(15, dtype=torch.float64)
    median = torch.nn.functional.l1_loss(wanted.median().expand(15, 1), wanted)
    for other in torch.linspace(-2, 2, 81, dtype=torch.float64):
        assert torch.nn.functional.l1_loss(other.expand(15, 1), wanted) >= median - 1e-12


def test_with_both_logits_at_zero_half_lies_on_both_and_neither() -> None:
    one, two = torch.zeros(2).sigmoid()
    assert (one * two + (1 - one) * (1 - two)).item() == pytest.approx(0.5)


def test_swapped_bce_with_logits_only_ever_raises_the_scores() -> None:
    labels = torch.randint(0, 2, (6, 3)).float()
    scores = torch.randn(6, 3, requires_grad=True)
    (gradient,) = torch.autograd.grad(torch.nn.functional.binary_cross_entropy_with_logits(labels, scores), scores)
    assert torch.allclose(gradient, -labels / labels.numel())


def test_swapped_bce_costs_a_hundred_times_the_distance() -> None:
    labels, p = torch.tensor([0.0, 1.0, 0.0, 1.0]), torch.tensor([0.25, 0.25, 1.0, 0.0])
    terms = torch.nn.functional.binary_cross_entropy(labels, p, reduction="none")
    assert torch.allclose(terms, 100 * (labels - p).abs())


def test_beside_a_mean_a_summed_divergence_weighs_as_often_as_the_mean_has_numbers() -> None:
    torch.manual_seed(0)
    encoder, decoder = torch.nn.Linear(28, 6).double(), torch.nn.Linear(3, 28).double()
    x = torch.rand(16, 28, dtype=torch.float64)
    mu, logvar = encoder(x).chunk(2, dim=1)
    out = decoder(mu + torch.randn_like(mu) * torch.exp(0.5 * logvar))
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    mixed = torch.nn.functional.mse_loss(out, x) + kl
    summed = torch.nn.functional.mse_loss(out, x, reduction="sum") + 16 * 28 * kl
    ours, theirs = (torch.autograd.grad(s, encoder.parameters(), retain_graph=True) for s in (mixed, summed))
    assert all(torch.allclose(16 * 28 * one, other) for one, other in zip(ours, theirs, strict=True))
    assert 128 * 784 == 100352
