"""What a tensor is: kind, shape, gradient, trail; guarded alternatives and the laws of their union."""

from headlint.tensor.alternatives import Alternatives
from headlint.tensor.guard import ALWAYS, Guards, Test
from headlint.tensor.kind import Kind
from headlint.tensor.shape import Axis, Shape
from headlint.tensor.tensor import Cut, Grad, Tensor
from headlint.tensor.trail import Step, Trail

__all__ = [
    "ALWAYS",
    "Alternatives",
    "Axis",
    "Cut",
    "Grad",
    "Guards",
    "Kind",
    "Shape",
    "Step",
    "Tensor",
    "Test",
    "Trail",
]
