"""What a trace finds out: layers in order, every world of the result, the losses it goes to, and values at a line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from headlint.diagnostics import Verdict
from headlint.engine.trace import Known, Layer, Network, Question, Trace, trace
from headlint.project.errors import ProjectError
from headlint.tensor import Grad, Kind

Laid = Callable[..., Path]
IMPORTS = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
NET = """
class Net(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.fc1 = nn.Linear(784, 128)
        self.fc2 = nn.Linear(128, n_classes)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        return F.softmax(self.fc2(h), dim=1)
"""
TRAIN = """
from net import Net

model = Net()
criterion = nn.CrossEntropyLoss()

def train(loader):
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
"""


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laid:
    """Writes files into an empty working directory, each below the usual imports; answers the first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADLINT_DEBUG", "1")

    def write(**sources: str) -> Path:
        for name, source in sources.items():
            (tmp_path / f"{name}.py").write_text(IMPORTS + dedent(source), "utf-8")
        return Path(f"{next(iter(sources))}.py")

    return write


def asked(file: Path, row: int | None = None) -> Trace:
    return trace(Question(file, row), cache=False)


def only(file: Path) -> Network:
    (network,) = asked(file).networks
    return network


def steps(network: Network) -> list[tuple[str, str]]:
    return [(layer.name, layer.what) for layer in network.layers]


def kinds(values: tuple[Known, ...]) -> list[tuple[Kind | None, int | None]]:
    return [(known.kind, known.width) for known in values]


def every(layers: tuple[Layer, ...]) -> Iterator[Layer]:
    for layer in layers:
        yield layer
        yield from every(layer.layers)


def test_the_way_from_input_to_output(lay: Laid) -> None:
    network = only(lay(net=NET, train=TRAIN))
    assert network.title == "Net(n_classes=10)"
    assert network.name == "model"
    assert network.parameters == ("x",)
    assert steps(network) == [
        ("fc1", "Linear(784 → 128)"),
        ("relu", ""),
        ("fc2", "Linear(128 → 10)"),
        ("softmax", "dim=1"),
    ]
    gives = [kinds(layer.gives)[0] for layer in network.layers]
    assert gives == [(Kind.RAW, 128), (Kind.RELU, 128), (Kind.RAW, 10), (Kind.SOFTMAX, 10)]
    assert [layer.returned for layer in network.layers] == [(), (), (), ("",)]


def test_raw_scores_that_are_squashed_are_logits(lay: Laid) -> None:
    network = only(lay(net=NET))
    assert [layer.gives[0].logits for layer in network.layers] == [False, False, True, False]


def test_each_layer_knows_what_it_is_given(lay: Laid) -> None:
    network = only(lay(net=NET))
    assert [(layer.number, layer.sources) for layer in network.layers] == [(1, (0,)), (2, (1,)), (3, (2,)), (4, (3,))]


def test_a_loss_in_another_file_is_reached(lay: Laid) -> None:
    found = asked(lay(net=NET, train=TRAIN))
    (output,) = found.networks[0].outputs
    (reach,) = output.reaches
    assert (reach.loss, reach.span.path, reach.verdict, reach.codes) == (
        "CrossEntropyLoss",
        "train.py",
        Verdict.WRONG,
        ("HL101",),
    )
    assert kinds((reach.receives,)) == [(Kind.SOFTMAX, 10)]
    assert found.files == 2


def test_a_loss_behind_a_package_is_reached(lay: Laid, tmp_path: Path) -> None:
    lay(train="from models import Net\n" + TRAIN.replace("from net import Net\n", ""))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("from .net import Net\n")
    (tmp_path / "models" / "net.py").write_text(IMPORTS + NET)
    (reach,) = only(Path("models/net.py")).outputs[0].reaches
    assert reach.span.path == "train.py"


def test_what_happens_between_network_and_loss_is_told(lay: Laid) -> None:
    between = TRAIN.replace("criterion(model(x), y)", "criterion(torch.sigmoid(model(x)), y)")
    net = NET.replace("F.softmax(self.fc2(h), dim=1)", "self.fc2(h)")
    (reach,) = only(lay(net=net, train=between)).outputs[0].reaches
    assert [step.what for step in reach.through] == ["sigmoid"]
    assert reach.codes == ("HL103",)


def test_both_branches_of_training_are_shown(lay: Laid) -> None:
    source = NET.replace("return F", "if self.training:\n            return self.fc2(h)\n        return F")
    network = only(lay(net=source, train=TRAIN + "    model.eval()\n"))
    assert [layer.conditions for layer in network.layers[2:]] == [
        ("self.training",),
        ("not self.training",),
        ("not self.training",),
    ]
    (output,) = network.outputs
    assert {(known.conditions, known.kind) for known in output.gives} == {
        (("self.training",), Kind.RAW),
        (("not self.training",), Kind.SOFTMAX),
    }


def test_a_trace_leaves_training_as_it_was(lay: Laid) -> None:
    """Two networks of one object's class: the second is not shown in the state that the first one's trace made."""
    source = NET.replace("return F", "if self.training:\n            return self.fc2(h)\n        return F")
    found = asked(lay(net=source + "\na = Net(3)\nb = Net(4)\nb.eval()\n"))
    assert [len(network.outputs[0].gives) for network in found.networks] == [2, 2]


def test_elements_of_a_tuple_go_their_own_ways(lay: Laid) -> None:
    net = NET.replace("return F.softmax(self.fc2(h), dim=1)", "z = self.fc2(h)\n        return z, F.softmax(z, dim=1)")
    train = TRAIN.replace("criterion(model(x), y)", "criterion(model(x)[0], y)")
    network = only(lay(net=net, train=train))
    assert [layer.returned for layer in network.layers[-2:]] == [("[0]",), ("[1]",)]
    assert [(output.path, len(output.reaches)) for output in network.outputs] == [("[0]", 1), ("[1]", 0)]
    assert network.outputs[0].reaches[0].verdict is Verdict.OK


def test_entries_of_a_dict(lay: Laid) -> None:
    net = NET.replace(
        "return F.softmax(self.fc2(h), dim=1)", "z = self.fc2(h)\n        return {'logits': z, 'probs': z.softmax(1)}"
    )
    assert [output.path for output in only(lay(net=net)).outputs] == ["['logits']", "['probs']"]


def test_a_sequential_holds_its_layers(lay: Laid) -> None:
    net = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))

        def forward(self, x):
            return self.body(x)
    """
    (body,) = only(lay(net=net)).layers
    assert (body.name, body.returned) == ("body", ("",))
    assert [(layer.name, layer.what) for layer in body.layers] == [
        ("0", "Linear(8 → 4)"),
        ("1", "ReLU"),
        ("2", "Linear(4 → 2)"),
    ]


def test_layers_of_a_list_are_named_by_their_place(lay: Laid) -> None:
    net = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x
    """
    assert [layer.name for layer in only(lay(net=net)).layers] == ["layers.0", "layers.1", "layers.2"]


