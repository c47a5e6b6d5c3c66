"""Training frameworks that call a loss themselves, with what a network gives, as rows.

Facts: fastai (https://docs.fast.ai/learner.html), ignite
(https://docs.pytorch.org/ignite/generated/ignite.engine.create_supervised_trainer.html), skorch
(https://skorch.readthedocs.io/en/stable/classifier.html), monai (https://docs.monai.io/en/stable/engines.html),
catalyst (https://catalyst-team.github.io/catalyst/api/runners.html), poutyne (https://poutyne.org/model.html),
torchbearer (https://torchbearer.readthedocs.io/en/latest/code/main.html), torch-lr-finder
(https://github.com/davidtvs/pytorch-lr-finder), composer
(https://docs.mosaicml.com/projects/composer/en/stable/api_reference/generated/composer.models.ComposerClassifier.html),
segmentation-models-pytorch 0.6 (its file utils/train.py).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trainer:
    """``params`` in the order of its parameters ("*" before those that are keywords only), ``network`` and ``loss`` the
    two that it joins; ``between`` are those by which a program may put something in between, so that nothing is said
    where its own code is given there. ``standard`` is the loss where none is given. ``builds`` says that network and
    loss may be classes, built with the options ``module__x`` and ``criterion__x``; ``logs`` that the logarithm is taken
    in front of NLLLoss, so that probabilities are wanted there; ``named`` that a loss may be a string, the name of one
    of torch's."""

    params: tuple[str, ...]
    network: str
    loss: str
    between: tuple[str, ...] = ()
    standard: str = ""
    builds: bool = False
    logs: bool = False
    named: bool = False


def _skorch(standard: str, logs: bool = False) -> Trainer:
    return Trainer(("module", "criterion"), "module", "criterion", standard=standard, builds=True, logs=logs)


_IGNITE = Trainer(
    ("model", "optimizer", "loss_fn", "device", "non_blocking", "prepare_batch", "model_transform"),
    "model",
    "loss_fn",
    ("model_transform", "model_fn"),
)
_EPOCH = Trainer(("model", "loss", "metrics"), "model", "loss")
_POUTYNE = Trainer(("network", "optimizer", "loss_function"), "network", "loss_function", named=True)

TRAINERS: dict[tuple[str, str], Trainer] = {
    ("fastai", "Learner"): Trainer(("dls", "model", "loss_func"), "model", "loss_func", ("cbs", "callback_fns")),
    ("ignite", "create_supervised_trainer"): _IGNITE,
    ("ignite", "supervised_training_step"): _IGNITE,
    ("skorch", "NeuralNet"): _skorch(""),
    ("skorch", "NeuralNetClassifier"): _skorch("torch.nn.NLLLoss", logs=True),
    ("skorch", "NeuralNetBinaryClassifier"): _skorch("torch.nn.BCEWithLogitsLoss"),
    ("skorch", "NeuralNetRegressor"): _skorch("torch.nn.MSELoss"),
    ("monai", "SupervisedTrainer"): Trainer(
        ("device", "max_epochs", "train_data_loader", "network", "optimizer", "loss_function"),
        "network",
        "loss_function",
        ("iteration_update", "inferer"),
    ),
    ("catalyst", "SupervisedRunner.train"): Trainer(("*", "model", "criterion"), "model", "criterion", ("callbacks",)),
    ("poutyne", "Model"): _POUTYNE,
    ("torchbearer", "Trial"): Trainer(("model", "optimizer", "criterion"), "model", "criterion", ("callbacks",)),
    ("torch_lr_finder", "LRFinder"): Trainer(("model", "optimizer", "criterion"), "model", "criterion"),
    ("composer", "ComposerClassifier"): Trainer(("module", "*", "loss_fn"), "module", "loss_fn"),
    ("segmentation_models_pytorch", "TrainEpoch"): _EPOCH,
    ("segmentation_models_pytorch", "ValidEpoch"): _EPOCH,
}
"""By package and name: a function, a class (its construction), or a class and its method."""

METHODS = frozenset(name.rpartition(".")[2] for _, name in TRAINERS if "." in name)
"""The names of those that are methods."""
