"""Gemma 2 as its report and Hugging Face's parameter names define it."""
import math

import torch
from torch.nn.functional import linear

from attention import attend, join, split
from gpt2 import gelu
from rope import rotate


def forward(w, ids, sizes):
    embedding = w["model.embed_tokens.weight"]
    x = embedding[ids] * math.sqrt(embedding.shape[1])
    for layer in range(sizes["layers"]):
        p = f"model.layers.{layer}."
        window = sizes["window"] if layer % 2 == 0 else 0
        a = attention(w, p + "self_attn.", norm(w, p + "input_layernorm", x, sizes), sizes, window)
        x = x + norm(w, p + "post_attention_layernorm", a, sizes)
        f = feed_forward(w, p + "mlp.", norm(w, p + "pre_feedforward_layernorm", x, sizes))
        x = x + norm(w, p + "post_feedforward_layernorm", f, sizes)
    return cap(linear(norm(w, "model.norm", x, sizes), embedding), sizes["logit_softcap"])


def cap(x, most):
    return most * torch.tanh(x / most)


def norm(w, p, x, sizes):
    return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + sizes["eps"]) * (1 + w[p + ".weight"])


def attention(w, p, x, sizes, window):
    q = rotate(split(linear(x, w[p + "q_proj.weight"]), sizes["heads"]), sizes["theta"])
    k = rotate(split(linear(x, w[p + "k_proj.weight"]), sizes["kv_heads"]), sizes["theta"])
    v = split(linear(x, w[p + "v_proj.weight"]), sizes["kv_heads"])
    mixed = attend(q, k, v, scale=sizes["scale"], window=window, softcap=sizes["softcap"])
    return linear(join(mixed), w[p + "o_proj.weight"])


def feed_forward(w, p, x):
    return linear(gelu(linear(x, w[p + "gate_proj.weight"])) * linear(x, w[p + "up_proj.weight"]), w[p + "down_proj.weight"])
