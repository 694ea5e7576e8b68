"""BERT over PyTorch's own post-norm encoder layer, which is given the weights of Hugging Face's parameter names."""
import torch
from torch.nn.functional import gelu, layer_norm
from torch.nn.utils.stateless import functional_call


def forward(w, ids, sizes):
    e = "bert.embeddings."
    x = w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][:ids.shape[1]] + w[e + "token_type_embeddings.weight"][0]
    x = norm(w, e + "LayerNorm", x, sizes)
    padding = sizes.get("padding")
    mask = None if padding is None else torch.arange(ids.shape[1]) >= torch.tensor(padding)[:, None]
    for layer in range(sizes["layers"]):
        x = block(w, f"bert.encoder.layer.{layer}.", x, mask, sizes)
    t = "cls.predictions.transform."
    x = norm(w, t + "LayerNorm", gelu(x @ w[t + "dense.weight"].T + w[t + "dense.bias"]), sizes)
    return x @ w[e + "word_embeddings.weight"].T + w["cls.predictions.bias"]


def block(w, p, x, mask, sizes):
    hidden = w[p + "intermediate.dense.weight"].shape[0]
    layer = torch.nn.TransformerEncoderLayer(
        x.shape[-1], sizes["heads"], hidden, dropout=0, activation="gelu", layer_norm_eps=sizes["eps"], batch_first=True).double()
    parts = {
        "self_attn.out_proj": "attention.output.dense", "norm1": "attention.output.LayerNorm", "linear1": "intermediate.dense",
        "linear2": "output.dense", "norm2": "output.LayerNorm",
    }
    given = {f"{ours}.{kind}": w[f"{p}{theirs}.{kind}"] for ours, theirs in parts.items() for kind in ("weight", "bias")}
    for kind in ("weight", "bias"):
        given["self_attn.in_proj_" + kind] = torch.cat([w[f"{p}attention.self.{side}.{kind}"] for side in ("query", "key", "value")])
    return functional_call(layer, given, (x,), {"src_key_padding_mask": mask})


def norm(w, p, x, sizes):
    return layer_norm(x, x.shape[-1:], w[p + ".weight"], w[p + ".bias"], sizes["eps"])