def test_a_residual_has_two_sources(lay: Laid) -> None:
    net = """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(8, 8)

        def forward(self, x):
            out = self.fc(x)
            out += x
            return out
    """
    fc, added = only(lay(net=net)).layers
    assert (added.name, added.sources) == ("+=", (0, fc.number))


def test_parts_stand_behind_the_whole_and_inside_of_it(lay: Laid) -> None:
    net = """
    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.fc = nn.Linear(width, width)

        def forward(self, x):
            return torch.relu(self.fc(x))

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.blocks = nn.Sequential(Block(16), Block(16))

        def forward(self, x):
            return self.blocks(x)
    """
    whole, part = asked(lay(net=net)).networks
    assert (whole.title, whole.part_of) == ("Net()", "")
    assert (part.title, part.part_of) == ("Block(width=16)", "Net")
    assert [layer.what for layer in whole.layers[0].layers] == ["Block(16)", "Block(16)"]
    assert [layer.name for layer in part.layers] == ["fc", "relu"]


def test_a_method_of_its_own_holds_what_it_does(lay: Laid) -> None:
    net = NET.replace("return F.softmax(self.fc2(h), dim=1)", "return self.head(h)") + (
        "\n    def head(self, h):\n        return self.fc2(h)\n"
    )
    head = only(lay(net=net)).layers[-1]
    assert (head.name, head.what, [layer.name for layer in head.layers]) == ("head", "", ["fc2"])


def test_networks_built_in_a_script(lay: Laid) -> None:
    script = """
    net = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
    criterion = nn.CrossEntropyLoss()

    def train(x, y):
        return criterion(net(x), y)
    """
    network = only(lay(script=script))
    assert (network.title, network.name) == ("Sequential", "net")
    assert network.outputs[0].reaches[0].codes == ("HL101",)


def test_a_head_that_was_replaced(lay: Laid) -> None:
    script = """
    from torchvision.models import resnet18

    def build():
        model = resnet18()
        model.fc = nn.Sequential(nn.Linear(512, 2), nn.Softmax(dim=1))
        return model
    """
    network = only(lay(script=script))
    assert [(layer.what, kinds(layer.gives)) for layer in every(network.layers)][-2:] == [
        ("Linear(512 → 2)", [(Kind.RAW, 2)]),
        ("Softmax(dim=1)", [(Kind.SOFTMAX, 2)]),
    ]


def test_a_function_that_nothing_calls_shows_what_it_builds(lay: Laid) -> None:
    found = asked(lay(net=NET + "\n\ndef tiny():\n    return Net(n_classes=3)\n"))
    assert ("Net(n_classes=3)", "tiny()") in [(network.title, network.name) for network in found.networks]


def test_what_is_lost_is_said(lay: Laid) -> None:
    net = NET.replace("F.relu(self.fc1(x))", "mystery.squash(self.fc1(x))")
    squash = only(lay(net="import mystery\n" + net)).layers[1]
    assert squash.name == "squash"
    assert squash.gives[0].kind is None
    assert "not known" in squash.gives[0].why


