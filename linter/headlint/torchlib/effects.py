"""What libraries do to the dicts, lists and networks that they are given.

Python's own library (https://docs.python.org/3/library/) and the libraries of ``LEAVE_ALONE`` print, log, save or
read what they are given; those of Python that reorder a list in place are in ``SHUFFLES``. A function of any other
library, or of a file that was not found, may change the dicts and lists that it gets.
"""

from __future__ import annotations

import sys

SHUFFLES = frozenset({"random.shuffle", "numpy.random.shuffle"})
"""https://docs.python.org/3/library/random.html#random.shuffle: "Shuffle the sequence x in place." """

_OTHERS = frozenset(
    {
        *("torch", "torchvision", "torchaudio", "torchtext", "torchmetrics", "torchinfo", "torchsummary", "torchviz"),
        *("numpy", "scipy", "sklearn", "pandas", "polars", "matplotlib", "seaborn", "plotly", "PIL", "cv2", "skimage"),
        *("yaml", "toml", "rich", "tqdm", "loguru", "tabulate", "termcolor", "requests", "h5py", "joblib", "psutil"),
        *("wandb", "mlflow", "neptune", "comet_ml", "clearml", "tensorboard", "tensorboardX", "tensorboard_logger"),
        *("transformers", "datasets", "tokenizers", "evaluate", "timm", "lightning", "pytorch_lightning", "accelerate"),
        *("lightning_fabric", "apex", "ignite", "skorch", "fastai", "catalyst", "monai", "kornia", "einops", "fvcore"),
        *(
            "segmentation_models_pytorch",
            "albumentations",
            "imgaug",
            "torchgeo",
            "nltk",
            "spacy",
            "gensim",
            "jsonlines",
        ),
        *(
            "omegaconf",
            "hydra",
            "optuna",
            "ray",
            "thop",
            "ptflops",
            "onnx",
            "onnxruntime",
            "tensorflow",
            "keras",
            "jax",
        ),
        *("dgl", "torch_geometric", "networkx", "gym", "gymnasium", "librosa", "soundfile", "streamlit", "gradio"),
        *("IPython", "pytest", "click", "attr", "attrs", "pydantic", "msgspec", "simplejson", "ujson", "orjson"),
    }
)
LEAVE_ALONE = _OTHERS | sys.stdlib_module_names | {"builtins"}
"""Top-level packages."""

READING_METHODS = frozenset(
    {
        *("get", "items", "keys", "values", "copy", "clone", "dump", "to_dict", "as_dict", "to_json", "freeze"),
        *("defrost", "is_frozen", "pretty_text", "to_yaml", "print_help", "print_usage"),
    }
)
"""Methods of configuration objects (yacs, argparse, ml_collections, easydict) that change no value in them."""

FILLING_METHODS = frozenset({"parse_args", "parse_known_args", "shuffle"})
"""Methods that change what they are given: https://docs.python.org/3/library/argparse.html#namespace, and those of
generators of random numbers."""
