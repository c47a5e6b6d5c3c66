"""The losses of torch.nn and torch.nn.functional as rows."""

from __future__ import annotations

from dataclasses import dataclass

from headlint.torchlib.wants import Wants


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss, in its class and its functional form.

    ``options`` are the parameters of the constructor in order (up to ``*``, positional); the functional form takes
    ``input``, ``target`` and then ``functional_options``. ``label`` says that the target may be a class index;
    ``elementwise`` that input and target meet number by number, so that unequal shapes are broadcast;
    ``reduction`` is the one that holds where the program names none, None if unknown. ``operands`` are those of the
    functional form where they are not input and target, in order. ``trains`` says that the loss has weights of its own,
    or is handed some, so that it trains even where its input is cut off; ``returns`` names what is returned where that
    is not the loss alone. ``source`` is the page that states the contract, empty where it is the one of torch on this
    class, and ``declared`` the file of a project that states it instead.
    """

    name: str
    functional: str
    wants: Wants
    options: tuple[str, ...]
    functional_options: tuple[str, ...]
    input: str = "input"
    target: str = "target"
    label: bool = False
    elementwise: bool = False
    reduction: str | None = "mean"
    operands: tuple[str, ...] = ()
    trains: bool = False
    returns: tuple[str, ...] = ()
    source: str = ""
    declared: str = ""

    @property
    def page(self) -> str:
        """The documentation that states what the loss wants; empty where a project declares it."""
        return self.source or ("" if self.declared else f"{_PAGES}{self.name}.html")


_PAGES = "https://docs.pytorch.org/docs/stable/generated/torch.nn."
_FLAGS = ("size_average", "reduce", "reduction")

LOSSES: tuple[Loss, ...] = (
    Loss(
        "CrossEntropyLoss",
        "cross_entropy",
        Wants.CLASS_LOGITS,
        ("weight", "size_average", "ignore_index", "reduce", "reduction", "label_smoothing"),
        ("weight", "size_average", "ignore_index", "reduce", "reduction", "label_smoothing"),
        label=True,
    ),
    Loss(
        "NLLLoss",
        "nll_loss",
        Wants.CLASS_LOG_PROBABILITIES,
        ("weight", "size_average", "ignore_index", "reduce", "reduction"),
        ("weight", "size_average", "ignore_index", "reduce", "reduction"),
        label=True,
    ),
    Loss(
        "BCEWithLogitsLoss",
        "binary_cross_entropy_with_logits",
        Wants.BINARY_LOGITS,
        ("weight", *_FLAGS, "pos_weight"),
        ("weight", *_FLAGS, "pos_weight"),
        elementwise=True,
    ),
    Loss(
        "BCELoss",
        "binary_cross_entropy",
        Wants.BINARY_PROBABILITIES,
        ("weight", *_FLAGS),
        ("weight", *_FLAGS),
        elementwise=True,
    ),
    Loss(
        "KLDivLoss",
        "kl_div",
        Wants.LOG_DISTRIBUTION,
        (*_FLAGS, "log_target"),
        (*_FLAGS, "log_target"),
        elementwise=True,
    ),
    Loss("MSELoss", "mse_loss", Wants.VALUES, _FLAGS, (*_FLAGS, "weight"), elementwise=True),
    Loss("L1Loss", "l1_loss", Wants.VALUES, _FLAGS, (*_FLAGS, "weight"), elementwise=True),
    Loss(
        "SmoothL1Loss",
        "smooth_l1_loss",
        Wants.VALUES,
        (*_FLAGS, "beta"),
        (*_FLAGS, "beta"),
        elementwise=True,
    ),
    Loss(
        "HuberLoss",
        "huber_loss",
        Wants.VALUES,
        ("reduction", "delta"),
        ("reduction", "delta", "weight"),
        elementwise=True,
    ),
    Loss(
        "MultiLabelSoftMarginLoss",
        "multilabel_soft_margin_loss",
        Wants.BINARY_LOGITS,
        ("weight", *_FLAGS),
        ("weight", *_FLAGS),
    ),
    # The logistic loss of targets 1 and -1: with 1 and 0 it is BCEWithLogitsLoss.
    Loss("SoftMarginLoss", "soft_margin_loss", Wants.BINARY_LOGITS, _FLAGS, _FLAGS),
    Loss(
        "MultiMarginLoss",
        "multi_margin_loss",
        Wants.ANYTHING,
        ("p", "margin", "weight", *_FLAGS),
        ("p", "margin", "weight", *_FLAGS),
        label=True,
    ),
    Loss("MultiLabelMarginLoss", "multilabel_margin_loss", Wants.ANYTHING, _FLAGS, _FLAGS),
    Loss("HingeEmbeddingLoss", "hinge_embedding_loss", Wants.ANYTHING, ("margin", *_FLAGS), ("margin", *_FLAGS)),
    Loss(
        "PoissonNLLLoss",
        "poisson_nll_loss",
        Wants.ANYTHING,
        ("log_input", "full", "size_average", "eps", "reduce", "reduction"),
        ("log_input", "full", "size_average", "eps", "reduce", "reduction"),
        input="log_input",
        operands=("input", "target"),
    ),
    Loss(
        "GaussianNLLLoss",
        "gaussian_nll_loss",
        Wants.ANYTHING,
        ("*", "full", "eps", "reduction"),
        ("var", "full", "eps", "reduction"),
    ),
    Loss(
        "CTCLoss",
        "ctc_loss",
        Wants.CLASS_LOG_PROBABILITIES,
        ("blank", "reduction", "zero_infinity"),
        ("input_lengths", "target_lengths", "blank", "reduction", "zero_infinity"),
        input="log_probs",
        target="targets",
    ),
    Loss(
        "CosineEmbeddingLoss",
        "cosine_embedding_loss",
        Wants.ANYTHING,
        ("margin", *_FLAGS),
        ("target", "margin", *_FLAGS),
        input="input1",
        target="input2",
    ),
    Loss(
        "MarginRankingLoss",
        "margin_ranking_loss",
        Wants.ANYTHING,
        ("margin", *_FLAGS),
        ("target", "margin", *_FLAGS),
        input="input1",
        target="input2",
    ),
    Loss(
        "TripletMarginLoss",
        "triplet_margin_loss",
        Wants.ANYTHING,
        ("margin", "p", "eps", "swap", *_FLAGS),
        ("negative", "margin", "p", "eps", "swap", *_FLAGS),
        input="anchor",
        target="positive",
    ),
    Loss(
        "TripletMarginWithDistanceLoss",
        "triplet_margin_with_distance_loss",
        Wants.ANYTHING,
        ("*", "distance_function", "margin", "swap", "reduction"),
        ("negative", "*", "distance_function", "margin", "swap", "reduction"),
        input="anchor",
        target="positive",
    ),
    Loss(
        "LinearCrossEntropyLoss",
        "linear_cross_entropy",
        Wants.FEATURES,
        (
            *("in_features", "num_classes", "*", "out_features", "bias", "device", "dtype", "reduction", "weight"),
            *("ignore_index", "label_smoothing", "options"),
        ),
        ("*", "linear_bias", "weight", "reduction", "ignore_index", "label_smoothing", "options"),
        label=True,
        operands=("input", "linear_weight", "target"),
        trains=True,
    ),
    Loss(
        "AdaptiveLogSoftmaxWithLoss",
        "",
        Wants.FEATURES,
        ("in_features", "n_classes", "cutoffs", "div_value", "head_bias", "device", "dtype"),
        (),
        input="input_",
        target="target_",
        label=True,
        trains=True,
        returns=("output", "loss"),
    ),
)
