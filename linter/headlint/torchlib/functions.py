"""Functions and tensor methods of torch as rows."""

from __future__ import annotations

from headlint.tensor import Kind
from headlint.torchlib.einops import PATTERNS
from headlint.torchlib.losses import LOSSES
from headlint.torchlib.metrics import METRIC_FUNCTIONS
from headlint.torchlib.movements import FUNCTIONAL_MOVES, METHOD_MOVES, MOVES
from headlint.torchlib.rows import (
    Activates,
    Affine,
    Bounds,
    Clamps,
    Computes,
    Creates,
    Cuts,
    Decides,
    Gathers,
    Keeps,
    Logs,
    Mixes,
    Multiplies,
    Normalises,
    Pools,
    Rebuilds,
    Reduces,
    Reshapes,
    Row,
    Transforms,
    Wraps,
)
from headlint.torchlib.third_party import LOSS_FUNCTIONS

F = "torch.nn.functional."

_DIM = ("input", "dim", "dtype")
_FDIM = ("input", "dim", "_stacklevel", "dtype")
_HOW, _POOL = ("max", "avg"), ("input", "kernel_size", "stride", "padding")
_EXP = (
    (Kind.LOG_SOFTMAX, Kind.SOFTMAX),
    (Kind.LOG_SIGMOID, Kind.SIGMOID),
    (Kind.RAW, Kind.RELU),
    (Kind.DATA, Kind.DATA),
)
_ABS = ((Kind.RAW, Kind.RELU), (Kind.RELU, Kind.RELU), (Kind.TANH, Kind.RELU), (Kind.DATA, Kind.DATA))

SOFTMAX = Activates(params=_DIM, kind=Kind.SOFTMAX, event="softmax", axis=True)
LOG_SOFTMAX = Activates(params=_DIM, kind=Kind.LOG_SOFTMAX, event="log_softmax", axis=True)
SIGMOID = Activates(kind=Kind.SIGMOID, event="sigmoid")
LOG_SIGMOID = Activates(kind=Kind.LOG_SIGMOID, event="logsigmoid")
RELU = Activates(params=("input", "inplace"), kind=Kind.RELU)
RELU6 = Activates(params=("input", "inplace"), kind=Kind.RELU, limits=(0.0, 6.0))
TANH = Activates(kind=Kind.TANH)
# Bounded below but not at zero, or smooth: as unbounded as raw scores for all that a loss asks.
SELF_GATED = Transforms(params=("input", "inplace"), kinds=((Kind.RAW, Kind.RAW),))

# Under these names as a function of torch and as a method of Tensor, the receiver being ``input``.
SHARED: dict[str, Row] = {
    "softmax": SOFTMAX,
    "log_softmax": LOG_SOFTMAX,
    "sigmoid": SIGMOID,
    "relu": RELU,
    "tanh": TANH,
    "exp": Transforms(kinds=_EXP),
    "abs": Transforms(kinds=_ABS),
    "log": Logs(),
    "clamp": Clamps(params=("input", "min", "max")),
    "clip": Clamps(params=("input", "min", "max")),
    "clamp_min": Clamps(params=("input", "min")),
    "clamp_max": Clamps(params=("input", "max")),
    **dict.fromkeys(("maximum", "minimum", "fmax", "fmin"), Bounds(params=("input", "other"))),
    "clone": Keeps(),
    "contiguous": Keeps(),
    "nan_to_num": Keeps(),
    "dropout": Keeps(),
    "argmax": Decides(params=("input", "dim", "keepdim"), how="argmax"),
    "argmin": Decides(params=("input", "dim", "keepdim"), how="argmin"),
    "max": Decides(params=("input", "dim", "keepdim"), how="max"),
    "min": Decides(params=("input", "dim", "keepdim"), how="min"),
    "topk": Decides(params=("input", "k", "dim", "largest", "sorted"), how="topk"),
    "round": Decides(params=("input", "*", "decimals"), how="round"),
    "squeeze": Reshapes(params=("input", "dim"), op="squeeze"),
    "unsqueeze": Reshapes(params=("input", "dim"), op="unsqueeze"),
    "flatten": Reshapes(params=("input", "start_dim", "end_dim"), op="flatten"),
    "ravel": Reshapes(op="ravel"),
    "transpose": Reshapes(params=("input", "dim0", "dim1"), op="transpose"),
    "swapaxes": Reshapes(params=("input", "dim0", "dim1"), op="transpose"),
    "t": Reshapes(op="t"),
    "permute": Reshapes(params=("input", "dims"), op="permute"),
    "reshape": Reshapes(params=("input", "shape"), op="view"),
    "select": Reshapes(params=("input", "dim", "index"), op="select"),
    "gather": Reshapes(params=("input", "dim", "index"), op="gather"),
    "index_select": Reshapes(params=("input", "dim", "index"), op="index_select"),
    "narrow": Reshapes(params=("input", "dim", "start", "length"), op="narrow"),
    "unbind": Reshapes(params=("input", "dim"), op="unbind"),
    "chunk": Reshapes(params=("input", "chunks", "dim"), op="chunk"),
    "split": Reshapes(params=("input", "split_size", "dim"), op="split"),
    "mean": Reduces(params=("input", "dim", "keepdim"), op="mean"),
    "sum": Reduces(params=("input", "dim", "keepdim"), op="sum"),
    "logsumexp": Reduces(params=("input", "dim", "keepdim"), op="logsumexp"),
    "norm": Reduces(params=("input", "p", "dim", "keepdim"), op="norm"),
    "amax": Reduces(params=("input", "dim", "keepdim"), op="amax"),
    "prod": Reduces(params=("input", "dim", "keepdim"), op="prod"),
    "var": Reduces(params=("input", "dim"), op="var"),
    "std": Reduces(params=("input", "dim"), op="std"),
    "median": Reduces(params=("input", "dim", "keepdim"), op="median"),
    **{name: Mixes() for name in ("sin", "cos", "tan", "square", "sqrt", "rsqrt", "reciprocal", "erf", "log1p")},
    "matmul": Multiplies(params=("input", "other")),
    "mm": Multiplies(params=("input", "other")),
    "bmm": Multiplies(params=("input", "other")),
}

