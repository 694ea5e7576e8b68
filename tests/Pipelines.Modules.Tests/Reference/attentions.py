"""Attention layers with every option, one after the other over the same x: the stacked results, [cases, batch, time, dim]."""
import torch
from torch.nn.functional import linear

from attention import attend, join, slopes, split
from rope import rotate


def forward(w, x, cases):
    return torch.stack([layer(w, f"{i}.", x, case) for i, case in enumerate(cases)])


def layer(w, p, x, case):
    heads, kv_heads, cross = case["heads"], case["kv_heads"], case["cross"]
    source = x[:, :case["memory"]] if cross else x
    q = positioned(w, p + "q_norm.weight", project(w, p + "q_proj", x, heads), case)
    k = positioned(w, p + "k_norm.weight", project(w, p + "k_proj", source, kv_heads), case)
    v = project(w, p + "v_proj", source, kv_heads)
    segments = torch.tensor(case["segments"]).expand(len(x), -1) if case["segments"] and not cross else None
    mixed = attend(
        q, k, v, scale=case["scale"], causal=case["causal"] and not cross, window=0 if cross else case["window"],
        softcap=case["softcap"], slopes=slopes(heads) if case["alibi"] and not cross else None, segments=segments)
    return linear(join(mixed), w[p + "o_proj.weight"], w.get(p + "o_proj.bias"))


def project(w, p, x, heads):
    return split(linear(x, w[p + ".weight"], w.get(p + ".bias")), heads)


def positioned(w, norm, x, case):
    """x after its norm, where it has one, and turned."""
    if norm in w:
        x = x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + case["eps"]) * w[norm]
    rope = case["rope"]
    if rope is None or case["cross"]:
        return x
    return rotate(x, rope["theta"], rope["channels"], rope.get("scaling"), rope.get("interleaved", False))
