"""Llama as its papers and Hugging Face's parameter names define it, without a trick."""
import torch
from torch.nn.functional import linear, silu

from attention import attend, join, split


def forward(w, ids, sizes):
    x = w["model.embed_tokens.weight"][ids]
    for layer in range(sizes["layers"]):
        p = f"model.layers.{layer}."
        x = x + attention(w, p + "self_attn.", norm(x, w[p + "input_layernorm.weight"], sizes), sizes)
        x = x + feed_forward(w, p + "mlp.", norm(x, w[p + "post_attention_layernorm.weight"], sizes))
    x = norm(x, w["model.norm.weight"], sizes)
    return linear(x, w.get("lm_head.weight", w["model.embed_tokens.weight"]))


def norm(x, weight, sizes):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + sizes["eps"]) * weight


def attention(w, p, x, sizes):
    q = rotate(split(linear(x, w[p + "q_proj.weight"]), sizes["heads"]), sizes["theta"])
    k = rotate(split(linear(x, w[p + "k_proj.weight"]), sizes["kv_heads"]), sizes["theta"])
    v = split(linear(x, w[p + "v_proj.weight"]), sizes["kv_heads"])
    return linear(join(attend(q, k, v)), w[p + "o_proj.weight"])


def rotate(x, theta):
    """Complex multiplication of the pairs (i, i + head_dim / 2) by exp(i · position · frequency)."""
    half = x.shape[-1] // 2
    frequency = theta ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = torch.arange(x.shape[-2], dtype=torch.float64)[:, None] * frequency
    turned = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(angle), angle)
    return torch.cat([turned.real, turned.imag], -1)


def feed_forward(w, p, x):
    return linear(silu(linear(x, w[p + "gate_proj.weight"])) * linear(x, w[p + "up_proj.weight"]), w[p + "down_proj.weight"])
