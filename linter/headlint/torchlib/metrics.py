"""The classification metrics of torchmetrics as rows: their objects and their functions.

Held against torchmetrics 1.9. Metrics come in three spellings: for any task (``Accuracy(task="multiclass",
num_classes=10)``), for several classes (``MulticlassAccuracy(10)``) and for labels (``MultilabelAccuracy(10)``).

All of them squash what lies outside of [0, 1] themselves ("If preds is a floating point tensor with values outside
[0,1] range we consider the input to be logits", https://lightning.ai/docs/torchmetrics/stable/classification/auroc.html).
Of scikit-learn's, those named here ask for the order of the scores alone ("Target scores", which may be
"non-thresholded decision values", https://scikit-learn.org/stable/modules/generated/sklearn.metrics.roc_auc_score.html).
"""

from __future__ import annotations

from headlint.torchlib.rows import Layer, Measures

# The object's name, and the function's where that is not the same in small letters.
_NAMES: dict[str, str] = {
    **{name: name.lower() for name in ("Accuracy", "AUROC", "EER", "LogAUC", "Precision", "Recall", "ROC")},
    "AveragePrecision": "average_precision",
    "CalibrationError": "calibration_error",
    "CohenKappa": "cohen_kappa",
    "ConfusionMatrix": "confusion_matrix",
    "ExactMatch": "exact_match",
    "F1Score": "f1_score",
    "FBetaScore": "fbeta_score",
    "HammingDistance": "hamming_distance",
    "HingeLoss": "hinge_loss",
    "JaccardIndex": "jaccard_index",
    "MatthewsCorrCoef": "matthews_corrcoef",
    "NegativePredictiveValue": "negative_predictive_value",
    "PrecisionRecallCurve": "precision_recall_curve",
    "Specificity": "specificity",
    "StatScores": "stat_scores",
}
_COUNTS = {"multiclass": "num_classes", "multilabel": "num_labels"}
_MISSING = {"multiclass": frozenset[str](), "multilabel": frozenset({"CalibrationError", "CohenKappa", "HingeLoss"})}
_PLACES = ("torchmetrics", "torchmetrics.classification")
_FUNCTION_PLACES = ("torchmetrics.functional", "torchmetrics.functional.classification")
_GIVEN = ("preds", "target")


def _options(name: str, task: str) -> tuple[str, ...]:
    """The parameters that come first: the number of classes, behind the beta of an F-beta score."""
    return (*(("beta",) if name == "FBetaScore" else ()), _COUNTS[task])


def _objects() -> dict[str, Layer]:
    found: dict[str, Layer] = {}
    for name in _NAMES:
        found[name] = Layer(options=("task",), acts=Measures(params=_GIVEN))
        for task in _COUNTS:
            if name not in _MISSING[task]:
                row = Measures(params=_GIVEN, task=task)
                found[task.capitalize() + name] = Layer(options=_options(name, task), acts=row)
    return found


def _functions() -> dict[str, Measures]:
    found: dict[str, Measures] = {}
    for name, function in _NAMES.items():
        found[function] = Measures(params=(*_GIVEN, "task"))
        for task in _COUNTS:
            if name not in _MISSING[task]:
                found[f"{task}_{function}"] = Measures(params=(*_GIVEN, *_options(name, task)), task=task)
    return found


METRICS: dict[str, Layer] = {f"{place}.{name}": layer for place in _PLACES for name, layer in _objects().items()}
METRIC_FUNCTIONS: dict[str, Measures] = {
    f"{place}.{name}": row for place in _FUNCTION_PLACES for name, row in _functions().items()
}

RANKING = frozenset(f"sklearn.metrics.{name}" for name in ("roc_auc_score", "average_precision_score", "roc_curve"))
"""Metrics of scikit-learn that ask for the order of scores: any increasing function of them serves as well."""


def told(task: str) -> str | None:
    """The parameter that tells a metric of this task how many classes or labels there are, None for other tasks."""
    return _COUNTS.get(task)
