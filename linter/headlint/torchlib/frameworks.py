"""Training frameworks as rows: which of their calls hand back what they were given, which train.

Facts: accelerate (https://huggingface.co/docs/accelerate/package_reference/accelerator), Lightning Fabric
(https://lightning.ai/docs/fabric/stable/api/fabric_methods.html), torch.amp (https://docs.pytorch.org/docs/stable/amp.html),
apex (https://nvidia.github.io/apex/amp.html), ignite (https://docs.pytorch.org/ignite/distributed.html), torch.optim
(https://docs.pytorch.org/docs/stable/optim.html).
"""

from __future__ import annotations

from typing import Literal

Does = Literal["gives back", "first", "backward", "steps", "steps first"]
"""What a call does: it returns its positional arguments, one alone or several as a tuple; its first argument; it calls
``backward()`` on its first argument; it moves the parameters of the optimizer that it is called on, or of the one that
is its first argument."""

_ACCELERATOR: dict[str, Does] = {
    "prepare": "gives back",
    "prepare_model": "first",
    "prepare_data_loader": "first",
    "prepare_optimizer": "first",
    "unwrap_model": "first",
    "backward": "backward",
}
_FABRIC: dict[str, Does] = {
    "setup": "gives back",
    "setup_module": "first",
    "setup_dataloaders": "gives back",
    "setup_optimizers": "gives back",
    "to_device": "first",
    "backward": "backward",
}
_SCALER: dict[str, Does] = {"scale": "first", "unscale_": "first", "step": "steps first"}

_OPTIMIZERS = (
    *("ASGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "LBFGS", "Muon", "NAdam", "RAdam"),
    *("RMSprop", "Rprop", "SGD", "SparseAdam"),
)
OPTIMIZERS = frozenset(
    f"torch.optim.{prefix}{name}"
    for name in (*_OPTIMIZERS, "Optimizer")
    for prefix in ("", f"{'sparse_adam' if name == 'SparseAdam' else name.lower()}.")
)
"""The optimizers of torch, by each name that a program may call them."""

_CLASSES: dict[str, dict[str, Does]] = {
    **dict.fromkeys(("accelerate.Accelerator", "accelerate.accelerator.Accelerator"), _ACCELERATOR),
    **dict.fromkeys(("lightning.Fabric", "lightning.fabric.Fabric", "lightning_fabric.Fabric"), _FABRIC),
    **dict.fromkeys(("torch.GradScaler", "torch.amp.GradScaler", "torch.cuda.amp.GradScaler"), _SCALER),
    **dict.fromkeys(("torch.amp.grad_scaler.GradScaler", "torch.cuda.amp.grad_scaler.GradScaler"), _SCALER),
    **{name: {"step": "steps"} for name in OPTIMIZERS},
}

METHODS: dict[tuple[str, str], Does] = {
    (cls, name): does for cls, methods in _CLASSES.items() for name, does in methods.items()
}

FUNCTIONS: dict[str, Does] = {
    "apex.amp.initialize": "gives back",
    "apex.amp.scale_loss": "first",
    "apex.parallel.DistributedDataParallel": "first",
    "apex.parallel.convert_syncbn_model": "first",
    "ignite.distributed.auto_model": "first",
    "ignite.distributed.auto_optim": "first",
    "torch.nn.SyncBatchNorm.convert_sync_batchnorm": "first",
    "torch.distributed.fsdp.fully_shard": "first",
    "torch.distributed.fsdp.fully_sharded_data_parallel.FullyShardedDataParallel": "first",
    "torch.optim.swa_utils.AveragedModel": "first",
    "torch.jit.freeze": "first",
    "torch.jit.optimize_for_inference": "first",
}
