"""Arrays of NumPy, and what scikit-learn makes of them, as far as their number of axes is known.

Facts of https://numpy.org/doc/stable/reference/routines.html: the sizes that the functions of ``SIZED`` take ("shape:
int or sequence of ints"), the functions of ``BY_NUMBER`` that work number by number, and of
https://scikit-learn.org/stable/api/index.html: the data sets that ``make_...`` draws ("X: ndarray of shape (n_samples,
n_features), y: ndarray of shape (n_samples,)") and the scalers, which take and give "array-like of shape (n_samples,
n_features)".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sized:
    """A function that gives an array of the sizes in its parameter ``size``; without it one number."""

    params: tuple[str, ...]
    size: str
    dtype: str = "float"


SIZED: dict[str, Sized] = {
    **{f"numpy.{name}": Sized(("shape", "dtype"), "shape") for name in ("zeros", "ones", "empty")},
    "numpy.full": Sized(("shape", "fill_value", "dtype"), "shape"),
    **{f"numpy.random.{name}": Sized(("size",), "size") for name in ("random", "random_sample", "standard_normal")},
    **{f"numpy.random.{name}": Sized(("loc", "scale", "size"), "size") for name in ("normal", "laplace")},
    "numpy.random.uniform": Sized(("low", "high", "size"), "size"),
    "numpy.random.randint": Sized(("low", "high", "size"), "size", "int"),
}

SIZES_IN_ORDER = frozenset({"numpy.random.rand", "numpy.random.randn"})
ROWS = frozenset({"numpy.arange", "numpy.linspace", "numpy.random.permutation"})

BY_NUMBER = frozenset(
    {
        *("numpy.sin", "numpy.cos", "numpy.tan", "numpy.tanh", "numpy.exp", "numpy.log", "numpy.log1p", "numpy.sqrt"),
        *("numpy.square", "numpy.abs", "numpy.sign", "numpy.cumsum"),
    }
)

AS_TORCH = {"numpy.argmax": "torch.argmax", "numpy.argmin": "torch.argmin"}
"""Functions that do to an array what torch's do to a tensor."""
JOINS = {
    "numpy.concatenate": "torch.cat",
    "numpy.stack": "torch.stack",
    "numpy.vstack": "torch.vstack",
    "numpy.hstack": "torch.hstack",
    "numpy.array": "torch.stack",
    "numpy.asarray": "torch.stack",
}
"""Functions that make one array of several, as torch's do of tensors."""

SPLIT = "sklearn.model_selection.train_test_split"
CLASSES = frozenset(f"sklearn.datasets.make_{name}" for name in ("moons", "circles", "blobs", "classification"))
DRAWN = CLASSES | {"sklearn.datasets.make_regression"}
RETURN_MORE = frozenset({"n_targets", "coef", "return_centers", "return_X_y"})
"""Options with which they return something else."""
SCALERS = frozenset(
    f"sklearn.preprocessing.{name}"
    for name in ("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "Normalizer", "PowerTransformer")
)
SPLITTERS = frozenset(
    f"sklearn.model_selection.{name}"
    for name in (
        *("KFold", "StratifiedKFold", "GroupKFold", "StratifiedGroupKFold", "RepeatedKFold", "TimeSeriesSplit"),
        *("RepeatedStratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit", "GroupShuffleSplit"),
    )
)
"""Their ``split`` gives "the training set indices for that split" and those for testing, turn by turn."""
_SCALES = frozenset({"fit", "fit_transform", "transform", "inverse_transform"})
OBJECTS = dict.fromkeys(SCALERS, _SCALES) | dict.fromkeys(SPLITTERS, frozenset({"split"}))
"""The methods of scikit-learn's objects of which something is known."""
