"""Layers of graph libraries that end in a linear map, as rows: they lay raw numbers as torch's own do.

Facts of PyTorch Geometric's documentation (https://pytorch-geometric.readthedocs.io/en/latest/modules/nn.html), whose
formulas end in the weights, with a bias added. Layers of attention have as many units as their heads have together,
unless these are averaged. Layers that end in an activation, or in a network of the program's, are not here.
"""

from __future__ import annotations

from headlint.torchlib.rows import Affine, Layer

_SIZES = ("in_channels", "out_channels")
_LAID = Layer(options=_SIZES, acts=Affine(params=("x", "edge_index"), out="out_channels"))
_HEADS = Layer(options=_SIZES, acts=Affine(params=("x", "edge_index"), out="units of all heads"))

_GEOMETRIC = {
    **dict.fromkeys(("GCNConv", "SAGEConv", "GraphConv", "ChebConv", "TAGConv", "SGConv", "LEConv", "Linear"), _LAID),
    **dict.fromkeys(("GATConv", "GATv2Conv", "TransformerConv"), _HEADS),
}

GRAPH_LAYERS: dict[str, Layer] = {
    **{f"torch_geometric.nn.{name}": layer for name, layer in _GEOMETRIC.items()},
    **{f"torch_geometric.nn.conv.{name}": layer for name, layer in _GEOMETRIC.items()},
}
