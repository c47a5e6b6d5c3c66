"""The words of functions and modules: what is said where."""

from textwrap import dedent

from headlint.ir.statements import Function
from headlint.lower import lower_module

SOURCE = dedent("""
    import torch.nn.functional as F

    LIMIT = parse("size")

    class Net(nn.Module):
        scale = compute(1)

        def forward(self, x, temperature):
            '''Says nothing of a loss.'''
            def inner():
                return self.pool(x)
            y = F.softmax(x, dim=-1) + x.max(1)[0] + max(temperature, math.log(2))
            return {"logits": nn.ReLU(y)(inner()), "a b": nn.ReLU(True)}

    if __name__ == "__main__":
        main(loss_fn="mse")
""")


def _forward() -> set[str]:
    net = lower_module(SOURCE).body[2]
    [forward] = [node for node in net.body if isinstance(node, Function)]
    return set(forward.words.split(" "))


def test_names_attributes_parameters_and_strings_that_could_be_names() -> None:
    words = _forward()
    assert words >= {"self", "x", "temperature", "F", "softmax", "dim", "logits", "inner"}
    assert not words & {"loss", "a b", "parse", "compute", "Says"}


def test_what_is_read_from_what() -> None:
    assert _forward() >= {"F.softmax", "x.max", "math.log", "nn.ReLU", "self.pool"}


def test_calls_say_whether_a_tensor_may_take_part() -> None:
    words = _forward()
    assert words >= {"softmax(", "max(", ".max(", "log(", ".softmax(", "pool("}
    assert not words & {".log(", ".pool("}  # one of math, one of the object itself


def test_keywords_belong_to_a_call() -> None:
    assert _forward() >= {"dim=", "F.softmax(dim="}


def test_an_argument_that_is_no_literal_is_told() -> None:
    words = _forward()
    assert "nn.ReLU(_" in words
    assert "math.log(_" not in words


def test_what_a_nested_function_says_is_said_by_the_one_around_it() -> None:
    assert "pool" in _forward()


def test_a_module_says_what_stands_outside_its_definitions() -> None:
    words = set(lower_module(SOURCE).words.split(" "))
    assert words >= {"LIMIT", "parse", "size", "__main__", "main(", "main(loss_fn=", "mse"}
    assert not words & {"forward", "softmax", "nn", "compute"}
