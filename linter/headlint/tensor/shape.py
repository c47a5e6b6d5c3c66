"""What is known of a tensor's sizes."""

from __future__ import annotations

from dataclasses import dataclass

Size = int | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis an operation works along: as the program gave it (None where it was left out) and, where the rank
    allows it, as an index from the end (-1 is the last), so that ``dim=1`` and ``dim=-1`` can be told to be one."""

    given: int | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """Known trailing sizes (None: unknown); ``open`` where an unknown number of axes stands in front of them."""

    dims: tuple[Size, ...] = ()
    open: bool = True

    @property
    def rank(self) -> int | None:
        """The number of axes, None where it is not known."""
        return None if self.open else len(self.dims)

    def index(self, dim: int) -> int | None:
        """``dim`` counted from the end (-1 is the last), None where that takes a rank nobody knows."""
        if dim < 0:
            return dim if self.open or -dim <= len(self.dims) else None
        if self.open or dim >= len(self.dims):
            return None
        return dim - len(self.dims)

    def size(self, dim: int | None) -> Size:
        """The size of an axis, None where it is not known."""
        index = None if dim is None else self.index(dim)
        if index is None or -index > len(self.dims):
            return None
        return self.dims[index]

    def resized(self, dim: int, size: Size) -> Shape:
        """The same shape with another size along ``dim``; unknown where ``dim`` cannot be placed."""
        index = self.index(dim)
        if index is None or -index > len(self.dims):
            return Shape() if self.open else Shape((None,) * len(self.dims), open=False)
        dims = list(self.dims)
        dims[index] = size
        return Shape(tuple(dims), self.open)

    def without(self, dim: int) -> Shape:
        """The shape once the axis ``dim`` is gone."""
        index = self.index(dim)
        if index is None:
            return Shape()
        if -index > len(self.dims):
            return self
        dims = list(self.dims)
        del dims[index]
        return Shape(tuple(dims), self.open)

    def with_axis(self, dim: int, size: Size = 1) -> Shape:
        """The shape with a new axis at ``dim``, counted in the new shape as ``torch.unsqueeze`` counts."""
        if self.open:
            if dim >= 0 or -dim > len(self.dims) + 1:
                return Shape()
            at = len(self.dims) + 1 + dim
        else:
            at = dim if dim >= 0 else len(self.dims) + 1 + dim
            if not 0 <= at <= len(self.dims):
                return Shape()
        return Shape((*self.dims[:at], size, *self.dims[at:]), self.open)

    def __str__(self) -> str:
        sizes = ["?" if size is None else str(size) for size in self.dims]
        return f"({', '.join(['...', *sizes] if self.open else sizes)})"
