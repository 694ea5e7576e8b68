"""Llama, and with windows or normalised queries Mistral and Qwen3, as papers and Hugging Face's parameter names define them."""
import torch
from torch.nn.functional import linear, silu

from attention import attend, join, split
from rope import rotate


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
    q = split(linear(x, w[p + "q_proj.weight"]), sizes["heads"])
    k = split(linear(x, w[p + "k_proj.weight"]), sizes["kv_heads"])
    v = split(linear(x, w[p + "v_proj.weight"]), sizes["kv_heads"])
    if p + "q_norm.weight" in w:
        q, k = norm(q, w[p + "q_norm.weight"], sizes), norm(k, w[p + "k_norm.weight"], sizes)
    q, k = (rotate(side, sizes["theta"], scaling=sizes.get("scaling")) for side in (q, k))
    return linear(join(attend(q, k, v, window=sizes.get("window", 0))), w[p + "o_proj.weight"])


def feed_forward(w, p, x):
    return linear(silu(linear(x, w[p + "gate_proj.weight"])) * linear(x, w[p + "up_proj.weight"]), w[p + "down_proj.weight"])
