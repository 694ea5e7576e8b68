"""Mamba-2, one token and one head at a time."""
import torch
from torch.nn.functional import silu, softplus

from mamba import convolve, norm


def forward(w, x, sizes):
    batch, time, _ = x.shape
    heads, dim, n, groups = sizes["heads"], sizes["head_dim"], sizes["state"], sizes["groups"]
    inner = heads * dim
    joint = x @ w["in_proj.weight"].T + w.get("in_proj.bias", 0)
    z, mixed, dt = joint.split([inner, inner + 2 * groups * n, heads], -1)
    u, b, c = convolve(w, mixed).split([inner, groups * n, groups * n], -1)
    u, b, c = u.reshape(batch, time, heads, dim), b.reshape(batch, time, groups, n), c.reshape(batch, time, groups, n)
    dt = softplus(dt + w["dt_bias"]).clamp(*sizes["limit"])
    a = -w["A_log"].exp()

    outputs = []
    for head in range(heads):
        group = head * groups // heads
        state = torch.zeros(batch, dim, n, dtype=x.dtype)
        for t in range(time):
            step = dt[:, t, head, None, None]
            state = (step * a[head]).exp() * state + step * u[:, t, head, :, None] * b[:, t, group, None, :]
            outputs.append((state * c[:, t, group, None, :]).sum(-1) + w["D"][head] * u[:, t, head])
    y = torch.stack(outputs).reshape(heads, time, batch, dim).permute(2, 1, 0, 3).reshape(batch, time, inner)
    return norm(y * silu(z), w["norm.weight"], sizes["eps"]) @ w["out_proj.weight"].T + w.get("out_proj.bias", 0)