def test_files_that_do_not_use_it_are_not_read(lay: Laid) -> None:
    assert asked(lay(net=NET, train=TRAIN.replace("from net", "from elsewhere"))).files == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = 1\n", "no network is defined or built in a.py"),
        ("x = )\n", "a.py:4: does not parse"),
    ],
)
def test_nothing_to_trace(lay: Laid, source: str, message: str) -> None:
    with pytest.raises(ProjectError, match=message):
        asked(lay(a=source))


def test_nothing_to_trace_names_who_has_something(lay: Laid) -> None:
    with pytest.raises(ProjectError, match=r"no network .* in a\.py; 1 file below here defines one: net\.py"):
        asked(lay(a="x = 1\n", net=NET))


def test_a_missing_file_and_a_directory(lay: Laid, tmp_path: Path) -> None:
    lay(net=NET)
    with pytest.raises(ProjectError, match=r"no such file or directory: 'nett\.py' \(did you mean 'net\.py'\?\)"):
        asked(Path("nett.py"))
    with pytest.raises(ProjectError, match=r"trace takes one file, and '.' is a directory; .*net\.py"):
        asked(Path("."))


def row_of(file: Path, text: str) -> int:
    return next(at for at, line in enumerate(file.read_text().splitlines(), 1) if text in line)


def test_the_values_at_a_line(lay: Laid) -> None:
    train = lay(train=TRAIN, net=NET)
    line = asked(train, row_of(train, "loss = criterion")).line
    assert line is not None
    assert line.source == "loss = criterion(model(x), y)"
    seen = {one.text: one for one in line.sightings}
    assert list(seen) == ["criterion", "model", "x", "model(x)", "y", "loss"]
    assert [seen["model(x)"].role, seen["loss"].role, seen["y"].role] == ["argument", "assigned", "argument"]
    (output,) = seen["model(x)"].values
    assert (output.kind, output.width, output.grad) == (Kind.SOFTMAX, 10, Grad.FLOWS)
    assert [(step.what, step.span.path) for step in output.trail] == [
        ("Linear(..., 10)", "net.py"),
        ("F.softmax", "net.py"),
    ]
    assert seen["criterion"].values[0].what == "CrossEntropyLoss"
    assert seen["y"].values[0].why
    assert [(loss.verdict, loss.codes) for loss in line.losses] == [(Verdict.WRONG, ("HL101",))]


def test_a_line_in_a_function_that_nothing_calls(lay: Laid) -> None:
    net = lay(net=NET)
    line = asked(net, row_of(net, "h = F.relu")).line
    assert line is not None
    assert kinds(line.sightings[-1].values) == [(Kind.RELU, 128)]


def test_a_line_under_both_branches(lay: Laid) -> None:
    source = """
    def step(flag, x):
        net = nn.Linear(8, 4)
        z = net(x)
        if flag:
            z = z.softmax(1)
        return F.cross_entropy(z, x)
    """
    file = lay(step=source)
    line = asked(file, row_of(file, "cross_entropy")).line
    assert line is not None
    found = {one.text: one.values for one in line.sightings}["z"]
    assert {(known.kind, known.conditions) for known in found} == {
        (Kind.SOFTMAX, ("flag",)),
        (Kind.RAW, ("not flag",)),
    }


def test_a_statement_on_many_rows_is_one_line(lay: Laid) -> None:
    train = lay(
        train=TRAIN.replace("criterion(model(x), y)", "criterion(\n            model(x),\n            y)"), net=NET
    )
    first, last = (asked(train, row_of(train, text)).line for text in ("loss = criterion", "            y)"))
    assert first == last


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import torch", "the statement there has no values"),
        (None, r"no such line: train\.py:999 \(train\.py has \d+ lines\)"),
    ],
)
def test_nothing_at_a_line(lay: Laid, text: str | None, message: str) -> None:
    train = lay(train=TRAIN, net=NET)
    with pytest.raises(ProjectError, match=message):
        asked(train, 999 if text is None else row_of(train, text))


def test_an_empty_line_names_the_next_statement(lay: Laid) -> None:
    train = lay(train=TRAIN, net=NET)
    row = row_of(train, "def train") - 1
    with pytest.raises(ProjectError, match=f"nothing is evaluated at train.py:{row}; .* at line {row + 1}"):
        asked(train, row)


def test_the_same_answer_twice(lay: Laid) -> None:
    file = lay(net=NET, train=TRAIN)
    assert asked(file) == asked(file)


def test_networks_that_a_helper_is_handed_are_those_of_its_callers(lay: Laid) -> None:
    helper = (
        "def fit(model, x):\n    model = model.to('cpu')\n    return model(x)\n\nown = nn.Sequential(nn.Linear(2, 2))\n"
    )
    found = asked(
        lay(
            helper=helper,
            train="from helper import fit\nfrom net import Net\nfit(Net(), 1)\nnn.MSELoss()(1, 2)",
            net=NET,
        )
    )
    assert [network.name for network in found.networks] == ["own"]


def test_a_script_shows_what_it_builds_with_the_help_of_others(lay: Laid) -> None:
    network = only(lay(run="from net import Net\nmodel = Net(3)\n", net=NET))
    assert (network.title, network.name) == ("Net(n_classes=3)", "model")
