"""headlint: follows PyTorch tensors from the layer that makes them to the loss that consumes them."""

__version__ = "0.1.0"
