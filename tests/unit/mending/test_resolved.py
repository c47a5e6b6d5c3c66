"""Changes to a program as edits of its text: what is written, and when nothing is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from headlint.diagnostics import (
    Along,
    Append,
    Applicability,
    AssignChild,
    Change,
    Decide,
    Fix,
    Instead,
    Merge,
    Remove,
    Rename,
    Replace,
    SetKeyword,
    Span,
    Swap,
    Threshold,
    Wrap,
)
from headlint.link import Module
from headlint.lower import lower_module
from headlint.mending import Draft, resolved
from headlint.project.editing import applied

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def fix(text: str, *changes: Callable[[Callable[[str], Span]], Change]) -> str | None:
    """The text after changes, each made from a function that finds the span of a part of the text; None where they
    are not sure."""
    module = Module("a.py", Path("a.py"), lower_module(text))

    def span(part: str) -> Span:
        assert text.count(part) == 1, part
        start = text.index(part)
        row, column, cell = module.ir.position(start)
        end_row, end_column, _ = module.ir.position(start + len(part))
        return Span("a.py", row, column, end_row, end_column, cell)

    asked = Fix("", Applicability.UNSAFE, changes=tuple(change(span) for change in changes))
    found = resolved(asked, lambda path: Draft.of(module, text))
    assert (found.applicability is Applicability.DISPLAY) == (not found.edits)
    return applied(text, found.edits) if found.edits else None


def remove(part: str, what: str) -> Callable[[Callable[[str], Span]], Change]:
    return lambda span: Remove(span(part), what)


@pytest.mark.parametrize(
    ("row", "part", "what", "left"),
    [
        ("y = F.softmax(x, dim=1)", "F.softmax(x, dim=1)", "F.softmax", "y = x"),
        ("y = torch.softmax(x, -1)", "torch.softmax(x, -1)", "softmax", "y = x"),
        ("y = nn.functional.softmax(input=x, dim=1)", "nn.functional.softmax(input=x, dim=1)", "F.softmax", "y = x"),
        ("y = x.softmax(-1)", "x.softmax(-1)", "softmax", "y = x"),
        ("y = net(x).softmax(dim=1)[0]", "net(x).softmax(dim=1)", "softmax", "y = net(x)[0]"),
        ("y = x.sigmoid()", "x.sigmoid()", "sigmoid", "y = x"),
        ("y = nn.Softmax(dim=1)(x)", "nn.Softmax(dim=1)(x)", "Softmax", "y = x"),
        ("y = F.softmax(a + b, 1)", "F.softmax(a + b, 1)", "F.softmax", "y = a + b"),
        ("y = F.softmax(a + b, 1) * 2", "F.softmax(a + b, 1)", "F.softmax", "y = (a + b) * 2"),
        ("y = F.softmax(a + b, 1).mean()", "F.softmax(a + b, 1)", "F.softmax", "y = (a + b).mean()"),
        ("y = F.softmax((a + b), 1)", "F.softmax((a + b), 1)", "F.softmax", "y = a + b"),
        ("y = -F.softmax(-x, 1)", "F.softmax(-x, 1)", "F.softmax", "y = -(-x)"),
        ("y = g(*F.softmax(a or b, 1))", "F.softmax(a or b, 1)", "F.softmax", "y = g(*(a or b))"),
        (
            "y = F.softmax(\n    net(x),\n    dim=1,\n)",
            "F.softmax(\n    net(x),\n    dim=1,\n)",
            "F.softmax",
            "y = net(x)",
        ),
        ("y = F.softmax(a\n    + b, 1)", "F.softmax(a\n    + b, 1)", "F.softmax", "y = (a\n    + b)"),
        ("y = F.softmax(f(\n    a), 1)", "F.softmax(f(\n    a), 1)", "F.softmax", "y = f(\n    a)"),
    ],
)
def test_an_activation_goes_from_where_it_is_applied(row: str, part: str, what: str, left: str) -> None:
    assert fix(f"{HEAD}{row}\n", remove(part, what)) == f"{HEAD}{left}\n"


@pytest.mark.parametrize(
    ("row", "part", "what"),
    [
        ("y = act(x)", "act(x)", "Softmax"),  # nobody says what act is
        ("y = act(x, 1)", "act(x, 1)", "softmax"),
        ("y = F.softmax(*xs)", "F.softmax(*xs)", "F.softmax"),
        ("y = net.softmax(x)", "net.softmax(x)", "softmax"),  # a method of a network, as it may be
        ("y = F.softmax(x,  # logits\n    dim=1)", "F.softmax(x,  # logits\n    dim=1)", "F.softmax"),
        ("y = 2 * F.softmax(a + b,  # logits\n    dim=1)", "F.softmax(a + b,  # logits\n    dim=1)", "F.softmax"),
        ("y = logits, F.softmax(logits, 1)", "F.softmax(logits, 1)", "F.softmax"),
        ('y = {"logits": z, "probs": F.softmax(z, 1)}', "F.softmax(z, 1)", "F.softmax"),
        ("y = Output(logits=z, probs=F.softmax(z, 1))", "F.softmax(z, 1)", "F.softmax"),
        ('out["probs"] = F.softmax(out["logits"], 1)', 'F.softmax(out["logits"], 1)', "F.softmax"),
        ("def f(z):\n    p = F.softmax(z, 1)\n    return z, p", "F.softmax(z, 1)", "F.softmax"),
        ("def f(z):\n    p = F.softmax(z, 1)\n    return dict(z=z, p=p)", "F.softmax(z, 1)", "F.softmax"),
        ("y = F.softmax(x, 1) if p else x", "F.softmax(x, 1)", "F.softmax"),
        ("def f(x):\n    if p:\n        return F.softmax(x, 1)\n    return x", "F.softmax(x, 1)", "F.softmax"),
        ("if p:\n    layers.append(nn.Softmax(1))", "nn.Softmax(1)", "Softmax"),
        ("for l in ls:\n    x = l(x)", "l(x)", "Softmax"),
        ("act = nn.Softmax(1)\nact = nn.ReLU()\ny = act(x)", "act(x)", "Softmax"),
        ("acts = {'softmax': nn.Softmax(1)}", "nn.Softmax(1)", "Softmax"),
        ("def f(act=nn.Softmax(1)): pass", "nn.Softmax(1)", "Softmax"),
        ("net = Net(nn.Softmax(1))", "nn.Softmax(1)", "Softmax"),
    ],
)
def test_nothing_goes_where_it_is_not_sure(row: str, part: str, what: str) -> None:
    assert fix(f"{HEAD}{row}\n", remove(part, what)) is None


def test_a_name_that_is_shadowed_is_not_torch() -> None:
    text = f"{HEAD}def f(x, F):\n    return F.softmax(x, 1)\n"
    assert fix(text, remove("F.softmax(x, 1)", "F.softmax")) is None
    text = f"{HEAD}try:\n    import mine as F\nexcept ImportError:\n    pass\ny = F.softmax(x, 1)\n"
    assert fix(text, remove("F.softmax(x, 1)", "F.softmax")) is None


def test_an_assignment_of_a_variable_to_itself_goes_with_its_row() -> None:
    text = f"{HEAD}def f(x):\n    x = fc(x)\n    x = F.softmax(x, 1)  # probabilities\n    return x\n"
    assert fix(text, remove("F.softmax(x, 1)", "F.softmax")) == f"{HEAD}def f(x):\n    x = fc(x)\n    return x\n"
    text = f"{HEAD}def f(x):\n    if last:\n        x = F.softmax(x, 1)\n    return x\n"
    assert fix(text, remove("F.softmax(x, 1)", "F.softmax")) is None  # there is a switch
    text = f"{HEAD}def f(x):\n    with g():\n        x = F.softmax(x, 1)\n    return x\n"
    assert fix(text, remove("F.softmax(x, 1)", "F.softmax")) == text.replace("x = F.softmax(x, 1)", "pass")


def test_a_layer_that_has_a_name() -> None:
    text = HEAD + (
        "class Net(nn.Module):\n    def __init__(self):\n        self.act = nn.Softmax(dim=1)\n"
        "    def forward(self, x):\n        return self.act(self.fc(x))\n"
    )
    assert fix(text, remove("self.act(self.fc(x))", "Softmax")) == text.replace("self.act(self.fc(x))", "self.fc(x)")
    other = text.replace("nn.Softmax(dim=1)", "nn.Softmax(dim=1) if a else nn.ReLU()")
    assert fix(other, remove("self.act(self.fc(x))", "Softmax")) is None
    assert (
        fix(text.replace("        self.act =", "        self.a2 ="), remove("self.act(self.fc(x))", "Softmax")) is None
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nn.Sequential(nn.Linear(4, 2), nn.Softmax(1))", "nn.Sequential(nn.Linear(4, 2))"),
        ("nn.Sequential(nn.Softmax(1))", "nn.Sequential()"),
        ("nn.Sequential(nn.Softmax(1), nn.Flatten())", "nn.Sequential(nn.Identity(), nn.Flatten())"),
        ("nn.Sequential(*[nn.Linear(4, 2), nn.Softmax(1)])", "nn.Sequential(*[nn.Linear(4, 2)])"),
        (
            "nn.Sequential(\n    nn.Linear(4, 2),\n    nn.Softmax(1),  # last\n)",
            "nn.Sequential(\n    nn.Linear(4, 2),\n)",
        ),
        ("nn.Sequential(\n    nn.Linear(4, 2),\n    nn.Softmax(1)\n)", "nn.Sequential(\n    nn.Linear(4, 2)\n)"),
        ("nn.Sequential(\n    nn.Linear(4, 2),\n    nn.Softmax(1))", "nn.Sequential(\n    nn.Linear(4, 2))"),
        (
            "nn.Sequential(\n    nn.Linear(4, 2),  # two\n    nn.Softmax(1))",
            "nn.Sequential(\n    nn.Linear(4, 2),  # two\n    )",
        ),
        (
            "nn.Sequential(nn.Linear(4, 2), nn.Softmax(1) if p else nn.ReLU())",
            "nn.Sequential(nn.Linear(4, 2), nn.Identity() if p else nn.ReLU())",
        ),
        (
            "nn.Sequential(OrderedDict([('a', nn.Linear(4, 2)), ('p', nn.Softmax(1)), ('z', nn.Flatten())]))",
            "nn.Sequential(OrderedDict([('a', nn.Linear(4, 2)), ('z', nn.Flatten())]))",
        ),
        (
            "nn.Sequential(OrderedDict({'a': nn.Linear(4, 2), 'p': nn.Softmax(1)}))",
            "nn.Sequential(OrderedDict({'a': nn.Linear(4, 2)}))",
        ),
    ],
)
def test_an_activation_leaves_its_container(before: str, after: str) -> None:
    head = f"{HEAD}from collections import OrderedDict\n"
    assert fix(f"{head}net = {before}\n", remove("nn.Softmax(1)", "Softmax")) == f"{head}net = {after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('net.add_module("p", nn.Softmax(1))\nf(net)\n', "f(net)\n"),
        ("layers.append(nn.Softmax(1))\nf(layers)\n", "f(layers)\n"),
        ("layers += [nn.Linear(4, 2), nn.Softmax(1)]\n", "layers += [nn.Linear(4, 2)]\n"),
        ("with p:\n    layers.append(nn.Softmax(1))\n", "with p:\n    pass\n"),
        ("a = 1; layers.append(nn.Softmax(1))\n", "a = 1; pass\n"),
        ("sm = nn.Softmax(1)\nnet = nn.Sequential(fc, sm)\n", "sm = nn.Softmax(1)\nnet = nn.Sequential(fc)\n"),
        ("x = 1\nlayers.append(nn.Softmax(1))", "x = 1"),
    ],
)
def test_an_activation_leaves_what_it_was_added_to(before: str, after: str) -> None:
    assert fix(HEAD + before, remove("nn.Softmax(1)", "Softmax")) == HEAD + after


def test_a_subclass_of_sequential_and_names_of_their_own() -> None:
    text = "from torch.nn import Linear, Sequential, Softmax\nclass Net(Sequential):\n    def __init__(self):\n"
    row = "        super().__init__(Linear(4, 2), Softmax(1))\n"
    left = "        super().__init__(Linear(4, 2))\n"
    assert fix(text + row, remove("Softmax(1)", "Softmax")) == text + left
    text = "from torch.nn import Flatten, Sequential, Softmax\nnet = Sequential(Softmax(1), Flatten())\n"
    assert fix(text, remove("Softmax(1)", "Softmax")) == (
        "from torch.nn import Flatten, Sequential, Softmax\nfrom torch.nn import Identity\n"
        "net = Sequential(Identity(), Flatten())\n"
    )


@pytest.mark.parametrize(
    ("head", "call", "after"),
    [
        ("import torch\n", "torch.softmax(x, 1)", "import torch\ny = torch.log_softmax(x, 1)\n"),
        (
            "import torch.nn as nn\n",
            "nn.functional.softmax(x, 1)",
            "import torch.nn as nn\ny = nn.functional.log_softmax(x, 1)\n",
        ),
        (
            "import torch.nn.functional as t\n",
            "t.softmax(x, 1)",
            "import torch.nn.functional as t\ny = t.log_softmax(x, 1)\n",
        ),
        (
            "from torch.nn.functional import softmax as sm\n",
            "sm(x, 1)",
            "from torch.nn.functional import softmax as sm\nfrom torch.nn.functional import log_softmax\n"
            "y = log_softmax(x, 1)\n",
        ),
        ("", "x.softmax(dim=1)", "y = x.log_softmax(dim=1)\n"),
    ],
)
def test_a_function_is_spelled_as_the_file_spells_torch(head: str, call: str, after: str) -> None:
    what = "softmax" if call.startswith(("torch.", "x.")) else "F.softmax"
    change = lambda span: Instead(span(call), what, "log_softmax", "LogSoftmax")  # noqa: E731
    assert fix(f"{head}y = {call}\n", change) == after


def test_no_import_is_added_under_a_name_that_is_taken() -> None:
    text = "from torch.nn.functional import softmax\nlog_softmax = 1\ny = softmax(x, 1)\n"
    assert fix(text, lambda span: Instead(span("softmax(x, 1)"), "F.softmax", "log_softmax", "LogSoftmax")) is None


def test_options_follow_the_operation() -> None:
    def instead(part: str, what: str, function: str, layer: str, **more: object) -> str | None:
        return fix(f"{HEAD}y = {part}\n", lambda span: Instead(span(part), what, function, layer, **more))  # type: ignore[arg-type]

    sigmoid = ("sigmoid", "Sigmoid")
    log = ("log_softmax", "LogSoftmax")
    assert instead("F.softmax(x, dim=1)", "F.softmax", *sigmoid, plain=True) == f"{HEAD}y = torch.sigmoid(x)\n"
    assert instead("x.softmax(1)", "softmax", *sigmoid, plain=True) == f"{HEAD}y = x.sigmoid()\n"
    assert instead("nn.Softmax(dim=1)", "Softmax", *sigmoid, plain=True) == f"{HEAD}y = nn.Sigmoid()\n"
    assert instead("torch.sigmoid(x)", "sigmoid", *log, dim=1) == f"{HEAD}y = torch.log_softmax(x, dim=1)\n"
    assert instead("x.sigmoid()", "sigmoid", *log, dim=1) == f"{HEAD}y = x.log_softmax(dim=1)\n"
    assert instead("nn.Sigmoid()", "Sigmoid", *log, dim=1) == f"{HEAD}y = nn.LogSoftmax(dim=1)\n"
    assert instead("x.sigmoid()", "sigmoid", "logsigmoid", "LogSigmoid") is None  # no tensor has such a method


def test_a_loss_in_place_of_another() -> None:
    bce = ("binary_cross_entropy_with_logits", "BCEWithLogitsLoss")
    text = f"{HEAD}c = nn.BCELoss(reduction='sum')\nl = F.binary_cross_entropy(p, y)\n"
    after = fix(
        text,
        lambda span: Instead(span("nn.BCELoss(reduction='sum')"), "BCELoss", *bce),
        lambda span: Instead(span("F.binary_cross_entropy(p, y)"), "F.binary_cross_entropy", *bce),
    )
    assert after == (f"{HEAD}c = nn.BCEWithLogitsLoss(reduction='sum')\nl = F.binary_cross_entropy_with_logits(p, y)\n")


@pytest.mark.parametrize(
    "call",
    [
        "F.cross_entropy(p, y, label_smoothing=0.1)",
        "F.cross_entropy(p, y, None, None, -100, None, 'mean', 0.1)",
        "nn.CrossEntropyLoss(label_smoothing=0.1)",
    ],
)
def test_options_that_the_other_one_lacks_are_not_passed_on(call: str) -> None:
    what = "F.cross_entropy" if call.startswith("F.") else "CrossEntropyLoss"
    assert fix(f"{HEAD}c = {call}\n", lambda span: Instead(span(call), what, "nll_loss", "NLLLoss")) is None


@pytest.mark.parametrize(
    ("before", "outer", "inner", "after"),
    [
        ("y = torch.log(F.softmax(x, 1))", "torch.log(F.softmax(x, 1))", "F.softmax(x, 1)", "y = F.log_softmax(x, 1)"),
        ("y = F.softmax(x, 1).log()", "F.softmax(x, 1).log()", "F.softmax(x, 1)", "y = F.log_softmax(x, 1)"),
        (
            "y = torch.log(F.softmax(x, 1) + 1e-8)",
            "torch.log(F.softmax(x, 1) + 1e-8)",
            "F.softmax(x, 1)",
            "y = F.log_softmax(x, 1)",
        ),
        (
            "y = torch.log(F.softmax(x, 1)[:, 0])",
            "torch.log(F.softmax(x, 1)[:, 0])",
            "F.softmax(x, 1)",
            "y = F.log_softmax(x, 1)[:, 0]",
        ),
        ("p = F.softmax(x, 1)\ny = p.log()", "p.log()", "F.softmax(x, 1)", "p = F.log_softmax(x, 1)\ny = p"),
        (
            "p = F.softmax(x, 1)\ny = p * p.log()",
            "p.log()",
            "F.softmax(x, 1)",
            None,  # x is bound nowhere here
        ),
        ("y = torch.log(F.softmax(x, 1).mean())", "torch.log(F.softmax(x, 1).mean())", "F.softmax(x, 1)", None),
        ("y = torch.log(2 * F.softmax(x, 1))", "torch.log(2 * F.softmax(x, 1))", "F.softmax(x, 1)", None),
    ],
)
def test_the_log_of_a_softmax(before: str, outer: str, inner: str, after: str | None) -> None:
    made = fix(f"{HEAD}{before}\n", lambda span: Merge(span(outer), span(inner), "F.softmax", "log_softmax"))
    assert made == (after and f"{HEAD}{after}\n")


def test_the_log_of_one_minus_a_sigmoid() -> None:
    def merged(before: str, outer: str, inner: str, negated: bool = True) -> str | None:
        return fix(
            f"{HEAD}{before}\n", lambda span: Merge(span(outer), span(inner), "sigmoid", "logsigmoid", negated=negated)
        )

    whole = "torch.log(1 - torch.sigmoid(a + b))"
    assert merged(f"y = {whole}", whole, "torch.sigmoid(a + b)") == f"{HEAD}y = F.logsigmoid(-(a + b))\n"
    assert merged(f"y = {whole}", whole, "torch.sigmoid(a + b)", negated=False) is None
    two = "p = torch.sigmoid(f(x))\ny = torch.log(1 - p)"
    assert merged(two, "torch.log(1 - p)", "torch.sigmoid(f(x))") == f"{HEAD}p = f(x)\ny = F.logsigmoid(-p)\n"


def test_the_axis_of_a_softmax() -> None:
    def told(before: str, part: str, what: str) -> str | None:
        return fix(f"{HEAD}{before}\n", lambda span: Along(span(part), what, 1))

    assert told("y = F.softmax(x)", "F.softmax(x)", "F.softmax") == f"{HEAD}y = F.softmax(x, dim=1)\n"
    assert told("y = F.softmax(x, 0)", "F.softmax(x, 0)", "F.softmax") == f"{HEAD}y = F.softmax(x, 1)\n"
    assert told("y = F.softmax(x, dim=0)", "F.softmax(x, dim=0)", "F.softmax") == f"{HEAD}y = F.softmax(x, dim=1)\n"
    assert told("s = nn.Softmax()", "nn.Softmax()", "Softmax") == f"{HEAD}s = nn.Softmax(dim=1)\n"
    assert told("s = nn.Softmax()\ny = s(x)", "s(x)", "Softmax") == f"{HEAD}s = nn.Softmax(dim=1)\ny = s(x)\n"
    assert told("s = nn.Softmax()\ny = s(x)\nz = s(w)", "s(x)", "Softmax") is None


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("a = c(y, out)", lambda s: Swap(s("y"), s("out")), "a = c(out, y)"),
        ("b = c(out, y)", lambda s: Append(s("y"), ".unsqueeze(1)"), "b = c(out, y.unsqueeze(1))"),
        ("b = c(out, u - v)", lambda s: Append(s("u - v"), ".unsqueeze(1)"), "b = c(out, (u - v).unsqueeze(1))"),
        ("b = c(out)", lambda s: Wrap(s("out"), "sigmoid"), "b = c(torch.sigmoid(out))"),
        ("b = F.c(out)", lambda s: SetKeyword(s("F.c(out)"), "log_target", "True"), "b = F.c(out, log_target=True)"),
        ("b = F.c(k=1)", lambda s: SetKeyword(s("F.c(k=1)"), "k", "2"), "b = F.c(k=2)"),
        ("b = g(k=1)", lambda s: SetKeyword(s("g(k=1)"), "k", "2"), None),
        (
            "c = nn.MSELoss()\nb = c(out)",
            lambda s: SetKeyword(s("c(out)"), "reduction", "'sum'"),
            "c = nn.MSELoss(reduction='sum')\nb = c(out)",
        ),
        ("c = nn.MSELoss()\nb = c(out)\nd = c(y)", lambda s: SetKeyword(s("c(out)"), "reduction", "'sum'"), None),
        ("b = F.c(o, reduce=1)", lambda s: SetKeyword(s("F.c(o, reduce=1)"), "reduction", "'sum'"), None),
        ("b = c(k=1)", lambda s: Replace(s("k=1"), "m=2"), "b = c(m=2)"),
        ("b = c(k=v)", lambda s: Replace(s("k=v"), "m=2"), None),
        ("b = out > 0.5", lambda s: Threshold(s("out > 0.5"), "0", "sigmoid"), "b = out > 0"),
        ("b = 0.5 <= out", lambda s: Threshold(s("0.5 <= out"), "0", "sigmoid"), "b = 0 <= out"),
        ("b = out > t", lambda s: Threshold(s("out > t"), "0", "sigmoid"), "b = torch.sigmoid(out) > t"),
        ("b = out > 0.3", lambda s: Threshold(s("out > 0.3"), "", "sigmoid"), "b = torch.sigmoid(out) > 0.3"),
        ("b = out.round()", lambda s: Threshold(s("out.round()"), "", "sigmoid"), "b = torch.sigmoid(out).round()"),
        ("b = out.argmax(1)", lambda s: Decide(s("out.argmax(1)"), "0"), "b = (out > 0).squeeze(1).long()"),
        ("b = out.max(1)[1]", lambda s: Decide(s("out.max(1)"), "0"), "b = (out > 0).squeeze(1).long()"),
        ("b = out.max(1)[0]", lambda s: Decide(s("out.max(1)"), "0"), None),
        (
            "b = torch.max(out, dim=1).indices",
            lambda s: Decide(s("torch.max(out, dim=1)"), "0"),
            "b = (out > 0).squeeze(1).long()",
        ),
        ("_, b = out.max(1)", lambda s: Decide(s("out.max(1)"), "0"), "b = (out > 0).squeeze(1).long()"),
        ("v, b = out.max(1)\nprint(v)", lambda s: Decide(s("out.max(1)"), "0"), None),
        ("b = out.argmax()", lambda s: Decide(s("out.argmax()"), "0"), None),
        ("n.c = n.add_module('c', l)", lambda s: AssignChild(s("n.add_module('c', l)")), "n.c = l"),
        ("m.c = n.add_module('c', l)", lambda s: AssignChild(s("n.add_module('c', l)")), None),
        ("n = n.add_module('c', l)", lambda s: AssignChild(s("n.add_module('c', l)")), "n.add_module('c', l)"),
        ("c = n.add_module('c', l)", lambda s: AssignChild(s("n.add_module('c', l)")), None),
        ("p = nn.AvgPool1D(2)", lambda s: Rename(s("nn.AvgPool1D"), "AvgPool1d"), "p = nn.AvgPool1d(2)"),
    ],
)
def test_single_expressions(before: str, change: Callable[[Callable[[str], Span]], Change], after: str | None) -> None:
    assert fix(f"{HEAD}{before}\n", change) == (after and f"{HEAD}{after}\n")


def test_an_imported_name_is_changed_everywhere() -> None:
    text = "from torch.nn import {0}\np = {0}(2)\n"
    wrong = text.format("MaxPool2D")
    module = Module("a.py", Path("a.py"), lower_module(wrong))
    asked = Fix("", Applicability.SAFE, changes=(Rename(Span("a.py", 1, 22, 1, 31), "MaxPool2d"),))
    found = resolved(asked, lambda path: Draft.of(module, wrong))
    assert applied(wrong, found.edits) == text.format("MaxPool2d")


def test_changes_that_meet_are_not_made() -> None:
    swap = lambda span: Swap(span("y"), span("out"))  # noqa: E731
    assert fix(f"{HEAD}a = c(y, out)\n", swap, lambda span: Append(span("y"), ".float()")) is None


def test_nothing_is_edited_in_a_file_whose_positions_are_in_doubt() -> None:
    from msgspec.structs import replace

    text = f"{HEAD}y = F.softmax(x, 1)\n"
    module = Module("a.py", Path("a.py"), replace(lower_module(text), exact=False))
    asked = Fix("", Applicability.UNSAFE, changes=(Remove(Span("a.py", 4, 5, 4, 20), "F.softmax"),))
    assert resolved(asked, lambda path: Draft.of(module, text)).edits == ()
