"""The dense layers of DeepSeek-V3: latent attention by the equations of its report (section 2.1.1), keys and values written out."""
import torch
from torch.nn.functional import linear

from attention import attend, join, split
from llama import feed_forward, norm
from rope import magnitude, rotate


def forward(w, ids, sizes):
    x = w["model.embed_tokens.weight"][ids]
    for layer in range(sizes["layers"]):
        p = f"model.layers.{layer}."
        x = x + attention(w, p + "self_attn.", norm(x, w[p + "input_layernorm.weight"], sizes), sizes)
        x = x + feed_forward(w, p + "mlp.", norm(x, w[p + "post_attention_layernorm.weight"], sizes))
    return linear(norm(x, w["model.norm.weight"], sizes), w["lm_head.weight"])


def attention(w, p, x, sizes):
    heads, nope, rank, scaling = sizes["heads"], sizes["nope"], sizes["kv_rank"], sizes["scaling"]

    def turn(part):
        return rotate(part, sizes["theta"], scaling=scaling, interleaved=True)

    q = split(queries(w, p, x, sizes), heads)
    down = linear(x, w[p + "kv_a_proj_with_mqa.weight"])
    latent, key = norm(down[..., :rank], w[p + "kv_a_layernorm.weight"], sizes), turn(down[..., rank:].unsqueeze(1))
    up = split(linear(latent, w[p + "kv_b_proj.weight"]), heads)
    q = torch.cat([q[..., :nope], turn(q[..., nope:])], -1)
    k = torch.cat([up[..., :nope], key.expand(-1, heads, -1, -1)], -1)
    scale = magnitude(scaling["factor"], scaling["mscale_all_dim"]) ** 2 / q.shape[-1] ** 0.5
    return linear(join(attend(q, k, up[..., nope:], scale=scale)), w[p + "o_proj.weight"])


def queries(w, p, x, sizes):
    if p + "q_proj.weight" in w:
        return linear(x, w[p + "q_proj.weight"])
    return linear(norm(linear(x, w[p + "q_a_proj.weight"]), w[p + "q_a_layernorm.weight"], sizes), w[p + "q_b_proj.weight"])