_ARRAYS = ("numpy.array", "numpy.asarray", "numpy.ascontiguousarray")
_FUNCTIONS: dict[str, Row] = {
    "cat": Gathers(params=("tensors", "dim")),
    "concat": Gathers(params=("tensors", "dim")),
    "concatenate": Gathers(params=("tensors", "dim")),
    "stack": Gathers(params=("tensors", "dim"), new_axis=True),
    **dict.fromkeys(("vstack", "row_stack"), Gathers(params=("tensors",), least_rank=2)),
    **dict.fromkeys(("hstack", "column_stack"), Gathers(params=("tensors",), along=1, least_rank=2)),
    "dstack": Gathers(params=("tensors",), along=2, least_rank=3),
    "randn": Creates(params=()),
    "rand": Creates(params=()),
    "zeros": Creates(params=()),
    "ones": Creates(params=()),
    "empty": Creates(params=()),
    "full": Creates(params=("size", "fill_value"), sizes="size"),
    "randint": Creates(params=(), kind=Kind.INDEX, dtype="int", sizes="randint"),
    "randperm": Creates(params=("n",), kind=Kind.INDEX, dtype="int", sizes="row"),
    "arange": Creates(params=(), dtype=None, sizes="row"),
    "linspace": Creates(params=(), sizes="row"),
    "eye": Creates(params=(), kind=Kind.ONE_HOT, sizes="unknown"),
    "randn_like": Creates(sizes="like"),
    "rand_like": Creates(sizes="like"),
    "zeros_like": Creates(sizes="like", dtype=None),
    "ones_like": Creates(sizes="like", dtype=None),
    "full_like": Creates(sizes="like", dtype=None),
    "tensor": Rebuilds(params=("data", "*", "dtype", "device", "requires_grad"), how="torch.tensor(...)"),
    "as_tensor": Rebuilds(params=("data", "dtype", "device"), how="torch.as_tensor(...)"),
    "from_numpy": Rebuilds(params=("data",), how="torch.from_numpy(...)"),
    "FloatTensor": Rebuilds(params=("data",), how="torch.FloatTensor(...)", dtype="float"),
    "Tensor": Rebuilds(params=("data",), how="torch.Tensor(...)", dtype="float"),
    "LongTensor": Rebuilds(params=("data",), how="torch.LongTensor(...)", dtype="int"),
    "autograd.Variable": Wraps(params=("data", "requires_grad")),
    "compile": Wraps(params=("model",)),
    "jit.script": Wraps(params=("obj",)),
    "jit.trace": Wraps(params=("func",)),
    **{
        f"nn.utils.{name}": Wraps(params=("module",)) for name in ("spectral_norm", "weight_norm", "remove_weight_norm")
    },
    **{f"nn.utils.parametrizations.{name}": Wraps(params=("module",)) for name in ("spectral_norm", "weight_norm")},
    "pow": Mixes(params=("input", "other")),
    "einsum": Mixes(params=(), layout=False),
    "add": Mixes(params=("input", "other")),
    "mul": Mixes(params=("input", "other")),
    "where": Mixes(params=("condition", "input", "other"), layout=False),
}

