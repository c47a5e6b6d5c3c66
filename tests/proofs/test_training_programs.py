"""The fixtures on training and evaluation, and on activations built with tensors, tell the truth: each program runs
under torch and shows, or does not show, what it is marked with.

A bad loop steps by gradients that an earlier step has used. A bad dropout makes two answers to one input differ
in evaluation mode (or none at all in training mode), and a network that is evaluated in training mode would answer
otherwise after ``eval()``. An activation that is built with a tensor stops the program.
"""

import copy
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from headlint.engine.registry import load_rules
from headlint.testing import Fixture, fixtures

torch = pytest.importorskip("torch")
optim = pytest.importorskip("torch.optim.optimizer")
pytestmark = pytest.mark.torch

FIXTURES = Path(__file__).parents[2] / "fixtures"
ENTRIES = ("main.py", "train.py", "predict.py")

# Good programs in which the symptom is there because it is meant: noise that is said to stay on, or has no mode.
MEANT = frozenset(
    {
        *("hl702/good_monte_carlo.py", "hl702/good_noise_outside_of_networks.py"),
        *("hl701/good_monte_carlo.py", "hl701/good_targets_without_gradient.py"),
        *(
            "hl701/good_samples_collected.py",
            "hl701/good_running_averages_refreshed.py",
            "hl701/good_explored_while_learning.py",
        ),
    }
)


def _fixtures(code: str, kind: str) -> list[Fixture]:
    return [f for f in fixtures(FIXTURES / code) if f.path.name.startswith(kind)]


def _named(fixture: Fixture) -> str:
    return fixture.name


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for a program; the modules that it imports from there are forgotten."""
    monkeypatch.setattr(sys, "argv", ["program"])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(tmp_path / "project"))
    torch.manual_seed(0)
    modules = set(sys.modules)
    yield tmp_path / "project"
    for name in set(sys.modules) - modules:
        if str(tmp_path) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


def _run(fixture: Fixture, project: Path) -> None:
    fixture.lay(project)
    scripts = list(project.glob("*.py"))
    (script,) = [p for p in scripts if p.name in ENTRIES] if len(scripts) > 1 else scripts
    try:
        runpy.run_path(str(script), run_name="__main__")
    except ModuleNotFoundError as missing:
        pytest.skip(f"needs {missing.name}")


# HL703


class Gradients:
    """Counts the steps by gradients of which a part was used by an earlier step."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.piled = 0
        self._used: dict[Any, Any] = {}
        self._mixed: set[Any] = set()  # parameters with old gradients under the new ones
        backward = torch.Tensor.backward

        def watched(tensor: Any, *arguments: Any, **options: Any) -> None:
            clean = {p for p in self._mixed if p.grad is None or not p.grad.to_dense().any()}
            self._mixed = (self._mixed - clean) | {p for p in self._used if self._is_old(p)}
            backward(tensor, *arguments, **options)

        monkeypatch.setattr(torch.Tensor, "backward", watched)
        self.hook = optim.register_optimizer_step_post_hook(self._stepped)

    def _stepped(self, optimizer: Any, *_: Any) -> None:
        parameters = {p for group in optimizer.param_groups for p in group["params"] if p.grad is not None}
        self.piled += bool(parameters & self._mixed)
        self._mixed -= parameters
        self._used |= {p: p.grad.to_dense().clone() for p in parameters}

    def _is_old(self, parameter: Any) -> bool:
        gradient = parameter.grad
        return gradient is not None and bool(gradient.to_dense().any()) and gradient.equal(self._used[parameter])


@pytest.fixture
def gradients(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gradients]:
    found = Gradients(monkeypatch)
    yield found
    found.hook.remove()


@pytest.mark.parametrize("fixture", _fixtures("hl703", "bad_"), ids=_named)
def test_bad_loop_steps_by_gradients_that_were_used(fixture: Fixture, project: Path, gradients: Gradients) -> None:
    _run(fixture, project)
    assert gradients.piled > 0


@pytest.mark.parametrize("fixture", _fixtures("hl703", "good_"), ids=_named)
def test_good_loop_starts_from_zero(fixture: Fixture, project: Path, gradients: Gradients) -> None:
    _run(fixture, project)
    assert gradients.piled == 0


