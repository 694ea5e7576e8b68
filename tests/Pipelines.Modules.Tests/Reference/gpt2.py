"""GPT-2 as its code and Hugging Face's parameter names define it: matrices are stored [in, out]."""
import math

import torch
from torch.nn.functional import layer_norm

from attention import attend, join, split


def forward(w, ids, sizes):
    x = w["transformer.wte.weight"][ids] + w["transformer.wpe.weight"][:ids.shape[1]]
    for layer in range(sizes["layers"]):
        p = f"transformer.h.{layer}."
        q, k, v = dense(w, p + "attn.c_attn", norm(w, p + "ln_1", x, sizes)).chunk(3, -1)
        heads = sizes["heads"]
        x = x + dense(w, p + "attn.c_proj", join(attend(split(q, heads), split(k, heads), split(v, heads))))
        x = x + dense(w, p + "mlp.c_proj", gelu(dense(w, p + "mlp.c_fc", norm(w, p + "ln_2", x, sizes))))
    return norm(w, "transformer.ln_f", x, sizes) @ w["transformer.wte.weight"].T


def dense(w, p, x):
    return x @ w[p + ".weight"] + w[p + ".bias"]


def norm(w, p, x, sizes):
    return layer_norm(x, x.shape[-1:], w[p + ".weight"], w[p + ".bias"], sizes["eps"])


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x.pow(3))))