_FUNCTIONAL: dict[str, Row] = {
    "softmax": Activates(params=_FDIM, kind=Kind.SOFTMAX, event="softmax", axis=True),
    "log_softmax": Activates(params=_FDIM, kind=Kind.LOG_SOFTMAX, event="log_softmax", axis=True),
    "gumbel_softmax": Mixes(params=("logits",)),
    "logsigmoid": LOG_SIGMOID,
    "relu": RELU,
    "relu6": RELU6,
    "threshold": Mixes(),
    "softplus": Activates(kind=Kind.RELU),
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "hardtanh": Mixes(),
    "hardsigmoid": Mixes(),
    "leaky_relu": SELF_GATED,
    "elu": SELF_GATED,
    "selu": SELF_GATED,
    "gelu": SELF_GATED,
    "silu": SELF_GATED,
    "mish": SELF_GATED,
    "linear": Affine(params=("input", "weight", "bias"), out=""),
    "dropout": Keeps(params=("input", "p", "training", "inplace")),
    "dropout1d": Keeps(),
    "dropout2d": Keeps(),
    "dropout3d": Keeps(),
    "alpha_dropout": Keeps(),
    "batch_norm": Normalises(),
    "layer_norm": Normalises(),
    "group_norm": Normalises(),
    "instance_norm": Normalises(),
    "normalize": Transforms(),
    "interpolate": Pools(spatial=2),
    "upsample": Pools(spatial=2),
    "one_hot": Reshapes(params=("tensor", "num_classes"), op="one_hot"),
    **{f"{how}_pool{n}d": Pools(params=_POOL, spatial=n, window="kernel_size") for how in _HOW for n in (1, 2, 3)},
    **{
        f"adaptive_{how}_pool{n}d": Pools(params=("input", "output_size"), spatial=n, gives="output_size")
        for how in _HOW
        for n in (1, 2, 3)
    },
    **{f"conv{n}d": Affine(out="", spatial=n) for n in (1, 2, 3)},
}


def _loss_functions() -> dict[str, Row]:
    return {
        F + loss.functional: Computes(
            params=(*(loss.operands or (loss.input, loss.target)), *loss.functional_options), loss=loss
        )
        for loss in LOSSES
        if loss.functional
    }


# With an underscore behind they change their operand: https://docs.pytorch.org/docs/stable/torch.html
_CHANGING = (
    *("abs", "clamp", "clip", "cos", "dropout", "erf", "exp", "log", "log1p", "nan_to_num", "reciprocal", "relu"),
    *("round", "rsqrt", "sigmoid", "sin", "sqrt", "square", "tan", "tanh"),
)

FUNCTIONS: dict[str, Row] = {
    **{f"torch.{name}_": SHARED[name] for name in _CHANGING},
    F + "relu_": RELU,
    **{f"torch.{name}": row for name, row in SHARED.items()},
    **{f"torch.{name}": row for name, row in _FUNCTIONS.items()},
    **{F + name: row for name, row in _FUNCTIONAL.items()},
    **{f"torch.{name}": row for name, row in MOVES.items()},
    **{F + name: row for name, row in FUNCTIONAL_MOVES.items()},
    **_loss_functions(),
    **LOSS_FUNCTIONS,
    **METRIC_FUNCTIONS,
    **PATTERNS,
    **{name: Rebuilds(params=("data", "dtype"), how=f"{name}()") for name in _ARRAYS},
}

METHODS: dict[str, Row] = {
    **SHARED,
    "view": Reshapes(params=("input", "shape"), op="view"),
    "detach": Cuts(how="detach()"),
    "detach_": Cuts(how="detach_()"),
    "item": Cuts(how=".item()"),
    "tolist": Cuts(how=".tolist()"),
    "numpy": Cuts(how=".numpy()"),
    **{name: Keeps() for name in ("to", "cuda", "cpu", "float", "half", "double", "bfloat16", "type", "type_as")},
    **{name: Keeps() for name in ("requires_grad_", "retain_grad", "pin_memory", "share_memory_", "detach_copy")},
    "long": Keeps(),
    "astype": Keeps(),
    "int": Keeps(),
    "bool": Keeps(),
    **METHOD_MOVES,
}