def _descend(reset: bool, turns: int = 200) -> list[float]:
    w = torch.ones((), requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    path = []
    for _ in range(turns):
        if reset:
            optimizer.zero_grad()
        (0.5 * w * w).backward()
        optimizer.step()
        path.append(abs(w.item()))
    return path


def test_a_parabola_is_not_descended_by_summed_gradients() -> None:
    assert max(_descend(reset=False)[-50:]) > 0.95
    assert _descend(reset=True)[-1] == pytest.approx(0.9**200, rel=1e-3)


# HL701 and HL702


class Answers:
    """The calls of networks that come from outside of a network, with copies to ask again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside = False
        self.last: tuple[Any, tuple[Any, ...], dict[str, Any]] | None = None
        self.depend_on_mode = 0  # answers without gradients that eval() would have changed
        call = torch.nn.Module.__call__

        def watched(module: Any, *arguments: Any, **options: Any) -> Any:
            if self.inside:
                return call(module, *arguments, **options)
            self.inside = True
            twin, state = copy.deepcopy(module), torch.get_rng_state()
            try:
                answer = call(module, *arguments, **options)
                if any(True for _ in module.parameters()):
                    self.last = twin, arguments, options
                    if not torch.is_grad_enabled():
                        torch.set_rng_state(state)
                        self.depend_on_mode += not torch.allclose(answer, call(twin.eval(), *arguments, **options))
            finally:
                self.inside = False
            return answer

        monkeypatch.setattr(torch.nn.Module, "__call__", watched)

    def repeat(self, training: bool) -> bool:
        """Whether two answers of the last network to its last input are the same."""
        assert self.last is not None
        module, arguments, options = self.last
        module.train(training)
        with torch.no_grad():
            one, two = (module(*arguments, **options) for _ in range(2))
        return bool(torch.equal(one, two))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(monkeypatch)


@pytest.mark.parametrize("fixture", _fixtures("hl702", "bad_"), ids=_named)
def test_bad_dropout_does_not_know_the_mode(fixture: Fixture, project: Path, answers: Answers) -> None:
    _run(fixture, project)
    assert answers.repeat(training=True) == answers.repeat(training=False)


@pytest.mark.parametrize("fixture", _fixtures("hl702", "good_"), ids=_named)
def test_good_dropout_is_off_in_evaluation(fixture: Fixture, project: Path, answers: Answers) -> None:
    _run(fixture, project)
    assert fixture.name in MEANT or answers.repeat(training=False)


@pytest.mark.parametrize("fixture", _fixtures("hl701", "bad_"), ids=_named)
def test_bad_evaluation_would_give_other_answers_after_eval(fixture: Fixture, project: Path, answers: Answers) -> None:
    _run(fixture, project)
    assert answers.depend_on_mode > 0


@pytest.mark.parametrize("fixture", _fixtures("hl701", "good_"), ids=_named)
def test_good_evaluation_is_in_evaluation_mode(fixture: Fixture, project: Path, answers: Answers) -> None:
    _run(fixture, project)
    assert fixture.name in MEANT or answers.depend_on_mode == 0


def test_a_share_p_is_dropped_where_training_is_left_out() -> None:
    dropped = torch.nn.functional.dropout(torch.ones(100_000), p=0.3)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.3, abs=0.01)
    assert dropped.max().item() == pytest.approx(1 / 0.7)
    assert torch.equal(torch.nn.functional.alpha_dropout(torch.ones(100), p=0.3), torch.ones(100))
    assert torch.equal(torch.nn.functional.feature_alpha_dropout(torch.ones(4, 9, 3), p=0.3), torch.ones(4, 9, 3))


def test_a_batch_of_one_fails_in_training_mode() -> None:
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        torch.nn.BatchNorm1d(3)(torch.randn(1, 3))


# HL607


@pytest.mark.parametrize("fixture", _fixtures("hl607", "bad_"), ids=_named)
def test_activation_built_with_tensor_stops_the_program(fixture: Fixture, project: Path) -> None:
    with pytest.raises((TypeError, AttributeError)):
        _run(fixture, project)


@pytest.mark.parametrize("fixture", _fixtures("hl607", "good_"), ids=_named)
def test_good_activation_runs(fixture: Fixture, project: Path) -> None:
    _run(fixture, project)


# The pages


def _page(code: str, heading: str) -> dict[str, Any]:
    (program,) = load_rules()[code].page.programs(heading)
    torch.manual_seed(0)
    variables: dict[str, Any] = {}
    exec(compile(program, f"{code} {heading}", "exec"), variables)
    return variables


def test_pages_show_what_they_say() -> None:
    assert _page("HL703", "Example")["loss"].item() > 100 * _page("HL703", "Use instead")["loss"].item()
    with pytest.raises(TypeError):
        _page("HL607", "Example")
    _page("HL607", "Use instead")


@pytest.mark.parametrize("heading", ["Example", "Use instead"])
def test_pages_on_modes_show_what_they_say(heading: str) -> None:
    for code in ("HL701", "HL702"):
        found = _page(code, heading)
        same = bool(torch.equal(found["net"](found["x"]), found["net"](found["x"])))
        assert same == (heading == "Use instead"), code
