"""What torch.utils.data is made of: data sets, samplers' parts of them, and loaders that stack items to batches.

Facts of https://docs.pytorch.org/docs/stable/data.html: "default_collate ... always prepends a new dimension as the
batch dimension", keeps the structure of tuples, lists and dicts, and makes tensors of Python's numbers; a loader does
none of it where ``collate_fn`` is given or ``batch_size`` is None.
"""

from __future__ import annotations

LOADER = "torch.utils.data.DataLoader"
TENSORS = "torch.utils.data.TensorDataset"
SUBSET = "torch.utils.data.Subset"
SPLIT = "torch.utils.data.random_split"

LOADER_PARAMS = (
    *("dataset", "batch_size", "shuffle", "sampler", "batch_sampler", "num_workers", "collate_fn", "pin_memory"),
    *("drop_last", "timeout", "worker_init_fn"),
)

# What walks over something and gives its items as they are: https://tqdm.github.io/docs/tqdm/ ("iterable ... to
# decorate with a progressbar").
PROGRESS = frozenset({"tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "tqdm.tqdm_notebook", "tqdm.std.tqdm"})

# Loaders of libraries, which give batches of their own kind.
LOADERS = frozenset(
    {
        *(LOADER, "torch.utils.data.dataloader.DataLoader", "torch_geometric.loader.DataLoader"),
        *("torch_geometric.data.DataLoader", "monai.data.DataLoader"),
    }
)
